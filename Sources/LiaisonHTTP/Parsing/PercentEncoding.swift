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
        var isValid = false
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count) { bytes, count in
            guard let start = bytes.baseAddress else { return isValid = text.isEmpty }
            let end = text.withUnsafeBufferPointer { text in
                digits.withUnsafeBufferPointer { decode(text, plusIsSpace: plusIsSpace, to: start, $0) }
            }
            isValid = end != nil
            count = end.map { start.distance(to: $0) } ?? 0
        }
        return isValid ? bytes : nil
    }

    /// Decodes to where there is room for as many bytes.
    ///
    /// - Parameters:
    ///   - text: Encoded bytes.
    ///   - plusIsSpace: Whether `+` is one.
    ///   - start: Where the room is.
    ///   - digits: The 256 bytes' values as digits.
    /// - Returns: The end of the decoded bytes; nothing when a `%` is not followed by two hexadecimal digits.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool, to start: UnsafeMutablePointer<UInt8>,
        _ digits: UnsafeBufferPointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        var output = start
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < text.count else { return nil }
                let (high, low) = (digits[Int(text[index + 1])], digits[Int(text[index + 2])])
                if high | low > 15 { return nil }
                output.pointee = high << 4 | low
                index += 3
            } else {
                output.pointee = plusIsSpace && byte == UInt8(ascii: "+") ? ByteClass.space : byte
                index += 1
            }
            output += 1
        }
        return output
    }
}
