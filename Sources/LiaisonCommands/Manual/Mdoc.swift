import LiaisonText

/// Text as mdoc(7) and roff(7) take it.
enum Mdoc {
    /// Paragraphs, each sentence from a line of its own. Latin text goes on on a new line before 80 bytes;
    /// Chinese text must not, roff would put a space there: `\:` says where a formatter may break it.
    static func text(_ text: String) -> String {
        text.split(separator: "\n").map { paragraph in
            sentences(String(paragraph)).map(lines).joined(separator: "\n") + "\n"
        }.joined(separator: ".Pp\n")
    }

    private static func lines(_ sentence: String) -> String {
        var output = ""
        var used = 0
        for piece in TerminalText.pieces(of: sentence[...]) {
            let word = piece.last == " " ? piece.dropLast() : piece
            let length = length(of: escaped(word))
            if output.last == " " && used + length > 79 {
                output.removeLast()
                output += "\n"
                used = 0
            }
            let isFirst = used == 0
            output += isFirst || output.last == " " ? "" : "\\:"
            // Only at the start of a line are these a macro's.
            output += (isFirst && (word.first == "." || word.first == "'") ? "\\&" : "") + escaped(word)
            if piece.last == " " { output += " " }
            used += length + piece.utf8.count - word.utf8.count
        }
        return output
    }

    /// The bytes of a line as mandoc(1) counts them: a character beyond ASCII stands as `\[u201C]`.
    private static func length(of line: String) -> Int {
        line.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 8) }
    }

    /// Text on the line of a macro.
    static func argument(_ text: String) -> String { escaped(text) }

    /// Lines of a shell or a file, as they are.
    static func literal(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
            shellLines(String($0))
        }
        return ".Bd -literal -offset indent\n\(lines.map(escapedLine).joined(separator: "\n"))\n.Ed\n"
    }

    /// Terms, each a macro with its arguments, and what they mean.
    static func list(_ rows: [(term: String, text: String)]) -> String {
        let items = rows.map { ".It \($0.term)\n\(text($0.text))" }
        return ".Bl -tag -width Ds\n\(items.joined()).El\n"
    }

    /// Lines `# what for` and the command lines below each.
    static func examples(_ text: String) -> String {
        var page = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#") {
                page += (page.isEmpty ? "" : ".Pp\n") + Mdoc.text(String(line.dropFirst(2)))
            } else {
                page += literal(String(line))
            }
        }
        return page
    }

    /// An option with its value, as macros.
    static func option(_ option: OptionDescription) -> String {
        let flag = "Fl \\-\(option.name.split(separator: "-").joined(separator: "\\-"))"
        guard let placeholder = option.placeholder else { return flag }
        return "\(flag) Ar \(option.choices.isEmpty ? placeholder : option.choices.joined(separator: " | "))"
    }

    private static func escapedLine(_ text: String) -> String {
        (text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" : "") + escaped(text)
    }

    /// Where a piece of code begins and ends in running text: ``GuidePage`` puts them there.
    static let codeStart: Character = "\u{E000}"
    static let codeEnd: Character = "\u{E001}"

    /// Backslashes, hyphens and quotes as themselves.
    private static func escaped(_ text: some StringProtocol) -> String {
        var output = ""
        for character in text {
            switch character {
            case "\\": output += "\\e"
            case "-": output += "\\-"
            case "'": output += "\\(aq"
            case "`": output += "\\(ga"
            case "^": output += "\\(ha"
            case "~": output += "\\(ti"
            case codeStart: output += "\\fB"
            case codeEnd: output += "\\fR"
            default: output.append(character)
            }
        }
        return output
    }

    private static func sentences(_ paragraph: String) -> [String] {
        var sentences: [String] = []
        var rest = paragraph[...]
        while let end = rest.indices.first(where: { index in
            ".?!".contains(rest[index]) && rest[index...].dropFirst().first == " "
        }) {
            sentences.append(String(rest[...end]))
            rest = rest[end...].dropFirst(2)
        }
        return sentences + (rest.isEmpty ? [] : [String(rest)])
    }

    /// A long shell line goes on behind a backslash.
    private static func shellLines(_ line: String) -> [String] {
        let lines = TerminalText.wrapped(line, toColumns: 62)
        return lines.enumerated().map { index, part in
            (index > 0 ? "    " : "") + part + (index + 1 < lines.count ? " \\" : "")
        }
    }
}
