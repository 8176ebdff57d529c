import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// Lines of another server of which not all bytes are there yet, as network file systems show them.
@Suite struct UnfinishedLineTests {
    let fixture: LedgerFixture
    let path: String
    /// The opening and two messages, each with its newline.
    let lines: [[UInt8]]
    private let clock = TestClock()

    init() throws {
        fixture = try LedgerFixture()
        path = "\(fixture.inbox)/2025-12-0001.jsonl"
        try fixture.ledger.submit("路灯坏了", nonce: "n1", name: "张三")
        try fixture.ledger.submit("井盖响", nonce: "n2")
        lines = try Files.read(path).split(separator: 0x0A).map { $0 + [0x0A] }
    }

    /// What stands where a line will be.
    enum Ending: String, CaseIterable {
        case zeros, zerosAndNewline, halfALine, halfALineAndZeros, halfALineAndNewline, zerosAndTheRest,
            noWords
        case garbage

        func bytes(of line: [UInt8]) -> [UInt8] {
            let half = line.count / 2
            let zeros = { [UInt8](repeating: 0, count: $0) }
            switch self {
            case .zeros: return zeros(line.count)
            case .zerosAndNewline: return zeros(line.count - 1) + [0x0A]
            case .halfALine: return Array(line[..<half])
            case .halfALineAndZeros: return line[..<half] + zeros(line.count - half)
            case .halfALineAndNewline: return line[..<half] + [0x0A]
            case .zerosAndTheRest: return zeros(half) + line[half...]
            // The page that has the end of the words is still to come.
            case .noWords: return line[..<(line.count - 20)] + zeros(18) + line[(line.count - 2)...]
            case .garbage: return Array("路灯".utf8) + [0x0A]
            }
        }

        /// Whether it is a line at all, by its newline.
        var isLine: Bool {
            switch self {
            case .zeros, .halfALine, .halfALineAndZeros: false
            default: true
            }
        }
    }

    private func put(_ parts: [UInt8]...) throws { try Files.replace(path, with: parts.flatMap(\.self)) }

    private func open() throws -> (Ledger, FindingCollector) {
        let findings = FindingCollector()
        let ledger = try Ledger(
            directory: DataDirectory(at: fixture.directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon), committers: 2, observer: findings, monotonic: clock.source)
        return (ledger, findings)
    }

    private func texts(
        _ ledger: Ledger, after cursor: EventCursor = EventCursor()
    ) throws -> (texts: [String], cursor: EventCursor) {
        try ledger.journal(of: LedgerFixture.station).sweep()
        let page = try ledger.events(
            after: cursor, of: [LedgerFixture.station], limit: 9, where: { _ in true })
        return (page.entries.compactMap { $0.event.personal?.text }, page.cursor)
    }

    /// How many cases there are, after a look at everything.
    private func caseCount(_ ledger: Ledger) throws -> Int {
        let journal = ledger.journal(of: LedgerFixture.station)
        try journal.sweep()
        return try journal.withFreshFold(maximumAge: 0) { $0.fold.cases.count }
    }

    @Test(arguments: Ending.allCases) func anEndThatIsNotThereYetIsWaitedFor(_ ending: Ending) throws {
        try put(lines[0], lines[1], ending.bytes(of: lines[2]))
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        let first = try texts(ledger)
        #expect(first.texts == ["路灯坏了"])
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
        ledger.journal.saveExtracts()
        // Another server opens a segment, and witnesses what it can read.
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        try other.submit("再来", nonce: "n3")
        #expect(try texts(ledger, after: first.cursor).texts == ["再来"])

        try put(lines[0], lines[1], lines[2])
        #expect(try caseCount(ledger) == 3)
        #expect(try texts(ledger, after: first.cursor).texts == ["井盖响", "再来"])
        #expect(try ledger.verify().findings.isEmpty)
        #expect(findings.all.isEmpty)
        let (fresh, found) = try open()
        defer { fresh.stop() }
        #expect(try texts(fresh, after: first.cursor).texts == ["井盖响", "再来"])
        #expect(try caseCount(fresh) == 3)
        #expect(found.all.isEmpty)
    }

