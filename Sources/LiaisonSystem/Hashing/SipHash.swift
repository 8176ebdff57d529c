/// SipHash-2-4 under one key: 64 bits that nobody without the key can foretell, at a fraction of what HMAC-SHA-256
/// costs for a few dozen bytes (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).
///
/// It authenticates what is worth a guess of one in 2^64 at most, and only as long as the answer is yes or no; what must
/// withstand more, or is stored, takes ``HMACSHA256``.
package struct SipHash: Sendable {
    /// The length of a key in bytes.
    package static let keyLength = 16

    private let first: UInt64
    private let second: UInt64

    /// - Parameter key: 16 bytes that nobody can guess.
    package init(key: [UInt8]) {
        precondition(key.count == Self.keyLength, "a SipHash key has 16 bytes")
        (first, second) = key.withUnsafeBytes {
            (
                UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// The hash of a message.
    package func hash(_ message: Span<UInt8>) -> UInt64 {
        var state = State(first, second)
        message.withUnsafeBytes { bytes in
            let whole = bytes.count & ~7
            for offset in stride(from: 0, to: whole, by: 8) {
                state.absorb(
                    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            }
            var last = UInt64(truncatingIfNeeded: bytes.count) << 56
            for index in whole..<bytes.count { last |= UInt64(bytes[index]) << UInt64(8 * (index - whole)) }
            state.absorb(last)
        }
        return state.finish()
    }

    /// The four words of section 2 of the paper.
    private struct State {
        var v0, v1, v2, v3: UInt64

        init(_ first: UInt64, _ second: UInt64) {
            v0 = first ^ 0x736f_6d65_7073_6575
            v1 = second ^ 0x646f_7261_6e64_6f6d
            v2 = first ^ 0x6c79_6765_6e65_7261
            v3 = second ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xff
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        @inline(__always)
        private mutating func round() {
            v0 &+= v1
            v1 = Self.rotate(v1, 13) ^ v0
            v0 = Self.rotate(v0, 32)
            v2 &+= v3
            v3 = Self.rotate(v3, 16) ^ v2
            v0 &+= v3
            v3 = Self.rotate(v3, 21) ^ v0
            v2 &+= v1
            v1 = Self.rotate(v1, 17) ^ v2
            v2 = Self.rotate(v2, 32)
        }

        @inline(__always)
        private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
            word << count | word >> (64 - count)
        }
    }
}
