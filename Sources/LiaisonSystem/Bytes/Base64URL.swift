/// Base64 with the URL-safe alphabet and without padding, RFC 4648 section 5.
package enum Base64URL {
    private static let alphabet: StaticString =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    /// The number of characters for as many bytes.
    package static func length(of count: Int) -> Int { (count * 4 + 2) / 3 }

    /// The text of `bytes`.
    package static func encode(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: length(of: bytes.count)) { text in
            text.initialize(repeating: 0)
            var span = text.mutableSpan
            encode(bytes.span, to: &span)
            return text.count
        }
    }

    /// Writes the text of `bytes` over the ``length(of:)`` characters of `text`.
    package static func encode(_ bytes: Span<UInt8>, to text: inout MutableSpan<UInt8>) {
        precondition(text.count == length(of: bytes.count), "the room is as long as the text")
        bytes.withUnsafeBufferPointer { bytes in
            text.withUnsafeMutableBufferPointer { text in encode(bytes, to: text, alphabet.utf8Start) }
        }
    }

    private static func encode(
        _ bytes: UnsafeBufferPointer<UInt8>, to text: UnsafeMutableBufferPointer<UInt8>,
        _ alphabet: UnsafePointer<UInt8>
    ) {
        let whole = bytes.count / 3
        for group in 0..<whole {
            let word =
                UInt32(bytes[3 * group]) << 16 | UInt32(bytes[3 * group + 1]) << 8
                | UInt32(bytes[3 * group + 2])
            text[4 * group] = alphabet[Int(word >> 18)]
            text[4 * group + 1] = alphabet[Int(word >> 12 & 63)]
            text[4 * group + 2] = alphabet[Int(word >> 6 & 63)]
            text[4 * group + 3] = alphabet[Int(word & 63)]
        }
        switch bytes.count - 3 * whole {
        case 1:
            let word = UInt32(bytes[3 * whole]) << 4
            text[4 * whole] = alphabet[Int(word >> 6)]
            text[4 * whole + 1] = alphabet[Int(word & 63)]
        case 2:
            let word = UInt32(bytes[3 * whole]) << 10 | UInt32(bytes[3 * whole + 1]) << 2
            text[4 * whole] = alphabet[Int(word >> 12)]
            text[4 * whole + 1] = alphabet[Int(word >> 6 & 63)]
            text[4 * whole + 2] = alphabet[Int(word & 63)]
        default: break
        }
    }

    /// The bytes of `text`, or nothing when it isn't the one way to write them.
    package static func decode(_ text: String) -> [UInt8]? {
        var text = text
        return text.withUTF8 { decode($0) }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var pending: UInt32 = 0
        var bits = 0
        for character in text {
            guard let value = value(of: character) else { return nil }
            pending = pending << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        guard bits < 6, pending & (1 << UInt32(bits) - 1) == 0 else { return nil }
        return bytes
    }

    /// The six bits that a character stands for.
    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
