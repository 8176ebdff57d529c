/// SHA-256, FIPS 180-4 section 6.2, in plain Swift.
///
/// The toolchain brings no hash of its own, and OpenSSL isn't among the libraries Liaison may link.
package struct SHA256: Sendable {
    /// The length of a digest in bytes.
    package static let digestLength = 32

    private var state: SIMD8<UInt32> = Self.initialState
    /// The beginning of a block that isn't full yet; inline, so that a hash never touches the heap.
    private var pending = InlineArray<64, UInt8>(repeating: 0)
    private var pendingCount = 0
    private var length: UInt64 = 0

    package init() {}

    /// The digest of `bytes`, 32 bytes.
    package static func digest(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: some Collection<UInt8>) {
        let used: Void? = bytes.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if used == nil { Array(bytes).withUnsafeBytes { update($0) } }
    }

    /// Adds bytes to the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length += UInt64(bytes.count)
        var index = 0
        if pendingCount > 0 {
            while pendingCount < 64, index < bytes.count {
                pending[pendingCount] = bytes[index]
                pendingCount += 1
                index += 1
            }
            if pendingCount < 64 { return }
            compressPending()
        }
        while bytes.count - index >= 64 {
            Self.compress(UnsafeRawBufferPointer(rebasing: bytes[index..<(index + 64)]), into: &state)
            index += 64
        }
        while index < bytes.count {
            pending[pendingCount] = bytes[index]
            pendingCount += 1
            index += 1
        }
    }

    /// The digest of everything added, 32 bytes; the hash is used up.
    package consuming func finish() -> [UInt8] {
        let bitLength = length &* 8
        pending[pendingCount] = 0x80
        pendingCount += 1
        if pendingCount > 56 {
            while pendingCount < 64 { append(0) }
            compressPending()
        }
        while pendingCount < 56 { append(0) }
        for shift in stride(from: 56, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: bitLength >> UInt64(shift)))
        }
        compressPending()
        let words = state
        return [UInt8](unsafeUninitializedCapacity: Self.digestLength) { buffer, count in
            for index in 0..<Self.digestLength {
                buffer[index] = UInt8(truncatingIfNeeded: words[index / 4] >> UInt32(24 - 8 * (index % 4)))
            }
            count = Self.digestLength
        }
    }

    private mutating func append(_ byte: UInt8) {
        pending[pendingCount] = byte
        pendingCount += 1
    }

    private mutating func compressPending() {
        withUnsafeBytes(of: pending) { Self.compress($0, into: &state) }
        pendingCount = 0
    }

    /// One round of the compression function over the first 64 bytes of `block`.
    private static func compress(_ block: UnsafeRawBufferPointer, into state: inout SIMD8<UInt32>) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
            for i in 0..<16 {
                w[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: i * 4, as: UInt32.self))
            }
            for i in 16..<64 {
                let s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3)
                let s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10)
                w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            roundConstants.withUnsafeBufferPointer { k in
                for i in 0..<64 {
                    let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
                    let first = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[i] &+ w[i]
                    let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
                    let second = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
                    (h, g, f, e) = (g, f, e, d &+ first)
                    (d, c, b, a) = (c, b, a, first &+ second)
                }
            }
            state &+= SIMD8(a, b, c, d, e, f, g, h)
        }
    }

    @inline(__always)
    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        (word >> count) | (word << (32 - count))
    }

    /// FIPS 180-4 section 5.3.3.
    private static let initialState: SIMD8<UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
        0x5be0_cd19,
    ]

    /// FIPS 180-4 section 4.2.2.
    private static let roundConstants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
        0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7,
        0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc,
        0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351,
        0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e,
        0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585,
        0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f,
        0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
        0xc671_78f2,
    ]
}

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
    package func authenticate(_ message: some Collection<UInt8>) -> [UInt8] {
        var hash = inner
        hash.update(message)
        var result = outer
        result.update(hash.finish())
        return result.finish()
    }
}
