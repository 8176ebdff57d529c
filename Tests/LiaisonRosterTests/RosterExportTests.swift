import LiaisonSystem
import Testing

@testable import LiaisonRoster

@Suite struct RosterExportTests {
    private func roster() throws -> Roster {
        var roster = Roster()
        try roster.take(
            twoStations,
            deputyHeader + "D1,张伟,SS00,县,第1小组,\"教师,\"\"班主任\"\"\"\r\n,=1+2,SS01,乡,,'-x\r\n")
        return roster
    }

    @Test func writesWhatSpreadsheetsOpen() throws {
        #expect(
            String(decoding: RosterExport.deputies(of: try roster()), as: UTF8.self)
                == "\u{FEFF}编号,姓名,站点编号,层级,小组,职务,性别,单位,公开电话,领导干部,届次,代码\r\n"
                + "D1,张伟,SS00,县,第1小组,\"教师,\"\"班主任\"\"\",,,,,,300000W\r\n"
                + ",'=1+2,SS01,乡,,'-x,,,,,,400000U\r\n")
        #expect(
            String(decoding: RosterExport.stations(of: try roster()), as: UTF8.self)
                == "\u{FEFF}站点编号,站点名称,上级站点,地址,电话,接待日,站长,联络员,轮值站长,区划,代码\r\n"
                + "SS00,韶山总站,,清溪镇,0731-55550000,每月28日,,,,,100000Y\r\nSS01,银田站,SS00,银田镇,,逢6,,,,,200000X\r\n")
    }

    @Test func importsItsOwnFilesWithoutADifference() throws {
        var roster = try roster()
        let files = [RosterExport.stations(of: roster), RosterExport.deputies(of: roster)]
        #expect(try roster.take(files, prune: true, at: later).isEmpty)
        let table = try RosterFile(files[1], named: "a.csv")
        #expect(try RosterImport([table], into: roster).warnings == [])
    }
}
