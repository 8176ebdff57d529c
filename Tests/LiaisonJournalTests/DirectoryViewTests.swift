import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import TestSupport
import Testing

@testable import LiaisonJournal

@Suite struct DirectoryViewTests {
    private let store: String
    private let inbox: InboxDirectory
    private var directory: String { inbox.path }
    var view = DirectoryView()

    init() throws {
        store = try Files.makeTemporaryDirectory(named: "liaison-view")
        inbox = InboxDirectory(of: literal(StationID("SS00")), in: DataDirectory(at: store))
        try inbox.parent.make()
    }

    private static let second: UInt64 = 1_000_000_000

    private func name(_ text: String) -> SegmentName { literal(SegmentName(text)) }

    private func create(_ name: String) throws { try Files.create("\(directory)/\(name).jsonl", with: []) }

    /// Dates what was written last back to so many days before its time.
    private func age(_ path: String, days: Int) throws {
        let now = literal(try Files.status(path)).modifiedNanoseconds
        try date(path, nanoseconds: now - Int64(days) * 86_400_000_000_000)
    }

    private func date(_ path: String, nanoseconds: Int64) throws {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let time = timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
        #expect(utimensat(AT_FDCWD, path, [time, time], 0) == 0)
    }

    /// What is live so many seconds after the directory's last change.
    private mutating func live(seconds: Int64, monotonic: UInt64) throws -> [String] {
        let changed = literal(try Files.status(directory)).modifiedNanoseconds / 1_000_000
        return try view.liveFiles(
            in: inbox, now: Timestamp(milliseconds: changed + seconds * 1000), monotonic: monotonic
        ).keys.sorted().map(\.description)
    }

    @Test mutating func looksAtTwoMonthsAndEveryTwoMinutesAtAll() throws {
        defer { try? Files.removeTree(store) }
        for name in ["2025-11-0001", "2025-12-0001", "2026-01-0001", "2026-01-0002"] { try create(name) }
        let all = ["2025-11-0001", "2025-12-0001", "2026-01-0001", "2026-01-0002"]
        try age("\(directory)/2025-11-0001.jsonl", days: 3)
        #expect(try live(seconds: 10, monotonic: 0) == all)
        #expect(try live(seconds: 11, monotonic: Self.second) == Array(all.dropFirst()))
        #expect(try live(seconds: 129, monotonic: 119 * Self.second) == Array(all.dropFirst()))
        #expect(try live(seconds: 130, monotonic: 120 * Self.second) == all)
        #expect(try live(seconds: 131, monotonic: 121 * Self.second) == Array(all.dropFirst()))
    }

    @Test mutating func sweepsOnceASecondAtMostForThoseWhoFindNothing() throws {
        defer { try? Files.removeTree(store) }
        for name in ["2025-11-0001", "2026-01-0001"] { try create(name) }
        let all = ["2025-11-0001", "2026-01-0001"]
        try age("\(directory)/2025-11-0001.jsonl", days: 3)
        #expect(try live(seconds: 10, monotonic: 0) == all)
        view.demandSweep(monotonic: Self.second - 1)
        #expect(try live(seconds: 10, monotonic: Self.second - 1) == Array(all.dropFirst()))
        view.demandSweep(monotonic: Self.second)
        #expect(try live(seconds: 11, monotonic: Self.second) == all)
    }

    @Test mutating func leavesTheSweepToWhoeverDemandsItInTime() throws {
        defer { try? Files.removeTree(store) }
        for name in ["2025-11-0001", "2026-01-0001"] { try create(name) }
        let all = ["2025-11-0001", "2026-01-0001"]
        try age("\(directory)/2025-11-0001.jsonl", days: 3)
        #expect(try live(seconds: 10, monotonic: 0) == all)
        view.demandSweep()
        #expect(try live(seconds: 110, monotonic: 100 * Self.second) == all)
        #expect(try live(seconds: 229, monotonic: 219 * Self.second) == Array(all.dropFirst()))
    }

    @Test mutating func seesNewSegmentsAtOnceThoseOfOldMonthsToo() throws {
        defer { try? Files.removeTree(store) }
        for name in ["2025-06-0001", "2026-03-0001"] { try create(name) }
        try age("\(directory)/2025-06-0001.jsonl", days: 200)
        #expect(try live(seconds: 10, monotonic: 0) == ["2025-06-0001", "2026-03-0001"])
        try create("2025-07-0001")
        #expect(try live(seconds: 0, monotonic: 1) == ["2025-07-0001", "2026-03-0001"])
    }

