import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// What damage does: it is named, and stops neither the rest of its station nor any other.
@Suite struct DamageTests {
    let fixture: LedgerFixture
    let path: String
    /// In the damaged file.
    let damaged: CaseNumber
    /// In another file of the same station.
    let sound: CaseNumber

    init() throws {
        fixture = try LedgerFixture()
        path = "\(fixture.inbox)/2025-12-0001.jsonl"
        damaged = try fixture.ledger.submit("路灯坏了", nonce: "n1")
        try fixture.ledger.act(damaged, .replied, text: "已修好")
        let other = try LedgerFixture.open(fixture.directory)
        sound = try other.submit("井盖响", nonce: "n2")
        other.stop()
    }

    /// Something that isn't a readable segment stands in a segment's place.
    enum Obstacle: String, CaseIterable {
        case directory, symbolicLink, pipe, absence

        func put(at path: String) throws {
            try Files.remove(path)
            switch self {
            case .directory: try Files.makeDirectory(path)
            case .symbolicLink: try retryingOnInterrupt("symlink") { symlink("/etc/passwd", path) }
            case .pipe: try retryingOnInterrupt("mkfifo") { mkfifo(path, 0o600) }
            case .absence: break
            }
        }
    }

    /// Somebody deletes the file that a server is writing: it is refused, or stands where it is found again.
    @Test func whatIsTakenAfterItsSegmentWasDeletedIsStored() throws {
        try Files.remove(path)
        let text = "水压低，三楼没有水"
        guard (try? fixture.ledger.submit(text, nonce: "n8")) != nil else { return }
        let stored = try Files.names(in: fixture.inbox).map { name in
            String(decoding: try Files.read("\(fixture.inbox)/\(name)"), as: UTF8.self)
        }
        #expect(stored.contains { $0.contains(text) })
    }

