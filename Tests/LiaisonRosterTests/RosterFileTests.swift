import LiaisonSystem
import Testing

@testable import LiaisonRoster

@Suite struct RosterFileTests {
    @Test(arguments: [
        ("", RosterFileError.Problem.empty),
        ("\u{FEFF}", .empty),
        ("\r\n,,\r\n", .empty),
        (deputyHeader, .noRows),
        (deputyHeader + ",,,,,\r\n　,,,,,\r\n", .noRows),
        ("PK\u{3}\u{4}", .workbook),
        ("id,name,station,level\nD1,a\u{0},S,县\n", .zeroByte(row: 2)),
        ("日期,金额\n1,2\n", .unknownHeader(found: ["日期", "金额"])),
        ("姓名,站点编号,小组\n张伟,SS00,\n", .missingColumns(Deputy.columnTraits.filter { $0.column == .level })),
        ("站点编号,地址,电话\nSS00,,\n", .missingColumns(Station.columnTraits.filter { $0.column == .name })),
        ("姓名,层级,站点编号,name\n", .duplicateColumn("name", first: 1, second: 4)),
        ("姓名,层级,站点编号\n张伟,\"县\"级,SS00\n", .textAfterQuote(row: 2, column: 2)),
        ("姓名,层级,站点编号\n张伟,县,SS00\n\"李娜,县,SS00\n", .unterminatedQuote(row: 3, column: 1)),
    ])
    func refuses(text: String, problem: RosterFileError.Problem) {
        #expect(throws: RosterFileError(file: "a.csv", problem: problem)) {
            try RosterFile(Array(text.utf8), named: "a.csv")
        }
    }

    @Test func refusesAWorkbookOfAnOldExcel() {
        #expect(throws: RosterFileError(file: "a.xls", problem: .oldWorkbook)) {
            try RosterFile([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], named: "a.xls")
        }
    }

    @Test func namesTheRowAndByteThatIsNoText() {
        let bytes = Array((deputyHeader + "D1,张伟,SS00,县,,\r\nD2,").utf8) + [0xFF, 0x0A]
        let problem = RosterFileError.Problem.undecodable(.utf8, offset: bytes.count - 2, row: 3)
        #expect(throws: RosterFileError(file: "a.csv", problem: problem)) {
            try RosterFile(bytes, named: "a.csv")
        }
    }

    @Test func refusesAFileBeyondTheLimit() throws {
        let directory = try Files.makeTemporaryDirectory(named: "roster")
        defer { removeTree(directory) }
        let path = "\(directory)/large.csv"
        try Files.create(path, with: [UInt8](repeating: 0x61, count: RosterFile.sizeLimit + 1))
        #expect(throws: RosterFileError(file: path, problem: .tooLarge(limit: 33_554_432))) {
            try RosterFile.read(path)
        }
    }

    @Test(arguments: [
        "level,NAME,Station,group,title,id\ncounty,张伟,ss00,g,t,d1\n",
        "职务,小组,层级（国省市县乡）,站点编号*,姓 名,编号\nt,g,县,SS00,张伟,d1\n",
        "ｎａｍｅ\tid\tstation\tlevel\tgroup\ttitle\n张伟\td1\tSS00\t县\tg\tt\n",
    ])
    func readsColumnsInAnyOrderAndLanguage(text: String) throws {
        var roster = Roster()
        try roster.take(twoStations)
        try roster.take(text)
        let deputy = try roster.deputy(named: "张伟")
        #expect(
            [deputy.id, deputy.station.description, deputy.level.symbol, deputy.group, deputy.title]
                == ["d1", "SS00", "县", "g", "t"])
    }

    @Test func warnsOfColumnsItDoesNotKnow() throws {
        let file = try RosterFile(
            Array("姓名,民族,站点编号,层级,\n张伟,汉,SS00,县,\n".utf8), named: "a.csv")
        var roster = Roster()
        try roster.take(twoStations)
        #expect(
            try RosterImport([file], into: roster).warnings == [.unknownColumn(file: "a.csv", header: "民族")])
    }

    @Test func warnsOfNumbersThatIdentifyACitizen() throws {
        // The number that GB 11643-1999 gives as its example, the same with another check digit, which gives as much
        // away, and one without a possible date.
        let rows = [
            "11010519491231002X,张伟,SS00,县,,", "110105194912310021,李娜,SS00,县,,",
            "110105194913310021,王芳,SS00,县,,",
        ]
        let file = try RosterFile(
            Array((deputyHeader + rows.joined(separator: "\n") + "\n").utf8), named: "a.csv")
        var roster = Roster()
        try roster.take(twoStations)
        #expect(
            try RosterImport([file], into: roster).warnings
                == [2, 3].map { .identityNumber(RowPlace(file: "a.csv", row: $0), column: "编号") })
    }
}
