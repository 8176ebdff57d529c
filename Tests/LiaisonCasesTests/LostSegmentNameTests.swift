import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A new segment takes no name that was ever seen: what stood under it is missing, and stays missed.
@Suite struct LostSegmentNameTests {
    private let fixture: LedgerFixture
    private let number: CaseNumber

    init() throws {
        fixture = try LedgerFixture()
        number = try fixture.ledger.submit("一", nonce: "n1")
    }

    @Test(arguments: [true, false])
    func aMessageAfterALossDoesNotHideIt(isWholeStation: Bool) throws {
        let ledger = fixture.ledger
        #expect(try ledger.caseFile(number) != nil)
        if isWholeStation {
            try Files.removeTree(Files.parent(of: fixture.inbox))
        } else {
            try Files.remove("\(fixture.inbox)/2025-12-0001.jsonl")
        }
        try ledger.lookAgain(at: LedgerFixture.station)
        #expect(throws: SystemError.self) { try ledger.caseFile(number) }
        try ledger.submit("二", nonce: "n2")
        #expect(
            try Files.names(in: fixture.inbox).filter { $0.hasSuffix(".jsonl") } == ["2025-12-0002.jsonl"])
        // Nobody says that it never was, neither this process nor the next.
        #expect(throws: SystemError.self) { try ledger.caseFile(number) }
        #expect(ledger.incompleteStations == [LedgerFixture.station])
        let next = try LedgerFixture.open(fixture.directory)
        defer { next.stop() }
        #expect(throws: SystemError.self) { try next.caseFile(number) }
        #expect(try next.verify().findings.map(\.problem) == [.headMissing(witness: "2025-12-0002")])
    }

    @Test func aNameThatTheCacheKnowsIsTaken() throws {
        fixture.ledger.journal.saveExtracts()
        fixture.ledger.stop()
        try Files.removeTree(Files.parent(of: fixture.inbox))
        let next = try LedgerFixture.open(fixture.directory)
        defer { next.stop() }
        try next.submit("二", nonce: "n2")
        #expect(
            try Files.names(in: fixture.inbox).filter { $0.hasSuffix(".jsonl") } == ["2025-12-0002.jsonl"])
    }

    @Test func aCacheThatSawSettledLinesIsAWitness() throws {
        fixture.ledger.journal.saveExtracts()
        fixture.ledger.stop()
        let segment = "\(fixture.inbox)/2025-12-0001.jsonl"
        // As long after it was written as it takes for nobody to take it back.
        var times = [
            timespec(tv_sec: time(nil) - 3600, tv_nsec: 0), timespec(tv_sec: time(nil) - 3600, tv_nsec: 0),
        ]
        #expect(utimensat(AT_FDCWD, segment, &times, 0) == 0)
        let reader = try LedgerFixture.open(fixture.directory)
        #expect(try reader.caseFile(number) != nil)
        reader.journal.saveExtracts()
        reader.stop()
        try Files.removeTree(Files.parent(of: fixture.inbox))
        let findings = FindingCollector()
        let ledger = try Ledger(
            directory: DataDirectory(at: fixture.directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon), committers: 4, observer: findings)
        defer { ledger.stop() }
        #expect(throws: SystemError.self) { try ledger.caseFile(number) }
        #expect(findings.all.map(\.problem) == [.unlikeCache] && findings.places == ["\(segment):2"])
        #expect(try ledger.verify().findings == findings.all)
        #expect(try Ledger.damage(in: DataDirectory(at: fixture.directory)) == findings.all)
    }
}
