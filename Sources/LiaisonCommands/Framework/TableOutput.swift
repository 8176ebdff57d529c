import LiaisonText

/// A table that is printed while its rows come: the columns are as wide as the first page wants them, and rows that come
/// later fit themselves in.
struct TableOutput {
    private let context: CommandContext
    private let columns: [TerminalTable.Column]
    private var widths: [Int]?

    init(_ columns: [TerminalTable.Column], _ context: CommandContext) {
        self.columns = columns
        self.context = context
    }

    /// Whether nothing was printed.
    var isEmpty: Bool { widths == nil }

    /// Prints some more rows, headings before the first, and hands them to whoever reads them.
    mutating func append(_ rows: [[TerminalTable.Cell]]) {
        if rows.isEmpty { return }
        var table = TerminalTable(columns)
        for row in rows { table.append(row) }
        let fitting = widths ?? table.columnWidths(fitting: context.width)
        let lines = table.lines(
            widths: fitting, hasHeadings: widths == nil, cutsShort: context.width != nil,
            usesColour: context.usesColour(on: context.standardOutput))
        for line in lines { context.standardOutput.write(Array("\(line)\n".utf8)) }
        context.standardOutput.flush()
        widths = fitting
    }
}
