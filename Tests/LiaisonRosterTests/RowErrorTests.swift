import LiaisonCodes
import Testing

@testable import LiaisonRoster

@Suite struct RowErrorTests {
    private let roster: Roster

    init() throws {
        var roster = Roster()
        try roster.take(twoStations)
        self.roster = roster
    }

    /// One expected error, as short as it can be said.
    struct Expected: Sendable {
        let row: Int
        let column: String?
        let value: String
        let problem: RowProblem

        init(_ row: Int, _ column: String?, _ value: String, _ problem: RowProblem) {
            (self.row, self.column, self.value, self.problem) = (row, column, value, problem)
        }

        var error: RowError {
            RowError(place: RowPlace(file: "a.csv", row: row), column: column, value: value, problem: problem)
        }
    }

    private static func first(_ row: Int) -> RowPlace { RowPlace(file: "a.csv", row: row) }

    static let deputies: [(String, [Expected])] = [
        (
            "D1,,,,,",
            [
                Expected(2, "姓名", "", .missing), Expected(2, "站点编号", "", .missing),
                Expected(2, "层级", "", .missing),
            ]
        ),
        ("D1,张伟,SS02,县,,", [Expected(2, "站点编号", "SS02", .unknownStation(near: [id("SS00"), id("SS01")]))]),
        ("D1,张伟,银田站,县,,", [Expected(2, "站点编号", "银田站", .unknownStation(near: [id("SS01")]))]),
        ("D1,张伟,银,县,,", [Expected(2, "站点编号", "银", .badStationID)]),
        ("D1,张伟,1E+05,县,,", [Expected(2, "站点编号", "1E+05", .scientificNotation)]),
        ("4.3E+17,张伟,SS00,县,,", [Expected(2, "编号", "4.3E+17", .scientificNotation)]),
        ("D1,张伟,SS00,县,,,x", [Expected(2, nil, "", .fieldCount(found: 7, expected: 6))]),
        (
            "d1,张伟,SS00,县,,\r\nD1,李娜,SS00,县,,\r\nＤ1,王芳,SS00,县,,",
            [
                Expected(3, "编号", "D1", .duplicateID(first: first(2))),
                Expected(4, "编号", "Ｄ1", .duplicateID(first: first(2))),
            ]
        ),
        (
            "D1,张伟,SS00,县,,\r\n,张　伟,SS00,县级,,",
            [Expected(3, "姓名", "张 伟", .duplicateDeputy(first: first(2)))]
        ),
        ("D1,张伟\u{1B}[2J,SS00,县,,", [Expected(2, "姓名", "张伟\u{1B}[2J", .controlCharacter("\u{1B}"))]),
        (
            "D1,张伟,SS00,县,,\(String(repeating: "长", count: 301))",
            [Expected(2, "职务", String(repeating: "长", count: 40), .tooLong(limit: 300))]
        ),
        (
            "D1,\"张\r\n伟\",SS00,村,,\r\n\r\nD2,李娜,SS00,村,,",
            [Expected(2, "层级", "村", .badLevel), Expected(4, "层级", "村", .badLevel)]
        ),
    ]

    @Test(arguments: deputies)
    func namesWhatIsWrongWithDeputies(rows: String, expected: [Expected]) {
        let found = importErrors([("a.csv", deputyHeader + rows)], into: roster)
        #expect(found == RosterImportError(files: [], rows: expected.map(\.error)))
    }

    static let stations: [(String, [Expected])] = [
        (",甲站,,,,", [Expected(2, "站点编号", "", .missing)]),
        ("A1,,,,,", [Expected(2, "站点名称", "", .missing)]),
        ("A/1,甲站,,,,", [Expected(2, "站点编号", "A/1", .badStationID)]),
        ("..,甲站,,,,", [Expected(2, "站点编号", "..", .badStationID)]),
        ("1.2E+3,甲站,,,,", [Expected(2, "站点编号", "1.2E+3", .scientificNotation)]),
        ("A1,甲站,,,1.38E+10,", [Expected(2, "电话", "1.38E+10", .scientificNotation)]),
        ("A1,甲站,SS0,,,", [Expected(2, "上级站点", "SS0", .unknownParent(near: [id("SS00"), id("SS01")]))]),
        ("A1,甲站,,,,\r\na1,乙站,,,,", [Expected(3, "站点编号", "a1", .duplicateStation(first: first(2)))]),
        ("SSO0,甲站,,,,", [Expected(2, "站点编号", "SSO0", .similarStation(id("SS00")))]),
        (
            "AI1,甲站,,,,\r\nA-11,乙站,,,,\r\nA12,丙站,,,,",
            [Expected(3, "站点编号", "A-11", .similarStation(id("AI1")))]
        ),
        ("A1,甲站,A1,,,", [Expected(2, "上级站点", "A1", .parentCycle([id("A1")]))]),
        ("SS00,总站,SS01,,,", [Expected(2, "上级站点", "SS01", .parentCycle([id("SS00"), id("SS01")]))]),
        (
            "A1,甲站,A2,,,\r\nA2,乙站,A1,,,",
            [
                Expected(2, "上级站点", "A2", .parentCycle([id("A1"), id("A2")])),
                Expected(3, "上级站点", "A1", .parentCycle([id("A2"), id("A1")])),
            ]
        ),
    ]

    @Test(arguments: stations)
    func namesWhatIsWrongWithStations(rows: String, expected: [Expected]) {
        let found = importErrors([("a.csv", stationHeader + rows)], into: roster)
        #expect(found == RosterImportError(files: [], rows: expected.map(\.error)))
    }

    @Test func acceptsAParentThatComesLater() {
        #expect(importErrors([("a.csv", stationHeader + "A1,甲站,A2,,,\r\nA2,乙站,,,,\r\n")]) == nil)
    }

    @Test func ordersErrorsByFileAndRow() {
        let found = importErrors([
            ("d.csv", deputyHeader + "D1,张伟,A9,县,,\r\nD2,,A1,县,,\r\n"),
            ("s.csv", stationHeader + "A1,,B7,,,\r\n"),
            ("broken.csv", "PK"),
        ])
        #expect(found?.files.map(\.file) == ["broken.csv"])
        // With a file that can't be read, nobody knows which stations it would have brought.
        #expect(
            found?.rows.map { "\($0.place.file) \($0.place.row) \($0.column ?? "")" } == [
                "d.csv 3 姓名", "s.csv 2 站点名称",
            ])
    }

    @Test func refusesARowThatCouldMeanSeveralDeputies() throws {
        var roster = roster
        try roster.take(deputyHeader + "D1,张伟,SS00,县,,\r\nD2,张伟,SS00,县,,\r\n")
        let found = importErrors([("a.csv", "姓名,站点编号,层级\n张伟,SS00,县\n")], into: roster)
        #expect(found?.rows == [Expected(2, "姓名", "张伟", .ambiguousDeputy(count: 2)).error])
    }

    @Test func findsADuplicateAcrossFiles() {
        let found = importErrors(
            [("a.csv", deputyHeader + "D1,张伟,SS00,县,,\r\n"), ("b.csv", deputyHeader + "D1,李娜,SS00,县,,\r\n")],
            into: roster)
        #expect(
            found?.rows == [
                RowError(
                    place: RowPlace(file: "b.csv", row: 2), column: "编号", value: "D1",
                    problem: .duplicateID(first: RowPlace(file: "a.csv", row: 2)))
            ])
    }
}
