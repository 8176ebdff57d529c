import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonRoster

/// Rows without a number that bear the name of somebody in office elsewhere: asked about, never doubled silently.
@Suite struct NamesakeTests {
    private var roster = Roster()

    init() throws {
        try roster.take(twoStations, "姓名,站点编号,层级\r\n王芳,SS00,县\r\n李强,SS01,乡\r\n")
    }

    private func difference(
        _ rows: String, same: [String] = [], different: [String] = [], prune: Bool = false
    ) throws -> RosterDifference {
        let file = try RosterFile(Array("姓名,站点编号,层级\r\n\(rows)".utf8), named: "d.csv")
        return roster.difference(
            applying: try RosterImport([file], into: roster), prune: prune,
            answers: NamesakeAnswers(
                same: same.map { .init($0) }, different: different.map { .init($0) }), at: later)
    }

    @Test(arguments: ["王芳,SS01,县\r\n李强,SS01,乡\r\n", "王 芳,SS00,市\r\n李强,SS01,乡\r\n"])
    func areAskedAboutAndNeitherDoubledNorRetired(rows: String) throws {
        let asked = try difference(rows, prune: true)
        #expect(asked.questions.map(\.candidates) == [[try roster.deputy(named: "王芳")]])
        #expect(asked.isEmpty)
        #expect(asked.goneDeputies.isEmpty)
    }

    @Test(arguments: ["王芳", "all", "全部", "CODE", "CODE=SS01"])
    func theSamePersonMovesAndKeepsTheCode(answer: String) throws {
        let code = try roster.deputy(named: "王芳").code
        let moved = try difference(
            "王芳,SS01,市\r\n李强,SS01,乡\r\n", same: [answer.replacing("CODE", with: code.description)])
        #expect(moved.questions.isEmpty)
        #expect(moved.movedDeputies.map(\.after.code) == [code])
        #expect(moved.movedDeputies.first?.fields == [.station, .level])
        #expect(moved.addedDeputies.isEmpty)
        #expect(moved.goneDeputies.isEmpty)
    }

    @Test(arguments: ["王芳", "all", "CODE"])
    func somebodyElseIsAdded(answer: String) throws {
        let code = try roster.deputy(named: "王芳").code
        let added = try difference(
            "王芳,SS01,县\r\n李强,SS01,乡\r\n", different: [answer.replacing("CODE", with: code.description)],
            prune: true)
        #expect(added.questions.isEmpty)
        #expect(added.addedDeputies.map(\.name) == ["王芳"])
        #expect(added.goneDeputies.map(\.code) == [code])
    }

    @Test func theNameInBothPlacesIsTwoPeople() throws {
        let two = try difference("王芳,SS00,县\r\n王芳,SS01,县\r\n李强,SS01,乡\r\n")
        #expect(two.questions.isEmpty)
        #expect(two.addedDeputies.count == 1)
    }

    @Test func onlyAskedOnce() throws {
        var roster = roster
        let first = try difference("王芳,SS01,县\r\n李强,SS01,乡\r\n", different: ["王芳"])
        roster.apply(first)
        let file = try RosterFile(Array("姓名,站点编号,层级\r\n王芳,SS01,县\r\n李强,SS01,乡\r\n".utf8), named: "d.csv")
        let again = roster.difference(applying: try RosterImport([file], into: roster), at: later)
        #expect(again.questions.isEmpty)
        #expect(again.isEmpty)
    }

    @Test func aNameSaysNothingWhereTwoMayBeMeant() throws {
        let open = try difference("王芳,SS01,县\r\n王芳,SS01,市\r\n李强,SS01,乡\r\n", same: ["王芳"])
        #expect(open.questions.count == 2)
        let code = try roster.deputy(named: "王芳").code
        var other = try difference(
            "王芳,SS01,县\r\n王芳,SS00,市\r\n李强,SS01,乡\r\n", same: ["\(code)=SS00"], different: ["王芳"])
        #expect(other.questions.isEmpty)
        #expect(other.changedDeputies.map(\.after.code) == [code])
        #expect(other.addedDeputies.map(\.station.description) == ["SS01"])
        other = try difference("王芳,SS01,县\r\n王芳,SS00,市\r\n李强,SS01,乡\r\n", same: ["\(code)=SS00"])
        // The first one is given away: whoever is left is nobody else's namesake any more.
        #expect(other.questions.isEmpty)
    }

    @Test func twoNumbersAreTwoPeople() throws {
        var roster = Roster()
        try roster.take(twoStations, deputyHeader + "D1,王芳,SS00,县,,\r\n")
        let file = try RosterFile(Array((deputyHeader + "D2,王芳,SS01,县,,\r\n").utf8), named: "d.csv")
        let added = roster.difference(applying: try RosterImport([file], into: roster), at: later)
        #expect(added.questions.isEmpty)
        #expect(added.addedDeputies.count == 1)
        // A number that the roster doesn't know yet may be the old one's.
        let unnumbered = self.roster.difference(
            applying: try RosterImport([file], into: self.roster), at: later)
        #expect(unnumbered.questions.count == 1)
    }

    /// Excel and WPS make 1 of 001.
    @Test func aNumberThatLostItsZerosIsTheSameOne() throws {
        var roster = Roster()
        try roster.take(twoStations, deputyHeader + "001,王芳,SS00,县,,\r\n002,李强,SS01,乡,,\r\n")
        let rows = deputyHeader + "1,王芳,SS01,县,,\r\n2,张三,SS01,乡,,\r\n"
        let difference = roster.difference(
            applying: try RosterImport([RosterFile(Array(rows.utf8), named: "d.csv")], into: roster),
            term: "第二十届", at: later)
        #expect(difference.movedDeputies.map(\.after.id) == ["001"])
        #expect(difference.movedDeputies.map(\.before.name) == ["王芳"])
        // Another name is another person.
        #expect(difference.addedDeputies.map(\.name) == ["张三"])
    }

    @Test func theirStationStaysOpenUntilTheyAreAnswered() throws {
        let stations = try RosterFile(Array((stationHeader + "SS01,银田站,,,,\r\n").utf8), named: "s.csv")
        let file = try RosterFile(
            Array("姓名,站点编号,层级\r\n王芳,SS01,县\r\n李强,SS01,乡\r\n".utf8), named: "d.csv")
        let asked = roster.difference(
            applying: try RosterImport([stations, file], into: roster), prune: true, at: later)
        #expect(asked.occupiedStations.map(\.id.description) == ["SS00"])
    }
}
