import LiaisonCodes
import Testing

@testable import LiaisonRoster

@Suite struct RosterNormsTests {
    /// A roster with stations of so many deputies, the first of each in so many groups.
    private func roster(_ sizes: [(station: String, count: Int, grouped: Int)]) throws -> Roster {
        var text = deputyHeader
        for (station, count, grouped) in sizes {
            for number in 0..<count {
                text += "\(station)-\(number),代表\(number),\(station),县,\(number < grouped ? "一组" : ""),\n"
            }
        }
        var roster = Roster()
        try roster.take(
            stationHeader + sizes.map { "\($0.station),\($0.station)站,,,,\n" }.joined(), text)
        return roster
    }

    private func words(_ roster: Roster) -> [String] {
        RosterNorms(of: roster).findings.map { finding in
            switch finding {
            case .noDeputies(let station): "\(station.id) nobody"
            case .tooFewDeputies(let station, let count): "\(station.id) few \(count)"
            case .tooManyDeputies(let station, let count): "\(station.id) many \(count)"
            case .missingGroups(let station, let count, let ungrouped):
                "\(station.id) ungrouped \(ungrouped)/\(count)"
            case .headStationRetired(let station, let head): "\(station.id) below \(head)"
            case .deputyWithoutStation(let deputy): "\(deputy.name) homeless"
            case .withoutCode(let holder): "\(holder.name) codeless"
            }
        }
    }

    @Test func holdsBetweenTheBounds() throws {
        #expect(try words(roster([("A", 10, 0), ("B", 20, 0), ("C", 50, 50)])) == [])
    }

    @Test func namesStationsOutOfBounds() throws {
        #expect(
            try words(roster([("A", 9, 0), ("B", 21, 20), ("C", 51, 0), ("D", 128, 128)])) == [
                "A few 9", "B ungrouped 1/21", "C many 51", "C ungrouped 51/51", "D many 128",
            ])
    }

    @Test func namesWhoIsOutOfReach() throws {
        var roster = try roster([("A", 10, 0)])
        try roster.take(stationHeader + "B,B站,A,,,\nC,C站,,,,\n")
        try roster.revoke(try roster.deputy(named: "代表3").code, reason: "", at: noon)
        try roster.take(stationHeader + "B,B站,A,,,\n", prune: true)
        #expect(
            words(roster) == ["B nobody", "B below A"] + (0..<10).map { "代表\($0) homeless" } + [
                "代表3 codeless"
            ])
    }
}
