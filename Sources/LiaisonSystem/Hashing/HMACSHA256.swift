/// HMAC-SHA-256, RFC 2104 and FIPS 198-1, under one key.
package struct HMACSHA256: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// Prepares the key's two pads once, so that each message costs only its own blocks.
    package init(key: [UInt8]) {
        var padded = key.count > 64 ? SHA256.digest(key) : key
        padded += [UInt8](repeating: 0, count: 64 - padded.count)
        var inner = SHA256()
        inner.update(padded.map { $0 ^ 0x36 })
        var outer = SHA256()
        outer.update(padded.map { $0 ^ 0x5c })
        (self.inner, self.outer) = (inner, outer)
    }

    /// The authentication code of `message`, 32 bytes.
    package func authenticate(_ message: [UInt8]) -> [UInt8] { authenticate { $0.update(message) } }

    /// The authentication code of the message that `feed` adds to a hash, 32 bytes.
    package func authenticate(_ feed: (inout SHA256) -> Void) -> [UInt8] {
        var hash = inner
        feed(&hash)
        var result = outer
        withUnsafeBytes(of: hash.close()) { result.update($0) }
        return result.finish()
    }
}
