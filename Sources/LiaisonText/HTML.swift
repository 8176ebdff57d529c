/// Text into HTML, as the WHATWG standard's text and quoted attribute values need it.
extension [UInt8] {
    /// Appends text so that it means itself in element content and in double-quoted attributes.
    ///
    /// - Parameter text: UTF-8; control bytes other than tab and newline become U+FFFD, as HTML forbids them.
    package mutating func appendHTML(_ text: some Collection<UInt8>) {
        // What needs no escape goes over in stretches: a page holds a hundred thousand characters.
        var plain = text.startIndex
        for index in text.indices {
            guard let escape = Self.htmlEscape(of: text[index]) else { continue }
            append(contentsOf: text[plain..<index])
            escape.withUTF8Buffer { append(contentsOf: $0) }
            plain = text.index(after: index)
        }
        append(contentsOf: text[plain...])
    }

    /// What stands for a byte; nothing where it stands for itself.
    private static func htmlEscape(of byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case 0x09, 0x0A, 0x0D: nil
        case 0..<0x20, 0x7F: "\u{FFFD}"
        default: nil
        }
    }

    /// How many bytes a text takes as HTML.
    ///
    /// - Parameter text: The text.
    /// - Returns: The length of what ``appendHTML(_:)`` appends.
    package static func htmlLength(of text: String) -> Int {
        text.utf8.reduce(0) { $0 + (htmlEscape(of: $1)?.utf8CodeUnitCount ?? 1) }
    }

    /// Appends text so that it means itself in element content and in double-quoted attributes.
    package mutating func appendHTML(_ text: String) {
        var text = text
        text.withUTF8 { appendHTML($0) }
    }
}

/// Text as HTML content or attribute value.
package func html(_ text: String) -> String {
    var output: [UInt8] = []
    output.appendHTML(text)
    return String(decoding: output, as: UTF8.self)
}
