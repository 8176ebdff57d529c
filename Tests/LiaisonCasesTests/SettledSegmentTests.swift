import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

/// A start goes by the status of segments that nobody has written to for a while, and finds out whatever else stands in
/// their place.
@Suite struct SettledSegmentTests {
    let fixture: LedgerFixture
    let segment: String
    let number: CaseNumber

    init() throws {
        fixture = try LedgerFixture()
        segment = "\(fixture.inbox)/2025-12-0001.jsonl"
        number = try fixture.ledger.submit("路灯坏了", nonce: "n1", name: "张三")
        try fixture.ledger.act(number, .acknowledged(.ordinary))
        fixture.ledger.stop()
        try settle()
        try startAndSave()
    }

    /// Sets a segment's time back, as if nobody had written to it since.
    private func settle(hours: Int = 1) throws {
        let moment = timespec(tv_sec: time(nil) / 3600 * 3600 - hours * 3600, tv_nsec: 0)
        try #require(utimensat(AT_FDCWD, segment, [moment, moment], 0) == 0)
    }

    /// What one process leaves for the next.
    private func startAndSave() throws {
        let ledger = try LedgerFixture.open(fixture.directory)
        _ = try ledger.cases(of: LedgerFixture.station)
        ledger.journal.saveExtracts()
        ledger.stop()
    }

    private func start(cache: Bool = true) throws -> Inbox {
        var inbox = Inbox.empty(LedgerFixture.station)
        var view = DirectoryView()
        try inbox.readNewLines(
            in: InboxDirectory(of: LedgerFixture.station, in: fixture.data),
            extracts: ExtractFile(
                of: LedgerFixture.station, in: cache ? fixture.data : DataDirectory(at: "/nonexistent")),
            view: &view)
        return inbox
    }

    /// Expects a start with the cache to know what the segments say.
    private func expectTheTruth(_ comment: Comment = "") throws {
        let (inbox, truth) = (try start(), try start(cache: false))
        #expect(inbox.fold.cases == truth.fold.cases, comment)
        #expect(inbox.lines.segments.map(\.lineStarts) == truth.lines.segments.map(\.lineStarts), comment)
        #expect(inbox.lines.segments.map(\.headHash) == truth.lines.segments.map(\.headHash), comment)
        #expect(inbox.lines.segments.map(\.end) == truth.lines.segments.map(\.end), comment)
    }

    /// The segment's bytes, with the last line's hash another one.
    private func forged() throws -> [UInt8] {
        var bytes = try Files.read(segment)
        let place = bytes.count - 4
        bytes[place] = bytes[place] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
        return bytes
    }

    @Test func doesNotOpenASegmentOfTheSameStatus() throws {
        let inbox = try start()
        #expect(inbox.lines.unsavedExtracts == 0)
        try expectTheTruth()
        // Only `verify` reads on: somebody has written to it and set the time back.
        let file = try FileDescriptor(opening: segment, flags: O_WRONLY)
        try file.writeAll(try forged(), at: 0)
        try settle()
        let unaware = try start()
        #expect(unaware.fold.cases == inbox.fold.cases)
        #expect(unaware.lines.segments.map(\.headHash) == inbox.lines.segments.map(\.headHash))
        let ledger = try LedgerFixture.open(fixture.directory)
        defer { ledger.stop() }
        #expect(try ledger.verify().findings.map(\.place.path) == [segment])
    }

    @Test func findsOutAnotherFileInItsPlace() throws {
        try Files.replace(segment, with: try forged())
        try settle()
        try expectTheTruth()
    }

    @Test func findsOutWhatWasWrittenInPlace() throws {
        let file = try FileDescriptor(opening: segment, flags: O_WRONLY)
        try file.writeAll(try forged(), at: 0)
        try expectTheTruth("written to just now")
        try settle(hours: 2)
        try expectTheTruth("written to two hours ago")
    }

    @Test func readsWhatWasAppended() throws {
        let other = try LedgerFixture()
        try other.ledger.submit("别的", nonce: "m1")
        let lines = try other.segment(1).split(separator: UInt8(ascii: "\n"))
        let whole = try Files.read(segment) + lines[1] + [UInt8(ascii: "\n")]
        let file = try FileDescriptor(opening: segment, flags: O_WRONLY)
        try file.writeAll(whole, at: 0)
        try settle()
        #expect(try start().fold.cases.count == 2)
        try expectTheTruth()
        try startAndSave()
        #expect(try start().lines.unsavedExtracts == 0)
        try expectTheTruth("stored again")
    }

    @Test func namesADamagedLineAtEachStart() throws {
        var lines = try Files.read(segment).split(separator: UInt8(ascii: "\n"))
        lines.insert(Array("{\"seq\":".utf8)[...], at: 2)
        try Files.replace(segment, with: Array(lines.joined(separator: "\n".utf8)) + Array("\n".utf8))
        try settle()
        try startAndSave()
        for _ in 0..<2 {
            var inbox = try start()
            #expect(inbox.lines.damage.takeUntold().map(\.place.line) == [3])
            #expect(inbox.lines.unsavedExtracts == 0)
        }
    }

    @Test func readsNoMoreThanIsLeft() throws {
        try #require(truncate(segment, off_t(try Files.read(segment).count - 10)) == 0)
        try settle()
        try expectTheTruth()
    }

    @Test func notesTheStatusOfACopyOnce() throws {
        try Files.replace(segment, with: try Files.read(segment))
        #expect(try start().lines.unsavedExtracts == 0, "a file of just now hasn't settled")
        try settle(hours: 3)
        #expect(try start().lines.unsavedExtracts > 0)
        try startAndSave()
        #expect(try start().lines.unsavedExtracts == 0)
        try expectTheTruth()
    }

    @Test func erasesWordsAndKeepsNothingOfThem() throws {
        let ledger = try LedgerFixture.open(fixture.directory)
        try ledger.act(number, .erased(reason: nil))
        try waitUntil { !String(decoding: try Files.read(segment), as: UTF8.self).contains("路灯") }
        ledger.journal.saveExtracts()
        ledger.stop()
        try settle()
        try expectTheTruth()
        let stored = try Files.read("\(fixture.directory)/cache/SS00")
        #expect(!String(decoding: stored, as: UTF8.self).contains("路灯"))
        #expect(try start().fold.cases.map(\.isErased) == [true])
    }

    @Test(arguments: ["inbox/2025-12-0001.jsonl", "inbox", ""])
    func followsNoLinkToTheSameSegment(path: String) throws {
        let place = "\(fixture.directory)/stations/SS00" + (path.isEmpty ? "" : "/\(path)")
        try #require(rename(place, "\(fixture.directory)/aside") == 0)
        try #require(symlink("\(fixture.directory)/aside", place) == 0)
        let inbox = try start()
        #expect(inbox.fold.cases.isEmpty)
        #expect(inbox.lines.damage.reason != nil)
    }
}
