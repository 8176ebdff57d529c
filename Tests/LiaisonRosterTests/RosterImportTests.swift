import LiaisonCodes
@testable import LiaisonRoster
import LiaisonSystem
import Testing

@Suite struct RosterImportTests {
    private let deputies = deputyHeader + "D1,张伟,SS00,县,第1小组,教师\r\nD2,李娜,SS01,乡,,\r\n"

    @Test func addsStationsAndDeputies() throws {
        var roster = Roster()
        let difference = try roster.take(twoStations, deputies)
        #expect(difference.addedStations.map(\.id.description) == ["SS00", "SS01"])
        #expect(difference.addedDeputies.map(\.name) == ["张伟", "李娜"])
        #expect(roster.stations.map(\.name) == ["韶山总站", "银田站"])
        #expect(roster.station(try #require(StationID("SS01")))?.parent == StationID("SS00"))
        let deputy = try roster.deputy(named: "张伟")
        #expect(deputy.id == "D1")
        #expect(deputy.level == .county)
        #expect(deputy.group == "第1小组")
        #expect(deputy.title == "教师")
        #expect(try roster.deputy(named: "李娜").group == nil)
        #expect(Set(roster.stations.map(\.code) + roster.deputies.map(\.code)).count == 4)
    }

    @Test func changesNothingTheSecondTime() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        let before = roster
        let difference = try roster.take(twoStations, deputies, prune: true, at: later)
        #expect(difference.isEmpty)
        #expect(roster == before)
    }

    @Test func takesDeputiesBeforeTheirStations() throws {
        var roster = Roster()
        try roster.take(deputies, twoStations)
        #expect(roster.deputies(of: try #require(StationID("SS01"))).map(\.name) == ["李娜"])
    }

    @Test func keepsTheCodeOfADeputyWhoMoves() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        let code = try roster.deputy(named: "张伟").code
        let difference = try roster.take(deputyHeader + "D1,张伟,SS01,市,,教师\r\n", at: later)
        #expect(difference.movedDeputies.map(\.fields) == [[.station, .level, .group]])
        #expect(difference.goneDeputies.map(\.name) == ["李娜"])
        #expect(try roster.deputy(named: "张伟").code == code)
        #expect(roster.deputies.count == 2)
        #expect(roster.history(of: code).map(\.kind) == [.assigned, .moved])
        #expect(roster.history(of: code).map(\.station?.description) == ["SS00", "SS01"])
        #expect(roster.history(of: code).map(\.at) == [noon, later])
    }

    @Test func changesFieldsThatTheFileHas() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        let difference = try roster.take("id,name,station,level\nD1,张玮,SS00,county\nD2,李娜,SS01,town\n")
        #expect(difference.changedDeputies.map(\.fields) == [[.name]])
        #expect(difference.renamedDeputies.map(\.after.name) == ["张玮"])
        #expect(!difference.renamesMany)
        #expect(try roster.deputy(named: "张玮").group == "第1小组")
    }

    @Test func noticesAFileThatNumbersEverybodyAfresh() throws {
        var roster = Roster()
        let names = ["赵一", "钱二", "孙三", "李四", "周五"]
        func file(_ names: [String]) -> String {
            deputyHeader + names.enumerated().map { "D\($0),\($1),SS00,县,,\r\n" }.joined()
        }
        try roster.take(twoStations, file(names))
        #expect(try roster.take(file(["吴六"] + names.dropFirst())).renamesMany == false)
        #expect(try roster.take(file(["郑七", "王八", "冯九", "陈十", "褚百"])).renamesMany)
    }

    /// A tenth, and of renamings five at least, is what a term or a typist does.
    @Test(arguments: [
        (10, 1, 0, false, false), (10, 2, 0, true, false), (9, 1, 0, true, false), (50, 5, 5, false, false),
        (49, 0, 5, false, true), (20, 0, 4, false, false), (60, 7, 6, true, false), (60, 0, 7, false, true),
    ])
    func noticesMoreThanATenth(
        _ count: Int, _ gone: Int, _ renamed: Int, _ retiresMany: Bool, _ renamesMany: Bool
    ) throws {
        var roster = Roster()
        func file(from first: Int, renamed: Int) -> String {
            deputyHeader
                + (first..<count).map { "D\($0),\($0 >= count - renamed ? "改" : "原")\($0),SS00,县,,\r\n" }
                .joined()
        }
        try roster.take(twoStations, file(from: 0, renamed: 0))
        let difference = try roster.take(file(from: gone, renamed: renamed), prune: true)
        #expect(difference.retiresMoreThanATenth == retiresMany)
        #expect(difference.renamesMany == renamesMany)
    }

    @Test func noticesMoreThanATenthOfTheStations() throws {
        for (count, retiresMany) in [(10, false), (9, true)] {
            var roster = Roster()
            func file(_ rows: Range<Int>) -> String {
                stationHeader + rows.map { "SS\(10 + $0),站\($0),,,,\r\n" }.joined()
            }
            try roster.take(file(0..<count))
            #expect(try roster.take(file(1..<count), prune: true).retiresMoreThanATenth == retiresMany)
        }
    }

    @Test func emptyCellsClearFields() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        try roster.take(stationHeader + "SS01,银田站,,,,\r\n", deputyHeader + "D1,张伟,SS00,县,,\r\n")
        #expect(roster.station(try #require(StationID("SS01")))?.parent == nil)
        #expect(roster.station(try #require(StationID("SS01")))?.address == "")
        #expect(try roster.deputy(named: "张伟").title == nil)
    }

    @Test func retiresOnlyWithPrune() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        let code = try roster.deputy(named: "李娜").code
        let rest = deputyHeader + "D1,张伟,SS00,县,第1小组,教师\r\n"
        #expect(try roster.take(rest).isEmpty)
        #expect(roster.deputies.count == 2)
        let pruned = try roster.take(rest, prune: true, at: later)
        #expect(pruned.retiresMoreThanATenth)
        #expect(pruned.goneStations.isEmpty)
        #expect(roster.deputies.map(\.name) == ["张伟"])
        #expect(
            roster.state(of: code)
                == .retired(.deputy(try roster.deputy(named: "李娜")), since: later, reason: ""))
    }

    @Test func givesTheCodeBackToADeputyWhoReturns() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        let code = try roster.deputy(named: "李娜").code
        try roster.take(deputyHeader + "D1,张伟,SS00,县,第1小组,教师\r\n", prune: true)
        let difference = try roster.take(deputies, at: later)
        #expect(difference.returnedDeputies.map(\.after.name) == ["李娜"])
        #expect(roster.state(of: code) == .active(.deputy(try roster.deputy(named: "李娜"))))
        #expect(roster.history(of: code).map(\.kind) == [.assigned, .retired, .returned])
    }

    @Test func givesAnotherPersonOfARetiredNumberAnotherCode() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        let code = try roster.deputy(named: "李娜").code
        try roster.take(deputyHeader + "D1,张伟,SS00,县,第1小组,教师\r\n", prune: true)
        let difference = try roster.take(deputyHeader + "D2,王芳,SS01,乡,,\r\n", at: later)
        #expect(difference.addedDeputies.map(\.name) == ["王芳"])
        #expect(try roster.deputy(named: "王芳").code != code)
        #expect(roster.state(of: code)?.isActive == false)
    }

    @Test func keysDeputiesWithoutNumberByNameStationAndLevel() throws {
        var roster = Roster()
        let header = "姓名,站点编号,层级,职务\n"
        try roster.take(twoStations, header + "张伟,SS00,县,教师\n张伟,SS01,县,\n")
        let difference = try roster.take(header + "张　伟,SS00,县级,医生\n张伟,SS01,县,\n")
        #expect(difference.addedDeputies.isEmpty)
        #expect(difference.changedDeputies.map(\.fields) == [[.name, .title]])
        #expect(difference.renamedDeputies.isEmpty)
    }

    @Test func givesANumberToADeputyWithoutOne() throws {
        var roster = Roster()
        try roster.take(twoStations, "姓名,站点编号,层级\n张伟,SS00,县\n")
        let code = try roster.deputy(named: "张伟").code
        let difference = try roster.take(deputyHeader + "D7,张伟,SS00,县,,\n")
        #expect(difference.changedDeputies.map(\.fields) == [[.id]])
        #expect(try roster.deputy(named: "张伟").code == code)
        #expect(try roster.take("姓名,站点编号,层级\n张伟,SS00,县\n").isEmpty)
    }

    @Test func takesEveryMiddleDotForTheSame() throws {
        var roster = Roster()
        try roster.take(twoStations, "姓名,站点编号,层级\n阿卜杜拉·买买提,SS00,县\n")
        #expect(try roster.take("姓名,站点编号,层级\n阿卜杜拉•买买提,SS00,县\n").isEmpty)
        #expect(try roster.take("姓名,站点编号,层级\n阿卜杜拉・买买提,SS00,县\n").isEmpty)
        #expect(roster.deputies.map(\.name) == ["阿卜杜拉·买买提"])
    }

    @Test func marksStationsThatAPruneWouldTakeFromTheirDeputies() throws {
        var roster = Roster()
        try roster.take(twoStations, deputies)
        let difference = roster.difference(
            applying: try RosterImport(
                [try RosterFile(Array((stationHeader + "SS00,韶山总站,,,,\r\n").utf8), named: "s.csv")],
                into: roster),
            prune: true, at: later)
        #expect(difference.goneStations.map(\.id.description) == ["SS01"])
        #expect(difference.occupiedStations == difference.goneStations)
    }

    @Test func passesOverCodesThatWereEverUsed() throws {
        var roster = Roster()
        try roster.take(twoStations)
        // The sequence starts anew, at the codes of the two stations.
        try roster.take(deputies)
        #expect(Set(roster.deputies.map(\.code)).isDisjoint(with: roster.stations.map(\.code)))
    }

    /// Somebody's colleagues go by their names and ids; of two of a name neither is meant.
    @Test func findsADeputyOfAStationByCodeIdOrName() throws {
        var roster = Roster()
        try roster.take(
            twoStations,
            deputyHeader
                + "D1,张伟,SS00,县,,\r\nD2,王芳,SS00,乡,,\r\nD3,李强,SS01,乡,,\r\nD4,王芳,SS01,乡,,\r\nD5,赵云,SS00,县,,\r\nD6,赵云,SS00,乡,,\r\n"
        )
        let station = try #require(StationID("SS00"))
        func found(_ typed: String) -> String? {
            roster.deputy(meantBy: typed, where: { $0 == station })?.id
        }
        #expect(found("张伟") == "D1" && found(" D1 ") == "D1" && found("王芳") == "D2")
        #expect(found("李强") == nil && found("D3") == nil && found("赵云") == nil && found("D6") == "D6")
        let (own, other) = (try roster.deputy(named: "张伟").code, try roster.deputy(named: "李强").code)
        #expect(found("\(own)") == "D1" && found("\(other)") == nil && found("") == nil)
        // Who has no code in use can be given nothing.
        try roster.revoke(own, reason: "", at: later)
        #expect(found("张伟") == nil && found("\(own)") == nil)
    }
}
