import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonRoster

/// The files of `Tests/Samples`, as programs save them and as people spoil them.
@Suite struct SampleFileTests {
    private static let samples = Files.parent(of: Files.parent(of: #filePath)) + "/Samples"

    private func roster(_ files: String...) throws -> Roster {
        var roster = Roster()
        try roster.take(files.map { try Files.read("\(Self.samples)/\($0)") })
        return roster
    }

    @Test(arguments: ["utf8.csv", "utf8-bom.csv", "gb18030.csv", "utf16-tab.txt", "lf.csv", "fullwidth.csv"])
    func readsTheSameRosterFromEveryEncoding(file: String) throws {
        let expected = try roster("small/stations.csv", "small/deputies.csv")
        #expect(try roster("small/stations.csv", "encodings/\(file)") == expected)
        #expect(expected.stations.count == 9)
        #expect(expected.deputies.count == 126)
        #expect(expected.deputies[3].name == "阿卜杜拉·买买提")
        #expect(expected.deputies[6].name == "欧阳䶮")
    }

    @Test func importsNothingTwice() throws {
        var roster = try roster("small/stations.csv", "small/deputies.csv")
        let before = roster
        let files = try ["small/stations.csv", "encodings/utf16-tab.txt"].map {
            try Files.read("\(Self.samples)/\($0)")
        }
        #expect(try roster.take(files, prune: true, at: later).isEmpty)
        #expect(roster == before)
    }

    @Test func namesEveryBadRowAtOnce() throws {
        let path = "\(Self.samples)/bad/deputies.csv"
        let before = try roster("small/stations.csv")
        func error(_ row: Int, _ column: String?, _ value: String, _ problem: RowProblem) -> RowError {
            RowError(place: RowPlace(file: path, row: row), column: column, value: value, problem: problem)
        }
        let expected = RosterImportError(
            files: [],
            rows: [
                error(2, "姓名", "", .missing),
                error(3, "站点编号", "XX99", .unknownStation(near: [])),
                error(4, "层级", "村", .badLevel),
                error(6, "编号", "B4", .duplicateID(first: RowPlace(file: path, row: 5))),
                error(7, "编号", "1.38E+10", .scientificNotation),
                error(8, nil, "", .fieldCount(found: 3, expected: 6)),
            ])
        #expect(throws: expected) { try RosterImport(reading: [path], into: before) }
    }

    @Test(arguments: [
        ("unterminated.csv", RosterFileError.Problem.unterminatedQuote(row: 2, column: 2)),
        ("workbook.xlsx", .workbook),
    ])
    func refusesTheWholeFile(file: String, problem: RosterFileError.Problem) {
        let path = "\(Self.samples)/bad/\(file)"
        #expect(throws: RosterFileError(file: path, problem: problem)) { try RosterFile.read(path) }
    }

    @Test func namesAFileThatIsNotThere() {
        let error = RosterFileError(
            file: "/nowhere/a.csv",
            problem: .unreadable(SystemError("openat", "/nowhere/a.csv", code: .noSuchFile)))
        #expect(throws: RosterImportError(files: [error], rows: [])) {
            try RosterImport(reading: ["/nowhere/a.csv"], into: Roster())
        }
    }

    @Test func importsTheSampleOfTheDemonstration() throws {
        var roster = Roster()
        try roster.take([SampleRoster.stations, SampleRoster.deputies])
        #expect(roster.stations.count == 3)
        #expect(roster.deputies.map(\.name).contains("李䶮"))
        #expect(roster.deputies.count == 8)
    }
}
