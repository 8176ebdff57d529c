import LiaisonSystem

/// Percent-encoding of URLs and forms (RFC 3986 section 2.1; WHATWG URL, application/x-www-form-urlencoded).
enum PercentEncoding {
    /// Decodes `%XX` and leaves all else alone.
    ///
    /// - Parameter text: Encoded bytes.
    /// - Returns: The decoded bytes; nothing when a `%` is not followed by two hexadecimal digits.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? { decode(text, plusIsSpace: false) }

    /// Decodes `%XX`, and `+` as a space.
    ///
    /// - Parameter text: Encoded bytes.
    /// - Returns: The decoded bytes; nothing when a `%` is not followed by two hexadecimal digits.
    static func decodeForm(_ text: Span<UInt8>) -> [UInt8]? { decode(text, plusIsSpace: true) }

    /// The value of each byte as a hexadecimal digit, 255 for one that is none: a text of Chinese is little else.
    private static let digits = (0...UInt8.max).map { Hex.value(of: $0) ?? .max }

    private static func decode(_ text: Span<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        let digits = digits.span
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count) { bytes, count in
            var index = 0
            while index < text.count {
                var byte = text[index]
                if byte == UInt8(ascii: "%") {
                    guard index + 2 < text.count else {
                        isValid = false
                        return
                    }
                    let (high, low) = (digits[Int(text[index + 1])], digits[Int(text[index + 2])])
                    if high | low > 15 {
                        isValid = false
                        return
                    }
                    byte = high << 4 | low
                    index += 2
                } else if plusIsSpace, byte == UInt8(ascii: "+") {
                    byte = ByteClass.space
                }
                bytes[count] = byte
                count += 1
                index += 1
            }
        }
        return isValid ? bytes : nil
    }
}
