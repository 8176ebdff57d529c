/// Text into HTML, as the WHATWG standard's text and quoted attribute values need it.
extension [UInt8] {
    /// Appends text so that it means itself in element content and in double-quoted attributes.
    ///
    /// - Parameter text: UTF-8; control bytes other than tab and newline become U+FFFD, as HTML forbids them.
    package mutating func appendHTML(_ text: some Collection<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): append(contentsOf: "&#39;".utf8)
            case 0x09, 0x0A, 0x0D: append(byte)
            case 0..<0x20, 0x7F: append(contentsOf: "\u{FFFD}".utf8)
            default: append(byte)
            }
        }
    }

    /// Appends text so that it means itself in element content and in double-quoted attributes.
    package mutating func appendHTML(_ text: String) { appendHTML(text.utf8) }
}

/// Text as HTML content or attribute value.
package func html(_ text: String) -> String {
    var output: [UInt8] = []
    output.appendHTML(text)
    return String(decoding: output, as: UTF8.self)
}
