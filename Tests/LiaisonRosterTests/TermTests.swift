import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonRoster

/// A new term begins: who leaves, comes and stays.
@Suite struct TermTests {
    private static let before = deputyHeader + "D1,张伟,SS00,县,,\r\nD2,王芳,SS00,乡,,\r\nD3,李强,SS01,乡,,\r\n"

    private func roster() throws -> Roster {
        var roster = Roster()
        try roster.take(twoStations, Self.before)
        return roster
    }

    private func difference(
        _ roster: Roster, _ files: String..., term: String? = "第十九届", prune: Bool = false,
        same: [String] = [], different: [String] = []
    ) throws -> RosterDifference {
        let tables = try files.enumerated().map { try RosterFile(Array($1.utf8), named: "\($0).csv") }
        return roster.difference(
            applying: try RosterImport(tables, into: roster), prune: prune, term: term,
            answers: NamesakeAnswers(
                same: same.map { .init($0) }, different: different.map { .init($0) }), at: later)
    }

    private static let after =
        deputyHeader + "D1,张伟,SS00,县,,\r\nD3,李强,SS00,乡,,\r\nD9,赵云,SS01,县,,\r\n"

    @Test func retiresWhoLeavesAndKeepsTheCodesOfWhoStays() throws {
        var roster = try roster()
        let before = roster
        let difference = try difference(roster, Self.after)
        #expect(difference.leavingDeputies.map(\.name) == ["王芳"])
        #expect(difference.addedDeputies.map(\.name) == ["赵云"])
        #expect(difference.stayingDeputies.map(\.after.name) == ["张伟"])
        #expect(difference.movedDeputies.map(\.after.name) == ["李强"])
        var codes = CodeSequence()
        roster.apply(difference, reason: "换届") { codes.next() }
        for name in ["张伟", "李强"] {
            #expect(try roster.deputy(named: name).code == before.deputy(named: name).code)
        }
        #expect(roster.deputies.map(\.term) == ["第十九届", "第十九届", "第十九届"])
        let left = try roster.deputy(named: "王芳")
        #expect(left.status == .retired && left.term == nil)
        guard case .retired(_, _, let reason)? = roster.state(of: left.code) else {
            Issue.record("王芳 is in office")
            return
        }
        #expect(reason == "换届")
    }

    /// The file that is exported, changed and imported has the former term in it.
    @Test func givesTheTermToEverybodyInAnExportedFile() throws {
        var roster = Roster()
        let header = "编号,姓名,站点编号,层级,届次\r\n"
        try roster.take(
            twoStations,
            header + "D1,张伟,SS00,县,第十八届（2021年11月）\r\nD2,王芳,SS00,乡,第十八届（2021年11月）\r\nD3,李强,SS01,乡,\r\n")
        // D2 wasn't elected again; whoever is new was written over a row.
        let next =
            header + "D1,张伟,SS00,县,第十八届（2021年11月）\r\nD3,李强,SS01,乡,\r\nD4,赵云,SS00,县,第十八届（2021年11月）\r\n"
        let term = "第十九届（2026年11月）"
        let difference = try difference(roster, next, term: term)
        #expect(difference.stayingDeputies.map(\.after.name) == ["张伟", "李强"])
        #expect(difference.stayingDeputies.map(\.fields) == [[.term], [.term]])
        var codes = CodeSequence()
        roster.apply(difference, reason: "换届") { codes.next() }
        #expect(roster.deputies.map(\.term) == [term, term, term])
        #expect(Set(roster.deputies.map(\.termStart)) == [CivilDate(year: 2026, month: 11, day: 1)])
        // The same command line again changes nothing.
        #expect(try self.difference(roster, next, term: term).isEmpty)
    }

    @Test func keepsWhatSaysMoreOfTheTermThatBegins() throws {
        var roster = try roster()
        let next = "编号,姓名,站点编号,层级,届次\r\nD1,张伟,SS00,县,第十九届（2026年11月）\r\nD3,李强,SS01,乡,第十八届\r\n"
        var codes = CodeSequence()
        roster.apply(try difference(roster, next), reason: "换届") { codes.next() }
        #expect(roster.deputies.map(\.term) == ["第十九届（2026年11月）", "第十九届"])
    }

    /// The stations are not the term's.
    @Test func closesNoStationByItself() throws {
        let roster = try roster()
        let stations = stationHeader + "SS00,韶山总站,,,,\r\n"
        let all = deputyHeader + "D1,张伟,SS00,县,,\r\nD3,李强,SS01,乡,,\r\n"
        #expect(try difference(roster, stations, all).leavingStations.isEmpty)
        #expect(try difference(roster, stations, all, prune: true).occupiedStations.map(\.id) == [id("SS01")])
    }

