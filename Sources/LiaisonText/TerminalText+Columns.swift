extension TerminalText {
    /// The columns that a line takes on a terminal, see ``EastAsianWidth``.
    package static func columns(of text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + EastAsianWidth.columns(of: $1) }
    }

    /// The line, or as much of its start as fits with `…` behind it.
    ///
    /// - Parameters:
    ///   - text: One line, already made visible.
    ///   - limit: The most columns, at least 1.
    /// - Returns: A line of at most `limit` columns; no character is cut in two.
    package static func truncated(_ text: String, toColumns limit: Int) -> String {
        if columns(of: text) <= limit { return text }
        var kept = ""
        var used = 1
        for character in text {
            let width = columns(of: String(character))
            if used + width > limit { break }
            used += width
            kept.append(character)
        }
        return kept + "…"
    }

    /// The line with spaces up to `width` columns, behind it or before it.
    package static func padded(_ text: String, toColumns width: Int, onLeft: Bool = false) -> String {
        let spaces = String(repeating: " ", count: max(0, width - columns(of: text)))
        return onLeft ? spaces + text : text + spaces
    }

    /// Paragraphs broken into lines of at most `width` columns.
    ///
    /// Latin text breaks at spaces; Chinese text breaks before any wide character but closing punctuation
    /// (GB/T 15834 section 5.1), so that no line starts with `。`. A longer word stays whole.
    ///
    /// - Parameters:
    ///   - text: Paragraphs, one a line, already made visible.
    ///   - width: The most columns of a line.
    /// - Returns: The lines, without spaces at their ends; an empty paragraph is an empty line.
    package static func wrapped(_ text: String, toColumns width: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            var lines: [String] = []
            var line = ""
            var used = 0
            for piece in pieces(of: paragraph) {
                let trimmed = columns(of: piece.last == " " ? piece.dropLast() : piece)
                if used > 0 && used + trimmed > width {
                    lines.append(withoutSpacesAtEnd(line))
                    line = ""
                    used = 0
                }
                line += piece
                used += columns(of: piece)
            }
            return lines + [withoutSpacesAtEnd(line)]
        }
    }

    /// The parts of a paragraph that must not be broken, each with the space behind it.
    package static func pieces(of paragraph: Substring) -> [Substring] {
        var pieces: [Substring] = []
        var start = paragraph.startIndex
        var previous: Character?
        for index in paragraph.indices {
            let character = paragraph[index]
            if let before = previous, mayBreak(between: before, and: character) {
                pieces.append(paragraph[start..<index])
                start = index
            }
            previous = character
        }
        return start < paragraph.endIndex ? pieces + [paragraph[start...]] : pieces
    }

    private static func mayBreak(between first: Character, and second: Character) -> Bool {
        if first == " " { return second != " " }
        if second == " " || closing.contains(second) || opening.contains(first) { return false }
        return columns(of: String(first)) == 2 || columns(of: String(second)) == 2
    }

    private static let closing = Set("，。、；：？！）》」』】”’…%")
    private static let opening = Set("（《「『【“‘")

    private static func withoutSpacesAtEnd(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
