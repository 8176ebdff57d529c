import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases

/// A server whose clock has gone to the end of the calendar.
@Suite struct LastDayTests {
    @Test func takesMessagesAndKnowsTheirDeadlines() throws {
        let fixture = try LedgerFixture(now: WallClock.end)
        let other = try LedgerFixture.open(fixture.directory, now: WallClock.end)
        defer { other.stop() }
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        try other.act(number, .acknowledged(.major))
        try fixture.ledger.act(number, .replied, text: "已修好")
        // What another server has just written is seen within milliseconds.
        try waitUntil { try other.caseFile(number)?.entries.count == 3 }
        let file = try #require(try other.caseFile(number))
        #expect(file.entries.map(\.event.body.kind.word) == ["received", "acknowledged", "replied"])
        var calendar = Deadlines()
        calendar.simpleDays = 3
        for grade in [Grade.simple, .ordinary, .major] {
            let terms = DeadlineTerms(grade: grade)
            #expect(calendar.due(terms, receivedOn: .latest) == .latest)
        }
        #expect(try fixture.ledger.verify().findings.isEmpty)
    }
}
