import LiaisonSystem

/// The SHA-256 of a line, or of its words, as the line states it: 64 bytes, in a sound line lower-case hexadecimal digits.
///
/// Kept as they stand, in place: a check compares a hash with what it computes, and never needs its value.
package struct LineHash: Equatable, Sendable, CustomStringConvertible {
    private var digits = InlineArray<8, UInt64>(repeating: 0x3030_3030_3030_3030)

    /// How many digits there are.
    package static let length = 64

    /// The `prev` of a segment's first line: 64 zeros.
    package static let none = LineHash()

    private init() {}

    /// A hash that a line or a file states.
    ///
    /// - Parameter digits: Its digits; nothing comes of any number but 64.
    package init?(_ digits: UnsafeBufferPointer<UInt8>) {
        guard digits.count == Self.length else { return nil }
        withUnsafeMutableBytes(of: &self.digits) { $0.copyMemory(from: UnsafeRawBufferPointer(digits)) }
    }

    /// A hash that somebody states.
    ///
    /// - Parameter text: Its digits; nothing comes of any number but 64.
    package init?(_ text: String) {
        var text = text
        guard let hash = text.withUTF8({ LineHash($0) }) else { return nil }
        self = hash
    }

    /// The hash of bytes.
    ///
    /// - Parameter bytes: Those of a line before its `hash`, or those of its `personal`.
    package init(of bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bytes)
        self = withUnsafeBytes(of: hash.close()) { LineHash(digest: $0) }
    }

    /// A hash that is kept in short.
    ///
    /// - Parameter digest: Its 32 bytes.
    init(digest: UnsafeRawBufferPointer) {
        precondition(digest.count == SHA256.digestLength, "a SHA-256 has 32 bytes")
        withUnsafeMutableBytes(of: &digits) { Hex.write(digest, to: $0) }
    }

    /// Its digits.
    package var description: String { withDigits { String(decoding: $0, as: UTF8.self) } }

    /// Reads the digits in place.
    fileprivate func withDigits<Result>(_ read: (UnsafeRawBufferPointer) -> Result) -> Result {
        withUnsafeBytes(of: digits, read)
    }

    package static func == (first: LineHash, second: LineHash) -> Bool {
        var difference: UInt64 = 0
        for index in first.digits.indices { difference |= first.digits[index] ^ second.digits[index] }
        return difference == 0
    }
}

extension [UInt8] {
    /// Appends the digits of a hash.
    ///
    /// - Parameter hash: The hash.
    package mutating func append(_ hash: LineHash) { hash.withDigits { append(contentsOf: $0) } }
}
