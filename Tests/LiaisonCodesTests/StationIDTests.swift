import LiaisonCodes
import Testing

@Suite struct StationIDTests {
    @Test(arguments: [
        ("SS00", "SS00"), ("ss00", "SS00"), ("a", "A"), ("CS-01-3", "CS-01-3"),
        ("ABCDEFGH", "ABCDEFGH"), ("ABCDEFGHI", "ABCDEFGHI"), ("ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP"),
    ])
    func readsLettersDigitsAndHyphens(_ typed: String, _ canonical: String) {
        #expect(StationID(typed)?.description == canonical)
    }

    @Test(arguments: [
        "", "-A", "A-", "-", ".", "..", "A/B", "../A", "A B", "ABCDEFGHIJKLMNOPQ", "站", "A\u{0}", "A.B",
        "A_B",
    ])
    func refusesWhatCouldLeaveItsDirectory(_ typed: String) {
        #expect(StationID(typed) == nil)
    }

    /// As text: a shorter one before what begins with it, on either side of the eighth character.
    @Test func sortsAsItsSpelling() throws {
        let spellings = ["A", "A-0", "A0", "ABCDEFGH", "ABCDEFGH-1", "ABCDEFGH1", "ABCDEFGHIJKLMNOP", "B"]
        let stations = try spellings.reversed().map { try #require(StationID($0)) }
        #expect(stations.sorted().map(\.description) == spellings.sorted())
        #expect(Set(stations).count == spellings.count)
    }
}
