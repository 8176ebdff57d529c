import LiaisonCodes
import Testing

@testable import LiaisonPosters

@Suite struct WallPaginationTests {
    @Test func sortsByLevelThenGroupThenRoster() throws {
        let order: [(PosterLevel, String)] = [
            (.township, "第10小组"), (.township, ""), (.national, "乙"), (.township, "第2小组"),
            (.township, "第二小组"), (.county, "第1小组"), (.township, "第2小组"), (.national, "甲"),
        ]
        let deputies = try order.enumerated().map { index, place in
            PosterDeputy(
                name: "\(index)", code: try Samples.code(index), level: place.0, title: "", group: place.1)
        }
        let sections = WallPagination.sections(of: deputies)
        #expect(sections.map(\.level) == [.national, .county, .township])
        #expect(sections.map { $0.deputies.map(\.name) } == [["2", "7"], ["5"], ["3", "6", "4", "0", "1"]])
    }

    static let numbers: [(String, Int)] = [
        ("第3小组", 3), ("第12小组", 12), ("第三组", 3), ("十组", 10), ("第十二组", 12), ("第二十组", 20),
        ("第九十九组", 99), ("城东片区", .max - 1), ("", .max),
    ]

    @Test(arguments: numbers)
    func readsTheNumberOfAGroup(name: String, number: Int) {
        #expect(WallPagination.groupNumber(name) == number)
    }

    @Test func headingNeverEndsASheet() throws {
        let deputies = try Samples.deputies(20, groups: 0)
        let sections = [
            WallPagination.Section(level: .county, deputies: Array(deputies[..<4])),
            WallPagination.Section(level: .township, deputies: Array(deputies[4...])),
        ]
        let pages = WallPagination(
            sections, columns: 2, rowHeight: 30, headingHeight: 10, firstHeight: 109, height: 140
        ).pages
        #expect(
            pages.map { $0.map(Self.summary) } == [
                ["heading", "2", "2"], ["heading", "2", "2", "2", "2"], ["continued", "2", "2", "2", "2"],
            ])
    }

    @Test func emptyStationHasOneEmptySheet() {
        let pagination = WallPagination(
            [], columns: 2, rowHeight: 30, headingHeight: 10, firstHeight: 100, height: 140)
        #expect(pagination.pages == [[]])
    }

    @Test(arguments: 3...128)
    func everyDeputyStandsOnce(count: Int) throws {
        let deputies = try Samples.deputies(count)
        for paper in PosterLayout.wall.papers {
            let (_, pagination) = WallGrid.best(on: paper, for: WallPagination.sections(of: deputies))
            let codes = pagination.pages.flatMap { $0 }.flatMap { row -> [Code] in
                if case .deputies(let deputies) = row { deputies.map(\.code) } else { [] }
            }
            #expect(codes.count == count && Set(codes) == Set(deputies.map(\.code)))
        }
    }

    /// Deputies, paper; the sheets they must fit, and whether a millimetre more would need another.
    @Test(arguments: [(3, Paper.a3), (12, .a3), (20, .a3), (24, .a3), (60, .a3), (12, .a4), (7, .a4)])
    func codesAreAsLargeAsTheSheetsAllow(count: Int, paper: Paper) throws {
        let sections = WallPagination.sections(of: try Samples.deputies(count))
        let (grid, pagination) = WallGrid.best(on: paper, for: sections)
        let half = grid.width / Double(grid.columns) / 2
        for columns in 1...3 where paper == .a3 || columns < 3 {
            let larger = WallGrid(paper: paper, columns: columns, symbol: grid.symbol + 1)
            let isTooWide = larger.symbol > larger.width / Double(columns) / 2
            #expect(isTooWide || larger.paginate(sections).pages.count > pagination.pages.count)
        }
        #expect(grid.symbol >= 39 && grid.symbol <= half)
    }

    private static func summary(_ row: WallPagination.Row) -> String {
        switch row {
        case .heading(_, let isContinued): isContinued ? "continued" : "heading"
        case .deputies(let deputies): "\(deputies.count)"
        }
    }
}
