import LiaisonCodes
import Testing

@testable import LiaisonRoster

/// The columns that a roster may have besides those that it can't do without.
@Suite struct RosterColumnTests {
    private static let stations =
        "站点编号,站点名称,上级站点,地址,电话,接待日,站长,联络员,区划\r\n"
        + "SS00,韶山总站,,清溪镇,0731-55550000,每月28日,毛建国,李芳,韶山市\r\n"
    private static let deputies =
        "编号,姓名,站点编号,层级,小组,职务,性别,单位,公开电话,领导干部,届次\r\n"
        + "D1,张伟,SS00,县,第1组,校长,男,韶山学校,0731-5555 1234,是,第十八届\r\n" + "D2,王芳,SS00,乡,,,女,,,,\r\n"

    private func roster() throws -> Roster {
        var roster = Roster()
        try roster.take(Self.stations, Self.deputies)
        return roster
    }

    @Test func takesAllThatItKnows() throws {
        let roster = try roster()
        let station = try #require(roster.stations.first)
        #expect([station.head, station.officer, station.district] == ["毛建国", "李芳", "韶山市"])
        let deputy = try roster.deputy(named: "张伟")
        #expect(
            [deputy.gender, deputy.employer, deputy.publicPhone, deputy.term] == [
                "男", "韶山学校", "0731-5555 1234", "第十八届",
            ])
        #expect(deputy.isCadre)
        let other = try roster.deputy(named: "王芳")
        #expect([other.employer, other.publicPhone, other.term] == [nil, nil, nil] && !other.isCadre)
    }

    @Test(arguments: [
        "届次,领导干部,姓名,层级,站点编号,公开电话,单位,性别\n第十八届,是,张伟,县,SS00,０１２３,韶山学校,男\n",
        "term,cadre,name,level,station,public_phone,employer,gender\n第十八届,yes,张伟,county,SS00,0123,韶山学校,男\n",
        "Gender,Public Phone,Name,Employer,Station,Level,Cadre,Term\n男,0123,张伟,韶山学校,SS00,县,Y,第十八届\n",
    ])
    func takesThemInAnyOrderAndEitherLanguage(file: String) throws {
        var roster = Roster()
        try roster.take(twoStations, file)
        let deputy = try roster.deputy(named: "张伟")
        #expect(
            [deputy.gender, deputy.employer, deputy.publicPhone, deputy.term] == [
                "男", "韶山学校", "0123", "第十八届",
            ])
        #expect(deputy.isCadre)
    }

    @Test func takesThoseOfStationsInEnglishToo() throws {
        var roster = Roster()
        try roster.take("district,officer,head,name,id\n韶山市,李芳,毛建国,韶山总站,SS00\n")
        let station = try #require(roster.stations.first)
        #expect([station.head, station.officer, station.district] == ["毛建国", "李芳", "韶山市"])
    }

    /// A file without a column says nothing of it; an empty cell says that there is nothing.
    @Test func keepsWhatAFileHasNoColumnForAndClearsWhatItLeavesEmpty() throws {
        var roster = try roster()
        let before = roster
        #expect(try roster.take(deputyHeader + "D1,张伟,SS00,县,第1组,校长\r\n", at: later).isEmpty)
        #expect(roster == before)
        let emptied = try roster.take(
            "编号,姓名,站点编号,层级,公开电话,领导干部\r\nD1,张伟,SS00,县,,\r\n", at: later)
        #expect(emptied.changedDeputies.map(\.fields) == [[.publicPhone, .cadre]])
        let deputy = try roster.deputy(named: "张伟")
        #expect(deputy.publicPhone == nil && !deputy.isCadre && deputy.employer == "韶山学校")
    }

    @Test func exportsWhatItCanImportAgain() throws {
        var roster = try roster()
        let files = [RosterExport.stations(of: roster), RosterExport.deputies(of: roster)]
        #expect(try roster.take(files, prune: true, at: later).isEmpty)
        #expect(
            String(decoding: files[1], as: UTF8.self).contains(
                "D1,张伟,SS00,县,第1组,校长,男,韶山学校,0731-5555 1234,是,第十八届,"))
    }

    @Test(arguments: ["否", "no", "", "0"])
    func takesNoForNo(cell: String) throws {
        var roster = Roster()
        try roster.take(twoStations, "姓名,站点编号,层级,领导干部\n张伟,SS00,县,\(cell)\n")
        #expect(try !roster.deputy(named: "张伟").isCadre)
    }

    @Test func asksWhatIsNeitherYesNorNo() throws {
        let errors = importErrors([
            ("s.csv", twoStations), ("d.csv", "姓名,站点编号,层级,领导干部\n张伟,SS00,县,处级\n"),
        ])
        #expect(
            errors?.rows == [
                RowError(
                    place: RowPlace(file: "d.csv", row: 2), column: "领导干部", value: "处级", problem: .badFlag)
            ])
    }

    /// A private number in a column that isn't 公开电话 is never taken for one that everybody may have.
    @Test func passesOverAPrivateTelephoneNumber() throws {
        var roster = Roster()
        try roster.take(twoStations)
        let file = try RosterFile(Array("姓名,站点编号,层级,电话,手机\n张伟,SS00,县,138,139\n".utf8), named: "d.csv")
        let warnings = try RosterImport([file], into: roster).warnings
        #expect(warnings == ["电话", "手机"].map { .unknownColumn(file: "d.csv", header: $0) })
    }

    @Test func readsBackWhatItStored() throws {
        let roster = try roster()
        let again = try RosterReader.read(roster.storedBytes, file: "roster.jsonl")
        #expect(again == roster && again.condition.isSound)
        let text = String(decoding: roster.storedBytes, as: UTF8.self)
        #expect(text.contains(#""cadre":true,"term":"第十八届","status""#))
        // Who says nothing takes no room.
        #expect(text.contains(#""group":null,"title":null,"gender":"女","status""#))
    }

    /// A release that doesn't know a column takes its name in a history's `fields` for damage.
    @Test func tellsTheFirstReleaseOnlyOfColumnsThatItKnows() throws {
        var roster = try roster()
        try roster.take("编号,姓名,站点编号,层级,职务,届次\r\nD1,张伟,SS00,县,局长,第十九届\r\n", at: later)
        let text = String(decoding: roster.storedBytes, as: UTF8.self)
        #expect(text.contains(#""fields":["title"],"other_fields":["term"]"#))
        let again = try RosterReader.read(roster.storedBytes, file: "roster.jsonl")
        #expect(again == roster)
        let code = try roster.deputy(named: "张伟").code
        #expect(again.history(of: code).last?.fields == [.known(.title), .known(.term)])
    }

    /// What a newer release wrote of somebody stays when this one changes something else.
    @Test func keepsWhatANewerReleaseWrote() throws {
        var text = String(decoding: try roster().storedBytes, as: UTF8.self)
        text = text.replacing(#""gender":"男""#, with: #""gender":"男","party":["a",1]"#)
        var roster = try RosterReader.read(Array(text.utf8), file: "roster.jsonl")
        try roster.take("编号,姓名,站点编号,层级,职务\r\nD1,张伟,SS00,县,局长\r\n", at: later)
        let stored = String(decoding: roster.storedBytes, as: UTF8.self)
        #expect(stored.contains(#""party":["a",1]"#) && stored.contains("局长"))
        let history = stored.replacing(#""fields":["title"]"#, with: #""fields":["title","party"]"#)
        let again = try RosterReader.read(Array(history.utf8), file: "roster.jsonl")
        let code = try again.deputy(named: "张伟").code
        #expect(again.history(of: code).last?.fields == [.known(.title), .newer("party")])
        #expect(again.condition.unusable.isEmpty)
    }

    @Test func everyColumnIsInOneTableOnce() {
        let station = Station.columns.map(\.column)
        let deputy = Deputy.columns.map(\.column)
        #expect(Set(station).count == station.count && Set(deputy).count == deputy.count)
        #expect(Set(station + deputy) == Set(RosterColumn.allCases))
        for traits in [Station.columnTraits, Deputy.columnTraits] {
            for column in traits {
                #expect(traits.column(ofHeader: column.header) == column.column)
                #expect(
                    traits.column(ofHeader: " \(column.column.rawValue.uppercased())* (备注)") == column.column)
            }
        }
    }
}
