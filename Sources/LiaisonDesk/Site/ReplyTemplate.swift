/// Words that are written every day, for the answer box: from `DIR/templates.txt`, which the office edits.
///
/// UTF-8; a line that starts with `==` begins a template and names it, the lines behind it are its text; lines that start
/// with `#` are for people. Where there is no such file, those that ship are offered.
package struct ReplyTemplate: Equatable, Sendable {
    /// What its button says.
    package let title: String
    package let text: String

    /// How many are offered.
    private static let most = 30

    /// Reads the bytes of such a file; a template without text is none.
    package static func parse(_ file: [UInt8]) -> [ReplyTemplate] {
        var (found, title, lines): ([ReplyTemplate], String?, [Substring]) = ([], nil, [])
        func finish() {
            let text = lines.joined(separator: "\n").trimmed
            if let title, !title.isEmpty, !text.isEmpty {
                found.append(ReplyTemplate(title: title, text: text))
            }
            lines = []
        }
        let text = String(decoding: file, as: UTF8.self)
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("#") { continue }
            guard line.hasPrefix("==") else {
                lines.append(line)
                continue
            }
            finish()
            title = String(line.drop { $0 == "=" }).trimmed
        }
        finish()
        return Array(found.prefix(most))
    }
}

extension String {
    fileprivate var trimmed: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
