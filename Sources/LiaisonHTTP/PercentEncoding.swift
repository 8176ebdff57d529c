import LiaisonSystem

/// Percent-encoding of URLs and forms (RFC 3986 section 2.1; WHATWG URL, application/x-www-form-urlencoded).
enum PercentEncoding {
    /// Decodes `%XX` and leaves all else alone.
    ///
    /// - Parameter text: Encoded bytes.
    /// - Returns: The decoded bytes; nothing when a `%` is not followed by two hexadecimal digits.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? { decode(text, plusIsSpace: false) }

    /// Decodes `%XX`, and `+` as a space.
    ///
    /// - Parameter text: Encoded bytes.
    /// - Returns: The decoded bytes; nothing when a `%` is not followed by two hexadecimal digits.
    static func decodeForm(_ text: some Collection<UInt8>) -> [UInt8]? { decode(text, plusIsSpace: true) }

    private static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(Hex.value), let low = rest.next().flatMap(Hex.value)
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(ByteClass.space)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
