import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonRoster

@Suite struct PlacesTests {
    @Test func giveEachNameOneNumberForGood() throws {
        let directory = try Files.makeTemporaryDirectory(named: "places")
        defer { removeTree(directory) }
        #expect(try Places.load(from: DataDirectory(at: directory)) == Places())
        var places = Places()
        #expect(places.number(of: "村委会门口") == 1)
        #expect(places.number(of: "菜市场") == 2)
        #expect(places.number(of: "  村委会门口 ") == 1)
        try places.save(to: DataDirectory(at: directory))
        let again = try Places.load(from: DataDirectory(at: directory))
        #expect(again == places)
        #expect([again[0], again[1], again[2], again[3]] == [nil, "村委会门口", "菜市场", nil])
    }

    @Test func areNoMoreThanAShortNumberCounts() throws {
        var places = Places()
        for number in 1...9999 { #expect(places.number(of: "p\(number)") == number) }
        #expect(places.number(of: "one more") == nil && places[10_000] == nil)
        #expect(places.number(of: "p9999") == 9999)
    }

    /// An operator may put a name right, or take one away; the others keep their numbers.
    @Test func areALineEach() throws {
        let directory = try Files.makeTemporaryDirectory(named: "places")
        defer { removeTree(directory) }
        try Files.makeDirectory("\(directory)/roster")
        try Files.create(DataDirectory(at: directory).path(of: .places), with: Array("甲\r\n\r\n丙\n".utf8))
        let places = try Places.load(from: DataDirectory(at: directory))
        #expect([places[1], places[2], places[3]] == ["甲", nil, "丙"])
    }
}
