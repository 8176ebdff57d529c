/// Rows under headings, aligned by columns of the terminal, so that Chinese names line up.
package struct TerminalTable: Sendable {
    /// One column.
    package struct Column: Sendable {
        package let title: String
        /// Whether cells stand at the right edge, as numbers do.
        package let isRightAligned: Bool
        /// Whether cells may be cut short with `…` when the terminal is too narrow.
        package let isFlexible: Bool

        package init(_ title: String, isRightAligned: Bool = false, isFlexible: Bool = false) {
            self.title = title
            self.isRightAligned = isRightAligned
            self.isFlexible = isFlexible
        }
    }

    /// One cell; its text may be anything, it is made visible when printed.
    package struct Cell: Sendable, ExpressibleByStringLiteral {
        package let text: String
        package let style: TerminalStyle?

        package init(_ text: String, style: TerminalStyle? = nil) {
            self.text = TerminalText.line(text)
            self.style = style
        }

        package init(stringLiteral text: String) { self.init(text) }
    }

    private let columns: [Column]
    private var rows: [[Cell]] = []

    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row.
    ///
    /// - Parameter cells: As many as there are columns.
    package mutating func append(_ cells: [Cell]) {
        precondition(cells.count == columns.count, "a row has a cell for each column")
        rows.append(cells)
    }

    /// Adds a row of plain cells.
    package mutating func append(_ cells: [String]) { append(cells.map { Cell($0) }) }

    /// Whether no row was added.
    package var isEmpty: Bool { rows.isEmpty }

    /// The lines to print, headings first, two spaces between columns and none at line ends.
    ///
    /// - Parameters:
    ///   - width: The terminal's columns; nothing where there is no terminal: then nothing is cut short.
    ///   - usesColour: Whether headings and styled cells stand out.
    /// - Returns: One line for the headings and one for each row.
    package func lines(width: Int?, usesColour: Bool) -> [String] {
        lines(widths: columnWidths(fitting: width), usesColour: usesColour)
    }

    /// The lines to print, two spaces between columns and none at line ends.
    ///
    /// - Parameters:
    ///   - widths: The columns' widths, perhaps those of other rows: a cell that is wider moves the rest of its line.
    ///   - hasHeadings: Whether the headings come first.
    ///   - cutsShort: Whether a cell of a flexible column is cut short where it is wider.
    ///   - usesColour: Whether headings and styled cells stand out.
    /// - Returns: One line for the headings and one for each row.
    package func lines(
        widths: [Int], hasHeadings: Bool = true, cutsShort: Bool = true, usesColour: Bool
    ) -> [String] {
        let headings = columns.map { Cell($0.title, style: .bold) }
        return ((hasHeadings ? [headings] : []) + rows).map { cells in
            let last = cells.lastIndex { !$0.text.isEmpty } ?? 0
            return cells.indices.prefix(last + 1).map { index in
                let column = columns[index]
                let isCut = cutsShort && column.isFlexible && widths[index] > 0
                let text =
                    isCut
                    ? TerminalText.truncated(cells[index].text, toColumns: widths[index]) : cells[index].text
                let gap = widths[index] - TerminalText.columns(of: text)
                let isPadded = column.isRightAligned || index < last
                let spaces = String(repeating: " ", count: isPadded ? max(0, gap) : 0)
                let styled = usesColour ? cells[index].style?.apply(to: text) ?? text : text
                return column.isRightAligned ? spaces + styled : styled + spaces
            }.joined(separator: "  ")
        }
    }

    /// The columns that a flexible column keeps: a Chinese character and `…`.
    private static let narrowest = 3

    /// Each column's natural width, the flexible ones narrowed from the widest down until the line fits.
    package func columnWidths(fitting limit: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            max(
                TerminalText.columns(of: columns[index].title),
                rows.map { TerminalText.columns(of: $0[index].text) }.max() ?? 0)
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - limit
        while excess > 0 {
            let flexible = widths.indices.filter { columns[$0].isFlexible && widths[$0] > Self.narrowest }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
