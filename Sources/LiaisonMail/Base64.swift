/// Base64 of RFC 4648 section 4.
package enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The longest line that RFC 2045 section 6.8 allows.
    package static let lineLength = 76

    /// The encoded bytes, padded, without line ends.
    package static func encode(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.underestimatedCount * 4 / 3 + 4)
        var pending: UInt32 = 0
        var count = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] {
                    output.append(alphabet[Int(pending >> shift & 63)])
                }
                (pending, count) = (0, 0)
            }
        }
        if count == 1 {
            output.append(alphabet[Int(pending >> 2 & 63)])
            output.append(alphabet[Int(pending << 4 & 63)])
            output.append(contentsOf: "==".utf8)
        } else if count == 2 {
            output.append(alphabet[Int(pending >> 10 & 63)])
            output.append(alphabet[Int(pending >> 4 & 63)])
            output.append(alphabet[Int(pending << 2 & 63)])
            output.append(UInt8(ascii: "="))
        }
        return output
    }

    /// The encoded bytes in lines of at most ``lineLength``, each ended by LF.
    package static func encodeLines(_ bytes: [UInt8]) -> [UInt8] {
        let encoded = encode(bytes)
        var output: [UInt8] = []
        output.reserveCapacity(encoded.count + encoded.count / lineLength + 1)
        for start in stride(from: 0, to: encoded.count, by: lineLength) {
            output.append(contentsOf: encoded[start..<min(start + lineLength, encoded.count)])
            output.append(UInt8(ascii: "\n"))
        }
        return output
    }
}
