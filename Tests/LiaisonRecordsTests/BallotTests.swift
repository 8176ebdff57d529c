import LiaisonText
import Testing

@testable import LiaisonRecords

/// Votes on satisfaction as people type them.
@Suite struct BallotTests {
    @Test(arguments: ["45/3/1", "45,3,1", "４５／３／１", "45、3、1", " 45 / 3 / 1 ", "45；3；1"])
    func readsThreeCounts(text: String) {
        #expect(Ballot(parsing: text) == Ballot(satisfied: 45, fair: 3, dissatisfied: 1))
    }

    @Test(arguments: [
        "", "45", "45/3", "45/3/1/0", "45/-3/1", "45//1", "四/三/一", "45/+3/1", "45/3/1000001", "1e3/0/0",
    ])
    func readsNothingElse(text: String) { #expect(Ballot(parsing: text) == nil) }

    @Test func isSentAsItIsStored() throws {
        let ballot = try #require(Ballot(satisfied: 45, fair: 3, dissatisfied: 1))
        #expect(Ballot(ballot.json) == ballot && ballot.all == 49)
        #expect(Ballot(["satisfied": .integer(1), "fair": .integer(2)]) == nil)
        #expect(Ballot(["satisfied": .integer(1), "fair": .integer(2), "dissatisfied": .integer(-1)]) == nil)
    }
}
