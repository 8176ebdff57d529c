import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A case that another station was handed, and that its own station's ledger has no more: everybody is told.
@Suite struct LostCaseTests {
    private let fixture: LedgerFixture
    private let other = literal(StationID("SS01"))
    private let number: CaseNumber
    /// Where the other station's ledger points to the case.
    private let pointer: String

    init() throws {
        fixture = try LedgerFixture()
        let ledger = fixture.ledger
        number = try ledger.submit("一", nonce: "n1")
        _ = try ledger.perform(.referral(number), station: other)
        try ledger.act(number, .transferred(to: LedgerFixture.code, station: other))
        ledger.stop()
        pointer = "\(fixture.directory)/stations/SS01/inbox/2025-12-0001.jsonl:2"
    }

    private func openAgain() throws -> (Ledger, FindingCollector) {
        let findings = FindingCollector()
        let ledger = try Ledger(
            directory: DataDirectory(at: fixture.directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon), committers: 4, observer: findings)
        return (ledger, findings)
    }

    private var lost: [Verification.Problem] { [.caseMissing(number.description)] }

    @Test(arguments: [true, false])
    func aStationThatIsGoneIsMissed(isWholeDirectory: Bool) throws {
        let inbox = fixture.inbox
        try Files.removeTree(isWholeDirectory ? Files.parent(of: inbox) : inbox)
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        ledger.load()
        #expect(findings.places == [pointer] && findings.all.map(\.problem) == lost)
        #expect(ledger.incompleteStations == [LedgerFixture.station])
        // Nobody can say of a case that it doesn't exist there.
        #expect(throws: SystemError.self) { try ledger.caseFile(number) }
        let check = try ledger.verify()
        #expect(check.findings.map(\.problem) == lost)
        #expect(check.findings.map { "\($0.place.path):\($0.place.line)" } == [pointer])
        #expect(try Ledger.damage(in: DataDirectory(at: fixture.directory)) == check.findings)
        // Told once; and the station takes what comes.
        try ledger.checkReferrals(of: ledger.stations())
        #expect(findings.all.count == 1)
        try ledger.submit("二", nonce: "n2")
    }

    @Test func aSegmentWithItThatIsGoneIsMissed() throws {
        // The newest of its station: no later one has seen it.
        let (first, _) = try openAgain()
        let later = try first.submit("二", nonce: "n2")
        _ = try first.perform(.referral(later), station: other)
        first.stop()
        try Files.remove("\(fixture.inbox)/2025-12-0002.jsonl")
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        ledger.load()
        #expect(findings.all.map(\.problem) == [.caseMissing(later.description)])
        #expect(try ledger.verify().findings.map(\.problem) == [.caseMissing(later.description)])
        #expect(try ledger.caseFile(number) != nil)
    }

    @Test func whatIsPutBackIsMissedNoMore() throws {
        let station = Files.parent(of: fixture.inbox)
        let aside = "\(fixture.directory)/aside"
        #expect(rename(station, aside) == 0)
        let (ledger, _) = try openAgain()
        defer { ledger.stop() }
        ledger.load()
        #expect(ledger.incompleteStations == [LedgerFixture.station])
        #expect(rename(aside, station) == 0)
        try ledger.lookAgain(at: LedgerFixture.station)
        #expect(ledger.incompleteStations.isEmpty)
        #expect(try ledger.caseFile(number)?.entries.count == 2)
    }

    /// A transfer that is refused, or a crash, leaves a pointer to a case that is somebody else's.
    @Test func aPointerToACaseThatStaysIsSound() throws {
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        let stays = try ledger.submit("二", nonce: "n2")
        _ = try ledger.perform(.referral(stays), station: other)
        ledger.load()
        #expect(findings.all.isEmpty && ledger.incompleteStations.isEmpty)
        #expect(try ledger.verify().findings.isEmpty)
        #expect(try Ledger.damage(in: DataDirectory(at: fixture.directory)).isEmpty)
    }

    @Test func aCheckOfOneStationAsksNoOther() throws {
        try Files.removeTree(Files.parent(of: fixture.inbox))
        #expect(try fixture.ledger.verify(VerificationRequest(stations: [other])).findings.isEmpty)
    }
}
