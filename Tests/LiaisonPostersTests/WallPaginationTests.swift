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
            for grid in WallGrid.all(paper) {
                let rows = grid.paginate(WallPagination.sections(of: deputies)).pages.flatMap { $0 }
                let codes = rows.flatMap { row -> [Code] in
                    if case .deputies(let deputies) = row { deputies.map(\.code) } else { [] }
                }
                #expect(codes.count == count && Set(codes) == Set(deputies.map(\.code)))
            }
        }
    }

    private static func summary(_ row: WallPagination.Row) -> String {
        switch row {
        case .heading(_, let isContinued): isContinued ? "continued" : "heading"
        case .deputies(let deputies): "\(deputies.count)"
        }
    }
}
