import Glibc
import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// An act of another server that is read before its message.
@Suite struct EarlyActTests {
    private let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    /// Leaves an act on the message of a form, in a segment of its own and dated before the message.
    private func leaveAct(onFormWith nonce: String) throws {
        let keys = ReceiptKeys(secret: [UInt8](repeating: 7, count: 32))
        let number = CaseNumber(
            station: LedgerFixture.station, date: BeijingTime(LedgerFixture.noon).date,
            value: keys.numberValue(forNonce: Array(nonce.utf8), attempt: 0))
        let before = LedgerFixture.noon.adding(milliseconds: -1000)
        let opening = SegmentOpening(
            at: before, station: LedgerFixture.station, segment: try #require(SegmentName("2025-12-0009")),
            writer: "another", witness: [])
        let act = Event(
            at: before, caseNumber: number, body: .acknowledged(.major),
            nonce: keys.secrets(ofNonce: Array(nonce.utf8)).digest)
        var bytes: [UInt8] = []
        let hash = LedgerLine.append(
            .opened(opening), words: nil, sequence: 0, previous: .none, to: &bytes)
        _ = LedgerLine.append(.event(act), words: nil, sequence: 1, previous: hash, to: &bytes)
        try Files.create("\(fixture.inbox)/2025-12-0009.jsonl", with: bytes)
    }

    @Test func isFoldedOnceTheMessageIsThereThoughNoFileHasNews() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        try leaveAct(onFormWith: "n2")
        // So long ago that the list of the directory holds.
        let past = timespec(tv_sec: 1_700_000_000, tv_nsec: 1)
        try #require(utimensat(AT_FDCWD, fixture.inbox, [past, past], 0) == 0)
        let journal = fixture.ledger.journal(of: LedgerFixture.station)
        try journal.withFreshFold(maximumAge: 0) { _ in }
        let number = try fixture.ledger.submit("二", nonce: "n2")
        #expect(try fixture.ledger.caseFile(number)?.case.grade == .known(.major))
        #expect(try journal.withFreshFold(maximumAge: 0) { $0.fold.unordered.isEmpty })
    }
}
