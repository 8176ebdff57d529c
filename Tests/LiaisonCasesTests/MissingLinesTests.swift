import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// Lines that are gone are missed, where somebody has seen them.
@Suite struct MissingLinesTests {
    let fixture: LedgerFixture
    let path: String
    /// In the segment that loses lines, the later of the two in the last lines.
    let first: CaseNumber
    let second: CaseNumber
    /// In another segment, whose opening has witnessed the first.
    let other: CaseNumber
    private let clock = TestClock()

    init() throws {
        fixture = try LedgerFixture()
        path = "\(fixture.inbox)/2025-12-0001.jsonl"
        first = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        second = try fixture.ledger.submit("井盖响", nonce: "n2")
        try fixture.ledger.act(second, .replied, text: "已修好")
        let ledger = try LedgerFixture.open(fixture.directory)
        other = try ledger.submit("再来", nonce: "n3")
        ledger.stop()
    }

    /// What happens to the segment.
    enum Loss: String, CaseIterable {
        case cutShort, cutShortWithinTheLastLine, deleted, olderFilePutBack

        func happen(to path: String) throws {
            let whole = try Files.read(path)
            let lines = whole.split(separator: 0x0A).map { Array($0) + [0x0A] }
            switch self {
            case .cutShort:
                try retryingOnInterrupt("truncate") { truncate(path, off_t(lines[0].count + lines[1].count)) }
            case .cutShortWithinTheLastLine:
                try retryingOnInterrupt("truncate") {
                    truncate(path, off_t(whole.count - lines[3].count - 9))
                }
            case .deleted: try Files.remove(path)
            case .olderFilePutBack:
                // With a time as old as its content.
                try Files.replace(path, with: lines[0] + lines[1])
                let hourAgo = timespec(tv_sec: time(nil) - 3600, tv_nsec: 0)
                #expect(utimensat(AT_FDCWD, path, [hourAgo, hourAgo], 0) == 0)
            }
        }
    }

    private func open() throws -> (Ledger, FindingCollector) {
        let findings = FindingCollector()
        let ledger = try Ledger(
            directory: DataDirectory(at: fixture.directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon), committers: 2, observer: findings, monotonic: clock.source)
        return (ledger, findings)
    }

    @Test(arguments: Loss.allCases, [true, false])
    func aStartMissesWhatAnotherSegmentHasSeen(_ loss: Loss, hasCache: Bool) throws {
        if hasCache {
            let (ledger, _) = try open()
            _ = try ledger.cases(of: LedgerFixture.station)
            ledger.journal.saveExtracts()
            ledger.stop()
        }
        try loss.happen(to: path)
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        let left = try ledger.cases(of: LedgerFixture.station).map(\.number)
        #expect(left.contains(other))
        #expect(!left.contains(second))
        #expect(findings.places == ["\(path):4"])
        #expect(findings.all.map(\.problem) == [.headMissing(witness: "2025-12-0002")])
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]) == [LedgerFixture.station])
        // Its receipt is answered with "later", and everything else goes on.
        #expect(throws: SystemError.self) { try ledger.caseFile(second) }
        #expect(try ledger.caseFile(other) != nil)
        #expect(try ledger.caseFile(try ledger.submit("又一件", nonce: "n4")) != nil)
        #expect(
            try Ledger.damage(in: DataDirectory(at: fixture.directory)).map(\.place)
                == findings.all.map(\.place))
    }

    @Test func anUntouchedStoreMissesNothing() throws {
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try ledger.cases(of: LedgerFixture.station).count == 3)
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
        #expect(try Ledger.damage(in: DataDirectory(at: fixture.directory)).isEmpty)
        #expect(findings.all.isEmpty)
    }

    /// The acts stand in a segment that was opened before, and has witnessed nothing.
    @Test(arguments: [true, false]) func actsWithoutTheirMessageAreMissed(isAnErasure: Bool) throws {
        let fixture = try LedgerFixture()
        let colleague = try LedgerFixture.open(fixture.directory)
        defer { colleague.stop() }
        try colleague.submit("再来", nonce: "n3")
        let number = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        try colleague.act(
            number, isAnErasure ? .erased(reason: nil) : .replied, text: isAnErasure ? nil : "好")
        let segment = "\(fixture.inbox)/2025-12-0002.jsonl"
        let bytes = try Files.read(segment)
        try Files.remove(segment)
        let findings = FindingCollector()
        let ledger = try Ledger(
            directory: DataDirectory(at: fixture.directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon), committers: 2, observer: findings)
        defer { ledger.stop() }
        #expect(try ledger.cases(of: LedgerFixture.station).count == 1)
        #expect(findings.all.map(\.problem) == [.caseMissing(number.description)])
        #expect(findings.places == ["\(fixture.inbox)/2025-12-0001.jsonl:3"])
        #expect(throws: SystemError.self) { try ledger.caseFile(number) }
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]) == [LedgerFixture.station])
        // Put back, it is whole again.
        try Files.replace(segment, with: bytes)
        #expect(try ledger.caseFile(number)?.case.number == number)
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
    }

    /// No opening has seen them, but this process has.
    @Test(arguments: Loss.allCases) func whatStoodForAMinuteIsMissedByWhoHasSeenIt(_ loss: Loss) throws {
        try Files.remove("\(fixture.inbox)/2025-12-0002.jsonl")
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        let journal = ledger.journal(of: LedgerFixture.station)
        #expect(try ledger.caseFile(second) != nil)
        clock.advance(by: 60_000_000_000)
        let bytes = try Files.read(path)
        try loss.happen(to: path)
        try journal.sweep()
        #expect(findings.all.map(\.problem) == [.shrunk])
        #expect(throws: SystemError.self) { try ledger.caseFile(second) }
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]) == [LedgerFixture.station])
        try journal.sweep()
        #expect(findings.all.count == 1)
        try Files.replace(path, with: bytes)
        try journal.sweep()
        #expect(try ledger.caseFile(second) != nil)
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
    }

    /// A server whose sync has failed takes back at once what it has written: nobody was answered.
    @Test func whatItsWriterTakesBackIsNotMissed() throws {
        try Files.remove("\(fixture.inbox)/2025-12-0002.jsonl")
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try ledger.caseFile(second) != nil)
        clock.advance(by: 59_999_999_999)
        try Loss.cutShort.happen(to: path)
        try ledger.journal(of: LedgerFixture.station).sweep()
        #expect(findings.all.map(\.problem) == [.shrunk])
        #expect(try ledger.caseFile(second) == nil)
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
    }
}