    @Test func isTheSameTwice() throws {
        var roster = try roster()
        var codes = CodeSequence()
        roster.apply(try difference(roster, Self.after)) { codes.next() }
        let stored = roster
        #expect(try difference(roster, Self.after).isEmpty)
        roster.apply(try difference(roster, Self.after)) { codes.next() }
        #expect(roster == stored)
    }

    @Test func namesStationsThatNobodyIsLeftAt() throws {
        let roster = try roster()
        let one = deputyHeader + "D1,张伟,SS00,县,,\r\n"
        #expect(try difference(roster, one).emptiedStations.map(\.id) == [id("SS01")])
        #expect(try difference(roster, one, term: nil).emptiedStations.isEmpty)
        #expect(try difference(roster, Self.after).emptiedStations.isEmpty)
    }

    /// Without numbers a promoted deputy may be the same person; until that is said nobody leaves and nobody comes.
    @Test func asksAboutWhoIsPromotedAndDoublesNobody() throws {
        var roster = Roster()
        try roster.take(twoStations, "姓名,站点编号,层级\r\n王芳,SS00,乡\r\n李强,SS01,乡\r\n")
        let promoted = "姓名,站点编号,层级\r\n王芳,SS00,县\r\n李强,SS01,乡\r\n"
        let asked = try difference(roster, promoted)
        #expect(asked.questions.count == 1 && asked.leavingDeputies.isEmpty && asked.addedDeputies.isEmpty)
        let code = try roster.deputy(named: "王芳").code
        let said = try difference(roster, promoted, same: ["\(code)"])
        #expect(said.changedDeputies.map(\.after.code) == [code])
        var codes = CodeSequence()
        roster.apply(said) { codes.next() }
        #expect(roster.deputies.count == 2)
        #expect(try roster.deputy(named: "王芳").level == .county)
    }

    @Test func namesThePostersThatAreWrongNow() throws {
        let before = try roster()
        var after = before
        var codes = CodeSequence()
        after.apply(try difference(before, Self.after)) { codes.next() }
        let posters = PostersToPrint(from: before, to: after)
        #expect(
            posters.stations.map { "\($0.station.id) \($0.deputies.map(\.name))" } == [
                "SS00 [\"李强\"]", "SS01 [\"赵云\"]",
            ])
        #expect(PostersToPrint(from: after, to: after).stations.isEmpty)
        // The term stands on no poster.
        var only = before
        only.apply(try difference(before, Self.before)) { codes.next() }
        #expect(PostersToPrint(from: before, to: only).stations.isEmpty)
        // The telephone stands on all of a station's.
        var phone = before
        try phone.take(stationHeader + "SS01,银田站,SS00,银田镇,12345,逢6\r\n", at: later)
        #expect(PostersToPrint(from: before, to: phone).stations.map(\.deputies.count) == [1])
    }

    /// Whatever changes in files without numbers, nobody whose name is in office elsewhere becomes two people unasked.
    @Test func neverDoublesAnybodyUnasked() throws {
        var state: UInt64 = 7
        func random(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let names = ["张伟", "王芳", "李强", "赵云", "欧阳娜", "陈静"]
        let (stations, levels) = (["SS00", "SS01"], ["县", "乡"])
        for round in 0..<200 {
            func file() -> String {
                var rows: Set<String> = []
                for name in names where random(4) > 0 {
                    rows.insert("\(name),\(stations[random(2)]),\(levels[random(2)])\r\n")
                }
                return "姓名,站点编号,层级\r\n" + rows.sorted().joined()
            }
            var roster = Roster()
            try roster.take(twoStations, file() + "无名,SS00,县\r\n")
            let next = file() + "无名,SS00,县\r\n"
            let unasked = try difference(
                roster, next, term: round % 2 == 0 ? "一" : nil, prune: round % 3 == 0)
            var after = roster
            var codes = CodeSequence()
            after.apply(unasked) { codes.next() }
            for name in names {
                #expect(after.deputies.count { $0.name == name } <= 1, "round \(round): \(name)")
            }
            var answered = roster
            answered.apply(try difference(roster, next, same: ["all"])) { codes.next() }
            for name in names {
                let before = roster.deputies.first { $0.name == name }
                let now = answered.deputies.filter { $0.name == name }
                #expect(now.count == (next.contains(name) ? 1 : 0), "round \(round): \(name)")
                if let before, let now = now.first { #expect(now.code == before.code) }
            }
        }
    }
}
