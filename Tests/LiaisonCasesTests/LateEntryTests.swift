import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import TestSupport
import Testing

/// Letters that are entered some days after they came.
@Suite struct LateEntryTests {
    private static let arrival = literal(CivilDate(year: 2025, month: 12, day: 20))
    private let fixture: LedgerFixture
    private let number: CaseNumber

    init() throws {
        fixture = try LedgerFixture()
        var letter = try submission("来信", nonce: "n1")
        letter.channel = .paper
        letter.arrivedOn = Self.arrival
        number = try fixture.ledger.perform(.submission(letter), station: LedgerFixture.station).caseNumber
    }

    @Test func countFromTheDayOnWhichTheyCame() throws {
        let value = try #require(try fixture.ledger.caseFile(number)).case
        #expect(value.received == BeijingTime.start(of: Self.arrival))
        #expect(Deadlines().due(value).iso8601 == "2026-01-20")
        // The number is of the day of the entry, and so is the event.
        #expect(number.description.hasPrefix("SS00-251224-"))
        #expect(try fixture.ledger.caseFile(number)?.message?.event.at == LedgerFixture.noon)
    }

    @Test func keepTheDayForOtherServersAndAfterARestart() throws {
        try fixture.ledger.act(number, .replied, text: "好")
        for _ in 0..<2 {
            // The second one folds what the first has left in the cache.
            let other = try LedgerFixture.open(fixture.directory)
            let value = try #require(try other.cases(of: LedgerFixture.station).first)
            #expect(value.received == BeijingTime.start(of: Self.arrival))
            other.stop()
        }
        let line = String(decoding: try fixture.segment(1), as: UTF8.self)
        #expect(line.contains(#","arrived":"2025-12-20","#))
        #expect(try fixture.ledger.verify().findings.isEmpty)
    }
}