    /// Both stations lack something then, and nobody is told that a message doesn't exist.
    @Test func segmentsOfTwoStationsThatWereExchangedAreMissedAtBoth() throws {
        let neighbour = try #require(StationID("SS01"))
        var theirs = try submission("下水道堵了", nonce: "n4")
        theirs.station = neighbour
        let number = try fixture.ledger.perform(.submission(theirs), station: neighbour).caseNumber
        let other = "\(fixture.directory)/stations/SS01/inbox/2025-12-0001.jsonl"
        let (first, second) = (try Files.read(path), try Files.read(other))
        try Files.replace(path, with: second)
        try Files.replace(other, with: first)
        let (ledger, _) = try openAgain()
        defer { ledger.stop() }
        for lost in [damaged, number] {
            #expect(throws: SystemError.self, "\(lost)") { try ledger.caseFile(lost) }
        }
        #expect(
            ledger.incompleteStations(among: [LedgerFixture.station, neighbour])
                == [LedgerFixture.station, neighbour])
        #expect(try ledger.caseFile(sound) != nil)
        let named = try Set(Ledger.damage(in: DataDirectory(at: fixture.directory)).map(\.place.path))
        #expect(named.isSuperset(of: [path, other]))
    }

    @Test(arguments: Obstacle.allCases)
    func aFileThatCannotBeOpenedHidesNoOther(_ obstacle: Obstacle) throws {
        try obstacle.put(at: path)
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        #expect(try ledger.caseFile(sound)?.message?.event.personal?.text == "井盖响")
        let fresh = try ledger.submit("又一件", nonce: "n3")
        #expect(try ledger.caseFile(fresh) != nil)
        #expect(
            try ledger.events(
                after: EventCursor(), of: [LedgerFixture.station], limit: 9, where: { _ in true }
            )
            .entries.count == 2)
        #expect(ledger.intakeObstacle() == nil)
        // It may stand in there: that isn't the same as never having been. What is gone another segment has seen.
        #expect(throws: SystemError.self) { try ledger.caseFile(damaged) }
        #expect(findings.places == [obstacle == .absence ? "\(path):3" : "\(path):0"])
        #expect(try ledger.verify().findings.contains { $0.place.path == path })
    }

    @Test(arguments: Obstacle.allCases)
    func aFileThatGoesWhileServingIsNoticed(_ obstacle: Obstacle) throws {
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        #expect(try ledger.caseFile(damaged)?.entries.count == 2)
        try obstacle.put(at: path)
        // The next message looks at the directory again.
        try ledger.act(sound, .replied, text: "已处理")
        #expect(findings.all.contains { $0.place.path == path })
        #expect(try ledger.caseFile(sound)?.entries.count == 2)
    }

    @Test func aFileThatShrinksIsReadAgain() throws {
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        #expect(try ledger.caseFile(damaged)?.entries.count == 2)
        let lines = try Files.read(path).split(separator: 0x0A)
        try retryingOnInterrupt("truncate") { truncate(path, off_t(lines[0].count + lines[1].count + 2)) }
        try ledger.act(sound, .replied, text: "已处理")
        #expect(try ledger.caseFile(damaged)?.entries.count == 1)
        // And another segment has seen what is gone.
        #expect(findings.all.map(\.problem) == [.shrunk, .headMissing(witness: "2025-12-0002")])
        #expect(try ledger.verify().findings.map(\.problem) == [.headMissing(witness: "2025-12-0002")])
    }

    @Test(arguments: [
        [UInt8](), [0x00, 0xFF, 0x1B, 0x5B], Array(#"{"seq":1,"prev":""#.utf8), Array("路灯".utf8),
    ])
    func garbageInTheMiddleIsNamedWithItsLine(_ garbage: [UInt8]) throws {
        let lines = try Files.read(path).split(separator: 0x0A)
        let parts: [[UInt8]] = [Array(lines[0]), garbage, Array(lines[1]), Array(lines[2])]
        try Files.replace(path, with: parts.flatMap { $0 + [0x0A] })
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        #expect(try ledger.caseFile(damaged)?.entries.count == 2)
        #expect(findings.places == ["\(path):2"])
        let first = try ledger.verify().findings.first?.place
        #expect(first?.path == path)
        #expect(first?.line == 2)
        try ledger.submit("又一件", nonce: "n3")
    }

    @Test func aDamagedLineIsNamedByEveryProcessThatStartsFromExtracts() throws {
        let lines = try Files.read(path).split(separator: 0x0A)
        let parts: [[UInt8]] = [Array(lines[0]), Array("路灯".utf8), Array(lines[1]), Array(lines[2])]
        try Files.replace(path, with: parts.flatMap { $0 + [0x0A] })
        for _ in 0..<3 {
            let (ledger, findings) = try openAgain()
            #expect(ledger.incompleteStations(among: [LedgerFixture.station]).isEmpty)
            #expect(try ledger.cases(of: LedgerFixture.station).count == 2)
            #expect(findings.places == ["\(path):2"])
            #expect(ledger.incompleteStations(among: [LedgerFixture.station]) == [LedgerFixture.station])
            ledger.journal.saveExtracts()
            ledger.stop()
        }
        let cache = try Files.read("\(fixture.directory)/cache/SS00")
        #expect(!cache.isEmpty)
    }

    @Test func aLineThatIsDamagedAfterItWasFoldedIsNamedOnce() throws {
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        #expect(try ledger.caseFile(damaged)?.entries.count == 2)
        // The reply's line keeps its length.
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        try Files.replace(
            path, with: Array(text.replacing(#""kind":"replied""#, with: #""kind":"rePlied""#).utf8))
        for _ in 0..<2 {
            #expect(try ledger.caseFile(damaged)?.entries.map(\.event.body.kind.word) == ["received"])
            let page = try ledger.events(
                after: EventCursor(), of: [LedgerFixture.station], limit: 9, where: { _ in true })
            #expect(page.entries.count == 2)
        }
        #expect(findings.places == ["\(path):3"])
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]) == [LedgerFixture.station])
    }

    /// No hash covers it there: a line says what it said when it was written.
    @Test func aMemberBehindTheHashSaysNothing() throws {
        var lines = try Files.read(path).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        lines[2] = lines[2].dropLast() + #","kind":"closed","outcome":"resolved"}"#
        try Files.replace(path, with: Array((lines.joined(separator: "\n") + "\n").utf8))
        let (ledger, _) = try openAgain()
        defer { ledger.stop() }
        #expect(try ledger.caseFile(damaged)?.entries.map(\.event.body.kind.word) == ["received", "replied"])
        #expect(try ledger.verify().findings.map(\.problem) == [.wordsAltered])
    }

    @Test func aFileThatCannotBeReadBackIsNamedOnce() throws {
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        let journal = ledger.journal(of: LedgerFixture.station)
        let lines = try journal.withFreshFold(maximumAge: 0) { inbox in
            inbox.fold.index(of: damaged).map { inbox.references(to: inbox.fold.places(ofCase: $0)) } ?? []
        }
        #expect(try journal.read(lines).count == 2)
        try Files.remove(path)
        for _ in 0..<2 {
            #expect(try journal.read(lines, skippingDamage: true).isEmpty)
            #expect(throws: SystemError.self) { try journal.read(lines) }
        }
        #expect(findings.places == ["\(path):0"])
        #expect(ledger.incompleteStations(among: [LedgerFixture.station]) == [LedgerFixture.station])
    }

    @Test func aStationWithoutADirectoryStopsNoOther() throws {
        try Files.makeDirectory("\(fixture.directory)/stations/SS01")
        try Files.create("\(fixture.directory)/stations/SS01/inbox", with: [])
        let (ledger, findings) = try openAgain()
        defer { ledger.stop() }
        let station = literal(StationID("SS01"))
        ledger.load()
        #expect(findings.all.map(\.place.path) == ["\(fixture.directory)/stations/SS01/inbox"])
        var message = try submission("一", nonce: "n9")
        message.station = station
        #expect(throws: LedgerError.self) {
            try ledger.perform(.submission(message), station: station)
        }
        #expect(ledger.intakeObstacle() == nil)
        try ledger.submit("二", nonce: "n8")
        #expect(try ledger.cases(of: station).isEmpty)
        let page = try ledger.events(
            after: EventCursor(), of: [station, LedgerFixture.station], limit: 9, where: { _ in true })
        #expect(page.entries.count == 4)
    }

    private func openAgain() throws -> (Ledger, FindingCollector) {
        let findings = FindingCollector()
        let ledger = try Ledger(
            directory: DataDirectory(at: fixture.directory), secret: [UInt8](repeating: 7, count: 32),
            clock: .fixed(LedgerFixture.noon), committers: 4, observer: findings)
        return (ledger, findings)
    }
}

/// Keeps the damage that a ledger tells of.
final class FindingCollector: LedgerObserver {
    private let findings = Mutex<[Verification.Finding]>([])

    var all: [Verification.Finding] { findings.withLock { $0 } }
    /// `path:line` of each.
    var places: [String] { all.map { "\($0.place.path):\($0.place.line)" } }

    func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {}
    func ledgerFailed(_ error: SystemError) {}
    func ledgerFound(_ damage: Verification.Finding) { findings.withLock { $0.append(damage) } }
}