    @Test(arguments: Ending.allCases) func anEndThatStaysUnreadableIsTold(_ ending: Ending) throws {
        try put(lines[0], lines[1], ending.bytes(of: lines[2]))
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try caseCount(ledger) == 1)
        clock.advance(by: SegmentDoubt.patience - 1)
        #expect(try caseCount(ledger) == 1)
        #expect(findings.all.isEmpty)
        clock.advance(by: 1)
        for _ in 0..<2 { #expect(try caseCount(ledger) == 1) }
        #expect(findings.places == (ending.isLine ? ["\(path):3"] : []))
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty == !ending.isLine)
        // The opening of the next segment tells of what could be read.
        let number = try ledger.submit("再来", nonce: "n3")
        let problems = try ledger.verify().findings.map(\.problem)
        #expect(!problems.contains(.headMissing(witness: "2025-12-0002")))
        #expect(try ledger.caseFile(number) != nil)
    }

    @Test func anEndThatNobodyWritesAnyMoreIsToldAtOnce() throws {
        try put(lines[0], lines[1], Ending.garbage.bytes(of: lines[2]))
        let hourAgo = timespec(tv_sec: time(nil) - 3600, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, path, [hourAgo, hourAgo], 0) == 0)
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try caseCount(ledger) == 1)
        #expect(findings.places == ["\(path):3"])
    }

    /// Whose clock is an hour ahead takes every file of the others for one that was left alone.
    @Test(arguments: [Ending.zerosAndNewline, .zerosAndTheRest, .noWords])
    func anEndThatComesWhileWeLookOnIsWaitedForWhateverItsTimeSays(_ ending: Ending) throws {
        let put = { (parts: [[UInt8]], secondsAgo: Int) throws in
            try Files.replace(path, with: parts.flatMap(\.self))
            let time = timespec(tv_sec: time(nil) - secondsAgo, tv_nsec: 0)
            #expect(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
        }
        try put([lines[0]], 3602)
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try caseCount(ledger) == 0)
        try put([lines[0], ending.bytes(of: lines[1])], 3601)
        #expect(try caseCount(ledger) == 0)
        try put([lines[0], ending.bytes(of: lines[1]), lines[2]], 3601)
        #expect(try caseCount(ledger) == 1)
        #expect(findings.all.isEmpty)
        try put(lines, 3600)
        #expect(try caseCount(ledger) == 2)
        #expect(try texts(ledger).texts == ["路灯坏了", "井盖响"])
        #expect(findings.all.isEmpty)
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
        // What stays is told all the same.
        try put([lines[0], lines[1], lines[2], Ending.garbage.bytes(of: [])], 3599)
        #expect(try caseCount(ledger) == 2)
        clock.advance(by: SegmentDoubt.patience)
        #expect(try caseCount(ledger) == 2)
        #expect(findings.places == ["\(path):4"])
    }

    @Test(arguments: [Ending.zerosAndNewline, .zerosAndTheRest, .noWords])
    func zerosAmidSoundLinesHideNothingAndAreWaitedFor(_ ending: Ending) throws {
        try put(lines[0], ending.bytes(of: lines[1]), lines[2])
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try caseCount(ledger) == 1)
        let first = try texts(ledger)
        #expect(first.texts.isEmpty)
        // It may be the one that is asked for.
        let unknown = CaseNumber(
            station: LedgerFixture.station, date: CivilDate(daysSince1970: 20_000), value: 5)
        #expect(throws: SystemError.self) { try ledger.caseFile(unknown) }
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        try other.submit("再来", nonce: "n3")
        ledger.journal.saveExtracts()
        #expect(findings.all.isEmpty)

        try put(lines[0], lines[1], lines[2])
        #expect(try caseCount(ledger) == 3)
        #expect(try texts(ledger, after: first.cursor).texts.sorted() == ["井盖响", "再来", "路灯坏了"])
        #expect(try ledger.verify().findings.isEmpty)
        let (fresh, found) = try open()
        defer { fresh.stop() }
        #expect(try caseCount(fresh) == 3)
        #expect(findings.all.isEmpty)
        #expect(found.all.isEmpty)
        #expect(try fresh.caseFile(unknown) == nil)
    }

    /// Zeros may hide where one line ends and the next begins: what seemed one line is several then.
    @Test func zerosOverTheEndsOfLinesAreSeveralLinesLater() throws {
        try fixture.ledger.submit("树倒了", nonce: "n3")
        let last = Array(try #require(try Files.read(path).split(separator: 0x0A).last)) + [0x0A]
        let (half, length) = (lines[2].count / 2, lines[1].count + lines[2].count / 2)
        try put(lines[0], [UInt8](repeating: 0, count: length), Array(lines[2][half...]), last)
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try caseCount(ledger) == 1)
        try put(lines[0], lines[1], lines[2], last)
        #expect(try caseCount(ledger) == 3)
        clock.advance(by: 2 * SegmentDoubt.patience)
        #expect(try caseCount(ledger) == 3)
        #expect(try texts(ledger).texts == ["路灯坏了", "井盖响", "树倒了"])
        #expect(findings.all.isEmpty)
    }

    @Test func zerosAmidSoundLinesThatStayAreTold() throws {
        try put(lines[0], Ending.zerosAndTheRest.bytes(of: lines[1]), lines[2])
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try caseCount(ledger) == 1)
        clock.advance(by: SegmentDoubt.patience)
        for _ in 0..<2 { #expect(try caseCount(ledger) == 1) }
        #expect(findings.places == ["\(path):2"])
        #expect(try texts(ledger).texts == ["井盖响"])
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]) == [LedgerFixture.station])
    }

    @Test func aLineThatVanishesBehindZerosIsNeitherSkippedNorDamage() throws {
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try caseCount(ledger) == 2)
        let number = try #require(try ledger.cases(of: LedgerFixture.station).last?.number)
        for ending in [Ending.zerosAndNewline, .zerosAndTheRest, .noWords] {
            try put(lines[0], lines[1], ending.bytes(of: lines[2]))
            let page = try texts(ledger)
            #expect(page.texts.isEmpty)
            #expect(page.cursor == EventCursor())
            #expect(throws: SystemError.self) { try ledger.caseFile(number) }
            #expect(findings.all.isEmpty)
            try put(lines[0], lines[1], lines[2])
            #expect(try texts(ledger).texts == ["路灯坏了", "井盖响"])
        }
        try put(lines[0], lines[1], Ending.zerosAndTheRest.bytes(of: lines[2]))
        #expect(try texts(ledger).texts.isEmpty)
        clock.advance(by: SegmentDoubt.patience)
        #expect(try texts(ledger).texts == ["路灯坏了"])
        #expect(findings.places == ["\(path):3"])
    }

    /// A server whose first batch can't be synced takes the whole segment back, and its name is free for the next.
    @Test func aSegmentInThePlaceOfOneThatWasTakenBackIsReadFromItsBeginning() throws {
        let other = try LedgerFixture()
        try other.ledger.submit(String(repeating: "长", count: 900), nonce: "n8")
        try other.ledger.submit("短", nonce: "n9")
        let content = try Files.read("\(other.inbox)/2025-12-0001.jsonl")
        try put(lines[0], lines[1])
        let (ledger, findings) = try open()
        defer { ledger.stop() }
        #expect(try texts(ledger).texts == ["路灯坏了"])
        try put(content)
        #expect(try texts(ledger).texts == [String(repeating: "长", count: 900), "短"])
        #expect(try caseCount(ledger) == 2)
        #expect(findings.all.isEmpty)
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
    }

    @Test func nothingIsReadBeyondTheSizeThatTheFileHad() throws {
        try put(lines[0])
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        let writer = try FileDescriptor(opening: path, flags: O_WRONLY | O_APPEND)
        var count = 0
        let end = try SegmentFile.forEachLine(of: file, from: 0) { _, _ in
            count += 1
            // Another client appends while we read.
            do { try writer.writeAll(lines[1]) } catch { Issue.record(error) }
        }
        #expect(count == 1)
        #expect(end == lines[0].count)
    }

    @Test(arguments: [Ending.zerosAndNewline, .noWords, .garbage])
    func aVerificationLooksAgainAtAnEndThatIsBeingWritten(_ ending: Ending) throws {
        try put(lines[0], lines[1], ending.bytes(of: lines[2]))
        #expect(try fixture.ledger.verify().findings.map(\.place.line) == [3])
        var request = VerificationRequest()
        let (path, whole) = (path, lines.flatMap(\.self))
        let looks = Atomic(0)
        request.pause = {
            if looks.wrappingAdd(1, ordering: .relaxed).newValue < 3 { return }
            do { try Files.replace(path, with: whole) } catch { Issue.record(error) }
        }
        #expect(try fixture.ledger.verify(request).findings.isEmpty)
        #expect(looks.load(ordering: .relaxed) == 3)
    }

    @Test func aVerificationTellsOfWhatStays() throws {
        try put(lines[0], Ending.zerosAndTheRest.bytes(of: lines[1]), lines[2])
        let looks = Atomic(0)
        var request = VerificationRequest()
        request.pause = { looks.wrappingAdd(1, ordering: .relaxed) }
        #expect(try fixture.ledger.verify(request).findings.map(\.place.line).contains(2))
        #expect(looks.load(ordering: .relaxed) == VerificationRequest.pauses)
    }
}

/// A clock that moves when it is told to.
final class TestClock: Sendable {
    private let now = Atomic<UInt64>(1_000_000_000_000)

    /// CLOCK_MONOTONIC, as it seems.
    var source: @Sendable () -> UInt64 { { [self] in now.load(ordering: .acquiring) } }

    func advance(by nanoseconds: UInt64) { now.wrappingAdd(nanoseconds, ordering: .acquiringAndReleasing) }
}
