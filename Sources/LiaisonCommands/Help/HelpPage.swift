import LiaisonText
import LiaisonWording

/// The help of the program, of a group or of a command, as lines to print.
struct HelpPage {
    /// One line and how it stands out.
    struct Line {
        let text: String
        let style: TerminalStyle?
    }

    private let wording: Wording
    private let width: Int

    init(_ context: CommandContext) {
        wording = context.wording
        width = min(context.width ?? 80, 100)
    }

    /// The help of a path: of a command, a group, or of everything when the path is empty.
    func lines(for path: [String]) -> [Line] {
        if path.isEmpty { return overview() }
        if let command = CommandCatalog.command(at: path) { return lines(for: command.description) }
        return group(path)
    }

    /// What `liaison --help` shows.
    func overview() -> [Line] {
        var lines = paragraphs(wording("help.about")) + usage("liaison COMMAND ...")
        for section in CommandCatalog.Section.allCases {
            var rows: [(String, String)] = []
            for entry in CommandCatalog.entries where entry.section == section {
                let path = entry.command.description.path
                let key = path.count > 1 ? "help.\(path[0])" : entry.command.description.wordingPrefix
                if !rows.contains(where: { $0.0 == path[0] }) {
                    rows.append((path[0], wording("\(key).summary")))
                }
            }
            if !rows.isEmpty { lines += heading(wording("help.section.\(section.rawValue)")) + list(rows) }
        }
        return lines + heading(wording("help.heading.everywhere")) + list(everywhere + [version])
            + [plain("")] + paragraphs(wording("help.see"))
    }

    private func group(_ path: [String]) -> [Line] {
        let name = path.joined(separator: " ")
        let commands = CommandCatalog.group(path).map { ($0.name, wording("\($0.wordingPrefix).summary")) }
        return [plain(wording("help.\(path.joined(separator: "-")).summary"))]
            + usage("liaison \(name) COMMAND ...") + heading(wording("help.heading.commands"))
            + list(commands) + [plain("")] + paragraphs(wording("help.see"))
    }

    private func lines(for command: CommandDescription) -> [Line] {
        let prefix = command.wordingPrefix
        var lines = [plain(wording("\(prefix).summary"))] + usage(command.usage)
        lines += [plain("")] + paragraphs(wording("\(prefix).details"))
        let arguments = command.arguments.map { argument in
            (argument.name, wording("\(prefix).argument.\(argument.name.lowercased())"))
        }
        if !arguments.isEmpty { lines += heading(wording("help.heading.arguments")) + list(arguments) }
        let options = command.options.map { ($0.typed, wording($0.wordingKey(in: command))) }
        lines += heading(wording("help.heading.options")) + list(options + everywhere)
        let examples = wording("\(prefix).examples").split(separator: "\n")
        return lines + heading(wording("help.heading.examples"))
            + examples.map { Line(text: "  \($0)", style: $0.hasPrefix("#") ? .faint : nil) }
    }

    private var everywhere: [(String, String)] { [("-h, --help", wording("help.option.help"))] }

    private var version: (String, String) { ("--version", wording("help.option.version")) }

    private func plain(_ text: String) -> Line { Line(text: text, style: nil) }

    private func heading(_ text: String) -> [Line] { [plain(""), Line(text: text, style: .bold)] }

    /// The usage line; what doesn't fit goes on, indented, between two words in brackets or not.
    private func usage(_ text: String) -> [Line] {
        var rows = [""]
        let label = "\(wording("help.heading.usage")) "
        let indent = TerminalText.columns(of: label)
        // An option that fits no line of its own is parted from its value after all.
        let words = Self.usageWords(text).flatMap { word in
            indent + 4 + word.utf8.count > width ? word.split(separator: " ").map(String.init) : [word]
        }
        for word in words {
            let row = rows[rows.count - 1]
            if !row.isEmpty && indent + row.utf8.count + 1 + word.utf8.count > width {
                rows.append("    \(word)")
            } else {
                rows[rows.count - 1] = row.isEmpty ? word : "\(row) \(word)"
            }
        }
        let margin = String(repeating: " ", count: indent)
        return [plain("")]
            + rows.enumerated().map { plain(($0.offset == 0 ? label : margin) + $0.element) }
    }

    /// The words of a usage line; an option in brackets stays with its value.
    private static func usageWords(_ text: String) -> [String] {
        var words: [String] = []
        var depth = 0
        for word in text.split(separator: " ") {
            if depth > 0, let last = words.popLast() {
                words.append("\(last) \(word)")
            } else {
                words.append(String(word))
            }
            depth += word.count { $0 == "[" } - word.count { $0 == "]" }
        }
        return words
    }

    private func paragraphs(_ text: String) -> [Line] {
        TerminalText.wrapped(text, toColumns: width).map(plain)
    }

    /// Terms and what they mean; a term too long for its column stands on a line of its own.
    private func list(_ rows: [(String, String)]) -> [Line] {
        let longest = rows.map { TerminalText.columns(of: $0.0) }.max() ?? 0
        let column = min(longest, 26)
        return rows.flatMap { term, meaning in
            let indent = String(repeating: " ", count: column + 4)
            let text = TerminalText.wrapped(meaning, toColumns: max(20, width - column - 4))
            let isLong = TerminalText.columns(of: term) > column
            var lines = isLong ? [plain("  \(term)")] : []
            for (index, part) in text.enumerated() {
                let margin = "  \(TerminalText.padded(term, toColumns: column))  "
                lines.append(plain((index == 0 && !isLong ? margin : indent) + part))
            }
            return lines
        }
    }
}
