/// SHA-256, FIPS 180-4 section 6.2.
///
/// The toolchain brings no hash of its own, and OpenSSL isn't among the libraries Liaison may link.
package struct SHA256: Sendable {
    /// The length of a digest in bytes.
    package static let digestLength = 32

    private let compression: SHA256Compression
    private var state: SIMD8<UInt32> = Self.initialState
    /// The beginning of a block that isn't full yet; inline, so that a hash never touches the heap.
    private var pending = InlineArray<64, UInt8>(repeating: 0)
    private var pendingCount = 0
    private var length: UInt64 = 0

    package init() { self.init(.best) }

    /// A hash with the compression function of one's choice.
    init(_ compression: SHA256Compression) { self.compression = compression }

    /// The digest of `bytes`, 32 bytes.
    package static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The digest of `bytes`, 32 bytes.
    package static func digest(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// Adds a byte to the message.
    package mutating func update(_ byte: UInt8) { withUnsafeBytes(of: byte) { update($0) } }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        let used: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if used == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length += UInt64(bytes.count)
        var rest = bytes[...]
        if pendingCount > 0 {
            rest = rest.dropFirst(keep(rest.prefix(64 - pendingCount)))
            if pendingCount < 64 { return }
            compressPending()
        }
        let whole = rest.count & ~63
        compression(&state, UnsafeRawBufferPointer(rebasing: rest.prefix(whole)))
        keep(rest.dropFirst(whole))
    }

    /// The digest of everything added, 32 bytes; the hash is used up.
    package consuming func finish() -> [UInt8] { withUnsafeBytes(of: close()) { Array($0) } }

    /// The digest of everything added, as it stands in memory; the hash is used up.
    package consuming func close() -> SIMD8<UInt32> {
        let bitLength = length &* 8
        pending[pendingCount] = 0x80
        pendingCount += 1
        if pendingCount > 56 {
            fillPending(upTo: 64)
            compressPending()
        }
        fillPending(upTo: 56)
        withUnsafeMutableBytes(of: &pending) {
            $0.storeBytes(of: bitLength.bigEndian, toByteOffset: 56, as: UInt64.self)
        }
        compressPending()
        var words = state
        for index in words.indices { words[index] = words[index].bigEndian }
        return words
    }

    /// Puts bytes behind those that wait for the rest of their block.
    ///
    /// - Returns: How many.
    @discardableResult
    private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int {
        let start = pendingCount
        withUnsafeMutableBytes(of: &pending) {
            UnsafeMutableRawBufferPointer(rebasing: $0[start...]).copyBytes(from: bytes)
        }
        pendingCount += bytes.count
        return bytes.count
    }

    private mutating func fillPending(upTo end: Int) {
        let start = pendingCount
        withUnsafeMutableBytes(of: &pending) {
            if start < end {
                UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]).initializeMemory(
                    as: UInt8.self, repeating: 0)
            }
        }
        pendingCount = end
    }

    private mutating func compressPending() {
        let compression = compression
        withUnsafeBytes(of: pending) { compression(&state, $0) }
        pendingCount = 0
    }

    /// FIPS 180-4 section 5.3.3.
    private static let initialState: SIMD8<UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
        0x5be0_cd19,
    ]
}
