import LiaisonSystem

/// Text made safe to print on a terminal.
///
/// What citizens type never reaches a terminal raw: a control sequence could clear the screen, rewrite what
/// stands there or type into the reader's shell, and a bidirectional override could show a text that isn't
/// the one stored. Whatever a terminal would obey instead of showing is written visibly: `\x1B` below
/// U+0100 and for bytes that are no UTF-8, `\u{202E}` above.
package enum TerminalText {
    /// Text for one line: line ends and tabs are shown as `\n`, `\r` and `\t`, too.
    package static func line(_ text: String) -> String { visible(text, isBlock: false) }

    /// Bytes of any kind for one line.
    package static func line(_ bytes: [UInt8]) -> String { visible(bytes, isBlock: false) }

    /// Text that may take several lines: newline and tab stay, CR LF becomes a newline.
    package static func block(_ text: String) -> String { visible(text, isBlock: true) }

    /// Bytes of any kind that may take several lines.
    package static func block(_ bytes: [UInt8]) -> String { visible(bytes, isBlock: true) }

    /// Whether a terminal would obey or hide this scalar rather than show it: C0, DEL, C1, format characters
    /// (bidirectional controls, joiners, tags, soft hyphen), line and paragraph separators.
    package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x20 { return true }
        if scalar.value < 0x7F { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
        default: return false
        }
    }

    private static func visible(_ text: String, isBlock: Bool) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var output = ""
        append(text.unicodeScalars, to: &output, isBlock: isBlock)
        return output
    }

    private static func visible(_ bytes: [UInt8], isBlock: Bool) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return visible(text, isBlock: isBlock) }
        var output = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            let length = (1...4).first { length in
                length <= rest.count && String(validating: rest.prefix(length), as: UTF8.self) != nil
            }
            if let length {
                let character = String(decoding: rest.prefix(length), as: UTF8.self)
                append(character.unicodeScalars, to: &output, isBlock: isBlock)
                rest = rest.dropFirst(length)
            } else {
                output += "\\x\(Hex.string(rest.prefix(1)).uppercased())"
                rest = rest.dropFirst()
            }
        }
        return output
    }

    /// Whether a joiner stands between the parts of one emoji (UTS #51, emoji ZWJ sequences), as a family is written:
    /// there it hides nothing.
    private static func joinsEmoji(_ before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
        guard let before, let after else { return false }
        let ends =
            before == "\u{FE0F}" || before.properties.isEmojiModifier
            || before.value > 0xFF && before.properties.isEmoji
        return ends && after.value > 0xFF && after.properties.isEmoji
    }

    private static func append(
        _ scalars: some BidirectionalCollection<Unicode.Scalar>, to output: inout String, isBlock: Bool
    ) {
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let scalar = scalars[index]
            index = scalars.index(after: index)
            switch scalar {
            case "\n" where isBlock, "\t" where isBlock: output.unicodeScalars.append(scalar)
            case "\r" where isBlock && index < scalars.endIndex && scalars[index] == "\n": break
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            case _ where !isHarmful(scalar): output.unicodeScalars.append(scalar)
            case "\u{200D}" where joinsEmoji(output.unicodeScalars.last, scalars[index...].first):
                output.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x100:
                output += "\\x\(Hex.string([UInt8(scalar.value)]).uppercased())"
            default: output += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }
    }
}