    @Test mutating func listsAgainWhatMayHaveChangedWithinTheSameTick() throws {
        defer { try? Files.removeTree(store) }
        try create("2026-03-0001")
        #expect(try live(seconds: 0, monotonic: 0) == ["2026-03-0001"])
        let changed = literal(try Files.status(directory)).modifiedNanoseconds
        try create("2026-03-0002")
        // As if the file system's clock hadn't moved on in between.
        try date(directory, nanoseconds: changed)
        #expect(try live(seconds: 1, monotonic: 1) == ["2026-03-0001", "2026-03-0002"])
    }

    @Test mutating func tellsHowLongEachIs() throws {
        defer { try? Files.removeTree(store) }
        try Files.create("\(directory)/2026-03-0001.jsonl", with: Array("12345".utf8))
        #expect(symlink("2026-03-0001.jsonl", "\(directory)/2026-03-0002.jsonl") == 0)
        let files = try view.liveFiles(in: inbox)
        #expect(files[name("2026-03-0001")]?.size == 5)
        #expect(files[name("2026-03-0002")]?.isSymbolicLink == true)
        let none = try view.liveFiles(
            in: InboxDirectory(of: literal(StationID("SS01")), in: DataDirectory(at: store)))
        #expect(none.isEmpty)
    }

    @Test mutating func keepsLookingAtAnOldMonthThatIsStillWrittenTo() throws {
        defer { try? Files.removeTree(store) }
        for name in ["2025-06-0001", "2026-03-0001"] { try create(name) }
        try age("\(directory)/2026-03-0001.jsonl", days: 1)
        #expect(try live(seconds: 10, monotonic: 0) == ["2025-06-0001", "2026-03-0001"])
        #expect(try live(seconds: 11, monotonic: 1) == ["2025-06-0001", "2026-03-0001"])
    }

    @Test mutating func isQuietUntilTheKernelTellsOfAnother() throws {
        defer { try? Files.removeTree(store) }
        view = DirectoryView(watcher: try ChangeWatcher())
        let (own, other) = (name("2026-03-0001"), name("2026-03-0002"))
        for segment in [own, other] { try create(segment.description) }
        func grow(_ segment: SegmentName) throws {
            try FileDescriptor(opening: "\(directory)/\(segment.fileName)", flags: O_WRONLY | O_APPEND)
                .writeAll([1])
        }
        _ = try live(seconds: 10, monotonic: 0)
        #expect(!view.isQuiet(monotonic: 1))
        let seen = try view.unchangedNames(in: inbox, besides: [own], monotonic: 1)
        #expect(seen == [other])
        #expect(view.isQuiet(monotonic: 1))
        try grow(own)
        #expect(view.isQuiet(monotonic: 1))
        #expect(!view.isQuiet(monotonic: 120 * Self.second))
        try grow(other)
        #expect(!view.isQuiet(monotonic: 1))
        _ = try view.unchangedNames(in: inbox, besides: [own], monotonic: 1)
        #expect(view.isQuiet(monotonic: 1))
        // A new one is watched only when it has been asked after.
        try create("2026-03-0003")
        #expect(!view.isQuiet(monotonic: 1))
        #expect(try view.unchangedNames(in: inbox, besides: [own], monotonic: 1) == nil)
        _ = try live(seconds: 10, monotonic: 1)
        #expect(!view.isQuiet(monotonic: 1))
        _ = try view.unchangedNames(in: inbox, besides: [own], monotonic: 1)
        #expect(view.isQuiet(monotonic: 1))
        view.forget()
        #expect(!view.isQuiet(monotonic: 1))
    }

    @Test mutating func looksAtMoreThanTheKernelIsToWatch() throws {
        defer { try? Files.removeTree(store) }
        view = DirectoryView(watcher: try ChangeWatcher())
        for number in 1...33 { try create("2026-03-00\(number < 10 ? "0" : "")\(number)") }
        _ = try live(seconds: 10, monotonic: 0)
        let names = try #require(try view.unchangedNames(in: inbox, besides: [], monotonic: 1))
        #expect(names.count == 33)
        #expect(!view.isQuiet(monotonic: 1))
        _ = try view.unchangedNames(in: inbox, besides: [names[0]], monotonic: 1)
        #expect(view.isQuiet(monotonic: 1))
    }
}
