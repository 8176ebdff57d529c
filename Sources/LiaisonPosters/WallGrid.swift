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

    /// The smallest symbol that a phone reads at arm's length from the wall.
    private static let smallestSymbol = 39.0
    /// At most that part of a cell is the symbol's: the name beside it is what people look for first.
    private static let symbolShare = 0.5

    /// A grid of so many deputies a row.
    init(paper: Paper, columns: Int, symbol: Double) {
        self.paper = paper
        self.columns = columns
        self.symbol = symbol
        width = paper.contentWidth
        unit = width / 275
    }

    /// The grid that needs the fewest sheets, and among those the one with the largest symbols that still need no more.
    ///
    /// - Parameters:
    ///   - paper: A3 or A4.
    ///   - sections: The deputies.
    /// - Returns: The grid, and the deputies spread by it.
    static func best(on paper: Paper, for sections: [WallPagination.Section]) -> (WallGrid, WallPagination) {
        let smallest = (1...(paper == .a3 ? 3 : 2)).map {
            WallGrid(paper: paper, columns: $0, symbol: smallestSymbol)
        }
        let sheets = smallest.map { $0.paginate(sections).pages.count }.min() ?? 1
        var best: (grid: WallGrid, pagination: WallPagination)?
        for first in smallest {
            var grid = first
            var pagination = grid.paginate(sections)
            if pagination.pages.count > sheets { continue }
            let largest = (first.width / Double(first.columns) * symbolShare).rounded(.down)
            while grid.symbol < largest {
                let larger = WallGrid(paper: paper, columns: first.columns, symbol: grid.symbol + 1)
                let attempt = larger.paginate(sections)
                if attempt.pages.count > sheets { break }
                (grid, pagination) = (larger, attempt)
            }
            if grid.symbol > best?.grid.symbol ?? 0 { best = (grid, pagination) }
        }
        return best ?? (smallest[0], smallest[0].paginate(sections))
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
