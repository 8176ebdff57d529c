import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// What others store while a batch of this process waits for its sync, which may fail.
@Suite struct OpenBatchTests {
    @Test(arguments: [true, false]) func takesBackNothingOfOtherServers(isKept: Bool) throws {
        let fixture = try LedgerFixture()
        try fixture.ledger.submit("一", nonce: "n1")
        let journal = fixture.ledger.journal(of: LedgerFixture.station)
        try journal.withFreshFold(maximumAge: 0) { $0.begin() }
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        let number = try other.submit("二", nonce: "n2")
        // Somebody looks while the sync takes its time.
        #expect(try journal.withFreshFold(maximumAge: 0) { $0.fold.index(of: number) } == nil)
        journal.settle(keeping: isKept)
        #expect(try journal.withFreshFold(maximumAge: 0) { $0.fold.index(of: number) } == 1)
        #expect(try fixture.ledger.caseFile(number)?.message?.event.personal?.text == "二")
    }
}
