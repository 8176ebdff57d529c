import LiaisonCodes
import Testing

@testable import LiaisonRoster

/// Who answers for whom: stations that were closed, deputies who left, and codes that stand for another name now.
@Suite struct IncumbentTests {
    private static let three = twoStations + "SS02,大坪站,SS01,大坪乡,,\r\nSS03,杨林站,,杨林乡,,\r\n"
    private let ids: [StationID]

    init() throws { ids = try (0...3).map { try #require(StationID("SS0\($0)")) } }

    private func roster(closing: Bool) throws -> Roster {
        var roster = Roster()
        try roster.take(Self.three)
        if closing {
            let rows = Self.three.split(separator: "\r\n", omittingEmptySubsequences: true)
            try roster.take(
                [rows[0], rows[1], rows[4]].map { $0 + "\r\n" }.joined(), prune: true, at: later)
        }
        return roster
    }

    @Test func anOpenStationAnswersForItself() throws {
        let roster = try roster(closing: false)
        for id in ids {
            #expect(roster.stationInCharge(of: id)?.id == id)
            #expect(roster.stationsInherited(by: id) == [])
        }
        #expect(roster.stationInCharge(of: try #require(StationID("SS09"))) == nil)
    }

    @Test func theNearestOpenOneAboveAnswersForAClosedOne() throws {
        let roster = try roster(closing: true)
        #expect(ids.map { roster.stationInCharge(of: $0)?.id } == [ids[0], ids[0], ids[0], ids[3]])
        #expect(ids.map { roster.stationsInherited(by: $0) } == [[ids[1], ids[2]], [], [], []])
    }

    @Test func stationsStandBelowAllThatAreAbove() throws {
        for closing in [false, true] {
            let roster = try roster(closing: closing)
            #expect(ids.map { roster.stationsBelow($0) } == [[ids[1], ids[2]], [ids[2]], [], []])
        }
    }

    @Test func knowsWhenAStationWasClosed() throws {
        let roster = try roster(closing: true)
        let codes = try ids.map { try #require(roster.station($0)).code }
        #expect(codes.map { roster.retirement(ofHolderOf: $0) } == [nil, later, later, nil])
        #expect(roster.retirement(ofHolderOf: .random()) == nil)
    }

    @Test func knowsSinceWhenACodeStandsForAnotherName() throws {
        var roster = Roster()
        try roster.take(twoStations, deputyHeader + "D1,张伟,SS00,县,,\r\nD2,李娜,SS01,乡,,\r\n")
        try roster.take(deputyHeader + "D1,张玮,SS00,县,,\r\n", at: later)
        let (renamed, same) = (try roster.deputy(named: "张玮").code, try roster.deputy(named: "李娜").code)
        #expect(roster.renaming(ofHolderOf: renamed, since: noon) == later)
        #expect(roster.renaming(ofHolderOf: renamed, since: later.adding(milliseconds: -1)) == later)
        #expect(roster.renaming(ofHolderOf: renamed, since: later) == nil)
        #expect(roster.renaming(ofHolderOf: renamed, since: noon.adding(milliseconds: -1)) == nil)
        #expect(roster.renaming(ofHolderOf: same, since: noon) == nil)
        // A move under the new name changes nothing of it.
        try roster.take(
            deputyHeader + "D1,张玮,SS01,县,,\r\n", at: later.adding(milliseconds: 86_400_000))
        #expect(roster.renaming(ofHolderOf: renamed, since: noon) == later)
    }
}
