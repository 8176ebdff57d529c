import Glibc
import LiaisonCodes
import LiaisonPhotos
import LiaisonStore
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal

@Suite final class RecordPhotoTests {
    private let directory: String
    private let ledger: Ledger
    private static let station = LedgerFixture.station

    init() throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-record-photos")
        ledger = try Self.open(directory)
    }

    deinit {
        ledger.stop()
        do { try Files.removeTree(directory) } catch { Issue.record(error) }
    }

    private static func open(_ directory: String, now: Timestamp = LedgerFixture.noon) throws -> Ledger {
        try Ledger(
            directory: DataDirectory(at: directory), secret: [UInt8](repeating: 7, count: 32),
            records: Tally.self,
            clock: .fixed(now), committers: 2)
    }

    /// The store as another process finds it, two days after its files were written.
    private func laterServer() throws -> Ledger {
        try Self.open(directory, now: WallClock.system.now.adding(milliseconds: 2 * 86_400_000))
    }

    private var stations: String { "\(directory)/stations" }
    private var photos: String { "\(stations)/SS00/photos" }
    private var inbox: String { "\(stations)/SS00/inbox" }

    @discardableResult
    private func record(
        _ key: UInt64, _ names: [String], kind: String = "counted", on number: RecordNumber? = nil,
        text: String? = nil, through other: Ledger? = nil
    ) throws -> RecordNumber {
        let ledger = other ?? ledger
        var draft = RecordDraft(
            kind, number.map { .known($0) } ?? .new(.entry, on: RecordTests.day), by: Actor(role: "office"),
            key: Digest(value: UInt128(key)), facts: .object([]),
            words: text.map { [JSON.Member("text", .string($0))] } ?? [])
        draft.photos = try names.map { try ledger.photos.receive(PhotoTests.Upload($0)) }
        return try #require(try ledger.record([draft], at: Self.station).first?.number)
    }

    private func stored(_ number: RecordNumber, in other: Ledger? = nil) throws -> [Photo] {
        try ((other ?? ledger).records([number], of: Self.station)[number] ?? []).flatMap(\.record.photos)
    }

    private func files(_ number: RecordNumber) throws -> [String] {
        try Files.names(in: "\(photos)/\(number)")
    }

    @Test func strippedPhotosStandBelowTheNumberOfTheirRecord() throws {
        let number = try record(1, ["phone.jpg"])
        try record(2, ["screen.png"], on: number)
        let known = try stored(number)
        #expect(known.map(\.format) == [.jpeg, .png])
        #expect(try files(number) == known.map(\.fileName).sorted())
        for photo in known {
            let bytes = try #require(try ledger.photos.read(photo, of: number))
            #expect(bytes.firstRange(of: Array("SECRET".utf8)) == nil)
            #expect(SHA256.digest(bytes) == photo.hash)
        }
        #expect(try Files.names(in: ledger.photos.spool).isEmpty)
        // Once from the cache that the first has left, once from the segments alone.
        ledger.stop()
        for _ in 0..<2 {
            let next = try Self.open(directory)
            #expect(try stored(number, in: next) == known)
            let result = try next.verify()
            #expect(result.findings.isEmpty && result.newerLines == 0)
            next.stop()
            if try Files.status("\(directory)/cache") != nil { try Files.removeTree("\(directory)/cache") }
        }
    }

    @Test func theSameActThroughTwoServersLeavesOneCopy() throws {
        let other = try Self.open(directory)
        defer { other.stop() }
        #expect(try other.cases(of: Self.station).isEmpty)
        let first = try record(1, ["phone.jpg"])
        #expect(try record(1, ["phone.jpg"], through: other) == first)
        #expect(try files(first).count == 1)
        while try !Files.names(in: ledger.photos.spool).isEmpty { sched_yield() }
        #expect(try stored(first, in: other).count == 1)
    }

    @Test func whatIsRefusedLeavesTheStoreAsItWas() throws {
        let number = try record(1, ["phone.jpg"])
        try record(2, [], on: number)
        try record(3, [], on: number)
        let before = try DirectoryContents(of: stations)
        #expect(throws: LedgerError.recordRefused(0, RecordRefusal("full", ["limit": "3"]))) {
            try record(4, ["screen.png"], on: number)
        }
        while try !Files.names(in: ledger.photos.spool).isEmpty { sched_yield() }
        #expect(before.differences(to: try DirectoryContents(of: stations)) == [])
    }

    @Test func whatCannotBePlacedIsNotRecordedAndHarmsNoOther() throws {
        try record(1, [])
        try Files.create(photos, with: [])
        let before = try DirectoryContents(of: stations)
        #expect(throws: LedgerError.self) { try record(2, ["phone.jpg"]) }
        #expect(before.differences(to: try DirectoryContents(of: stations)) == [])
        let without = try record(3, [])
        try Files.remove(photos)
        // The same act again is taken now.
        #expect(try files(try record(2, ["phone.jpg"])).count == 1)
        #expect(try stored(without).isEmpty)
        #expect(try ledger.verify().findings.isEmpty)
    }

    @Test func verifyNamesPhotosThatAreMissingOrAltered() throws {
        let number = try record(1, ["phone.jpg", "screen.png"])
        let names = try stored(number).map(\.fileName)
        try Files.remove("\(photos)/\(number)/\(names[0])")
        try Files.replace("\(photos)/\(number)/\(names[1])", with: [1])
        let findings = try ledger.verify().findings
        #expect(
            findings.map(\.problem) == [
                .photoMissing(case: number.description, name: names[0]),
                .photoAltered(case: number.description, name: names[1]),
            ])
        #expect(findings.allSatisfy { $0.place.line == 2 })
    }

    @Test func anErasureTakesThePhotosAndAHalfDoneOneIsFinished() throws {
        let number = try record(1, ["phone.jpg"])
        try record(2, ["screen.png"], on: number, text: "王某家门口")
        let folder = "\(photos)/\(number)"
        let pictures = try files(number).map { ($0, try Files.read("\(folder)/\($0)")) }
        try record(3, [], kind: Record.erasure, on: number)
        #expect(try Files.names(in: photos).isEmpty)
        var report = try ledger.verify()
        #expect(report.findings.isEmpty && report.wordsLeft.isEmpty)
        ledger.stop()
        // As a kill in the midst of it would have left them.
        try Files.makeDirectory(folder)
        for (name, bytes) in pictures { try Files.create("\(folder)/\(name)", with: bytes) }
        let next = try Self.open(directory)
        defer { next.stop() }
        report = try next.verify()
        #expect(report.findings.isEmpty && report.wordsLeft.map(\.line) == [2, 3])
        _ = try next.cases(of: Self.station)
        next.finishErasures()
        try waitUntil { try Files.names(in: photos).isEmpty }
        #expect(try next.verify().wordsLeft.isEmpty)
    }

    @Test func aPhotoThatAnotherServerAddedAfterAnErasureGoesToo() throws {
        let number = try record(1, [])
        // Another server has an older view: what it stores comes to light when the record has been erased.
        let other = try Self.open(directory)
        try record(2, ["phone.jpg"], on: number, through: other)
        other.stop()
        let name = try #require(try files(number).first)
        let segment = "\(inbox)/2025-12-0002.jsonl"
        let (line, picture) = (
            try Files.read(segment), try Files.read("\(photos)/\(number)/\(name)")
        )
        try Files.remove(segment)
        try record(3, [], kind: Record.erasure, on: number)
        #expect(try Files.names(in: photos).isEmpty)
        try Files.makeDirectory("\(photos)/\(number)")
        try Files.create("\(photos)/\(number)/\(name)", with: picture)
        try Files.replace("\(inbox)/2025-12-0009.jsonl", with: line)
        #expect(try ledger.verify().wordsLeft.count == 1)
        try waitUntil { try stored(number).count == 1 }
        ledger.finishErasures()
        try waitUntil { try Files.names(in: photos).isEmpty }
        #expect(try ledger.verify().wordsLeft.isEmpty)
    }

    @Test func aKillBeforeTheLineLeavesNothingToSeeAndIsSwept() throws {
        let number = try record(1, ["phone.jpg"])
        let named = try files(number)
        // A record that never came, and an addition to one that is there.
        let never = RecordNumber(.entry, station: Self.station, date: RecordTests.day, value: 99)
        for folder in [never, number] {
            try ledger.photos.place(
                [ledger.photos.receive(PhotoTests.Upload("dot.png"))], in: PhotoFolder(of: folder))
        }
        #expect(try stored(number).count == 1 && stored(never).isEmpty)
        #expect(try ledger.verify().findings.isEmpty)
        // It may still be on its way, also where another server adds to a folder that the sweep takes for an old one.
        let then = time_t(WallClock.system.now.milliseconds / 1000 - 3 * 86_400)
        var past = utimbuf(actime: then, modtime: then)
        #expect(utime("\(photos)/\(number)", &past) == 0)
        let now = try Self.open(directory, now: WallClock.system.now)
        try now.sweepPhotos()
        now.stop()
        #expect(try files(number).count == 2 && files(never).count == 1)
        let later = try laterServer()
        defer { later.stop() }
        try later.sweepPhotos()
        #expect(try Files.names(in: photos) == [number.description])
        #expect(try files(number) == named, "of one that was added later, too")
        #expect(try later.verify().findings.isEmpty)
    }

    @Test func aSweepTakesWhatWasErasedAndNothingWhoseLineMayBeUnreadable() throws {
        let erased = try record(1, ["phone.jpg"])
        try record(2, [], kind: Record.erasure, on: erased)
        try Files.makeDirectory("\(photos)/\(erased)")
        let kept = try record(3, ["phone.jpg"])
        try record(4, ["screen.png"], on: kept)
        ledger.stop()
        // The cache has the lines; the last of them can't be read any more.
        let segment = "\(inbox)/\(try #require(try Files.names(in: inbox).first))"
        var bytes = try Files.read(segment)
        let hit = try #require(bytes.lastRange(of: Array(#""photos""#.utf8)))
        bytes[hit.lowerBound + 1] = UInt8(ascii: "f")
        try Files.replace(segment, with: bytes)
        let later = try laterServer()
        defer { later.stop() }
        try later.sweepPhotos()
        #expect(try Files.names(in: photos) == [kept.description])
        #expect(try files(kept).count == 2)
    }
}

extension [UInt8] {
    fileprivate func lastRange(of bytes: [UInt8]) -> Range<Int>? { ranges(of: bytes).last }
}
