/// The measures of a wall poster on a paper with so many deputies a row, in millimetres.
struct WallGrid {
    let columns: Int
    /// The width.
    let width: Double
    /// What the style sheet's `--u` stands for.
    let unit: Double
    /// A deputy's symbol, quiet zone included.
    let symbol: Double
    private let paper: Paper

    /// The header's height on the first sheet, in units.
    static let fullHeader = 86.0
    /// The header's height on further sheets, in units.
    static let shortHeader = 20.0
    static let heading = 10.0
    static let footer = 15.0

    /// A grid of one to three deputies a row.
    init(paper: Paper, columns: Int) {
        self.paper = paper
        self.columns = columns
        width = paper.contentWidth
        unit = width / 275
        // At most half of the cell, as the name beside it is what people look for first; and low enough that
        // three, eight and eighteen deputies of one level fill a sheet.
        symbol = (width * [0.32, 0.23, 0.147][columns - 1]).rounded(.down)
    }

    /// The grids of a paper, those with the largest symbols first.
    static func all(_ paper: Paper) -> [WallGrid] {
        (paper == .a3 ? [1, 2, 3] : [1, 2]).map { WallGrid(paper: paper, columns: $0) }
    }

    /// The station's own symbol in the header.
    var stationSymbol: Double { (64 * unit).rounded() }

    /// A deputy's row, rules and gaps included.
    var rowHeight: Double { symbol + 3 }

    /// What is left for text beside a deputy's symbol.
    var textWidth: Double { width / Double(columns) - symbol - 5 }

    /// Spreads the deputies over sheets.
    func paginate(_ sections: [WallPagination.Section]) -> WallPagination {
        WallPagination(
            sections, columns: columns, rowHeight: rowHeight, headingHeight: Self.heading,
            firstHeight: paper.contentHeight - Self.fullHeader * unit - Self.footer,
            height: paper.contentHeight - Self.shortHeader * unit - Self.footer)
    }
}
