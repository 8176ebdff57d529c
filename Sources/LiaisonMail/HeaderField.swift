import LiaisonSystem

/// One header field of RFC 5322, folded and encoded, ended by LF.
///
/// Every way to make one takes either a validated value or any text, which is made one visible line first:
/// no text can end a field or start another.
struct HeaderField {
    let bytes: [UInt8]

    /// The longest line that RFC 2047 section 2 allows where encoded words stand.
    private static let lineLength = 76
    /// The longest encoded word.
    private static let wordLength = 75
    /// `=?UTF-8?B?` and `?=`.
    private static let wordOverhead = 12

    /// A field of free text, such as Subject: as it stands when it is short printable ASCII, else as encoded
    /// words in Base64 (RFC 2047).
    init(_ name: String, text: String) {
        var output = Array("\(name): ".utf8)
        Self.append(text.visibleLine, to: &output, isPlain: Self.isPlainText)
        output.append(UInt8(ascii: "\n"))
        bytes = output
    }

    /// A field of one address: `name <localPart@domain>`.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - displayName: Any text.
    ///   - localPart: Letters, digits and hyphens only.
    ///   - domain: The domain.
    init(_ name: String, displayName: String, localPart: String, domain: String) {
        var output = Array("\(name): ".utf8)
        Self.append(displayName.visibleLine, to: &output, isPlain: Self.isPlainPhrase)
        let address = "<\(localPart)@\(domain)>"
        let lastLine = output.count - ((output.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)
        output.append(lastLine + 1 + address.utf8.count <= Self.lineLength ? " " : "\n ")
        output.append(address)
        output.append(UInt8(ascii: "\n"))
        bytes = output
    }

    /// A field of message ids, one a line.
    init(_ name: String, ids: [MessageID]) {
        bytes = Array("\(name): \(ids.map(\.description).joined(separator: "\n "))\n".utf8)
    }

    /// A field whose value is known in the program: ASCII without line ends, short enough to stand as it is.
    init(_ name: String, literal: String) {
        precondition(literal.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "a literal field is ASCII")
        bytes = Array("\(name): \(literal)\n".utf8)
    }

    private static func append(_ text: String, to output: inout [UInt8], isPlain: (String) -> Bool) {
        if isPlain(text), output.count + text.utf8.count <= lineLength {
            output.append(text)
            return
        }
        var room = min(wordLength, lineLength - output.count)
        var word: [UInt8] = []
        for scalar in text.unicodeScalars {
            let encoded = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            // No word may hold a part of a character (RFC 2047 section 5).
            if word.count + encoded.count > (room - wordOverhead) / 4 * 3 {
                append(word: word, to: &output)
                output.append("\n ")
                word = []
                room = wordLength
            }
            word.append(encoded)
        }
        append(word: word, to: &output)
    }

    private static func append(word: [UInt8], to output: inout [UInt8]) {
        output.append("=?UTF-8?B?")
        output.append(Base64.encode(word))
        output.append("?=")
    }

    /// Printable ASCII that no reader takes for an encoded word.
    private static func isPlainText(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
    }

    /// Words of letters, digits and hyphens: a phrase of RFC 5322 that needs no quotes.
    private static func isPlainPhrase(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
