import Glibc
import LiaisonSystem
import Testing

@Suite final class ChangeWatcherTests {
    private let directory: String
    private let below: String
    private let watcher: ChangeWatcher

    init() throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-watch")
        watcher = try ChangeWatcher()
        below = "\(directory)/below"
        try Files.makeDirectory(below)
        for name in ["a", "b", "below/c"] { try Files.create("\(directory)/\(name)", with: [1]) }
    }

    deinit {
        do { try Files.removeTree(directory) } catch { Issue.record(error) }
    }

    /// Files of the directory, and others of the one below, that nothing has happened to.
    private func quietGroups() throws -> (WatchedFiles, WatchedFiles) {
        let (above, below) = (WatchedFiles(of: watcher), WatchedFiles(of: watcher))
        try above.watch(directory, files: ["a", "b"])
        try below.watch(self.below, files: ["c"])
        return (above, below)
    }

    private func append(to name: String) throws {
        try FileDescriptor(opening: "\(directory)/\(name)", flags: O_WRONLY | O_APPEND).writeAll([2])
    }

    @Test func countsAsChangedUntilItIsWatched() throws {
        let files = WatchedFiles(of: watcher)
        #expect(!files.areQuiet)
        try files.watch(directory, files: ["a"])
        #expect(files.areQuiet)
        #expect(files.areQuiet)
        files.distrust()
        #expect(!files.areQuiet)
    }

    @Test func learnsOfWhatHappensToItsFilesAlone() throws {
        let files = WatchedFiles(of: watcher)
        let changes: [(ChangeWatcherTests) throws -> Void] = [
            { try $0.append(to: "a") },
            { #expect(truncate("\($0.directory)/a", 0) == 0) },
            { #expect(chmod("\($0.directory)/a", 0o400) == 0) },
            { try Files.create("\($0.directory)/new", with: []) },
            { #expect(rename("\($0.directory)/new", "\($0.directory)/other") == 0) },
            { try Files.remove("\($0.directory)/other") },
        ]
        for change in changes {
            try files.watch(directory, files: ["a"])
            try append(to: "b")
            _ = try Files.read("\(directory)/a")
            #expect(files.areQuiet)
            try change(self)
            #expect(!files.areQuiet)
            #expect(!files.areQuiet)
        }
    }

    @Test func watchesWhatHasTakenANameAnew() throws {
        let files = WatchedFiles(of: watcher)
        try files.watch(directory, files: ["a"])
        try Files.remove("\(directory)/a")
        #expect(!files.areQuiet)
        try Files.create("\(directory)/a", with: [1])
        try files.watch(directory, files: ["a"])
        #expect(files.areQuiet)
        try append(to: "a")
        #expect(!files.areQuiet)
    }

    @Test func tellsEachGroupOfItsOwn() throws {
        let (first, second) = try quietGroups()
        try append(to: "a")
        // Whoever asks takes the events of all.
        #expect(second.areQuiet)
        #expect(!first.areQuiet)
        try append(to: "below/c")
        #expect(!second.areQuiet)
    }

    @Test func aFileOfTwoGroupsIsNeverQuietForTheFirst() throws {
        let (first, second) = (WatchedFiles(of: watcher), WatchedFiles(of: watcher))
        try first.watch(directory, files: ["a"])
        try second.watch(directory, files: ["a"])
        #expect(!first.areQuiet)
        try append(to: "a")
        #expect(!second.areQuiet)
    }

    @Test func aGroupThatGoesTakesNothingFromTheOthers() throws {
        let second = WatchedFiles(of: watcher)
        do {
            let first = WatchedFiles(of: watcher)
            try first.watch(directory, files: ["a"])
            try second.watch(directory, files: ["a"])
        }
        #expect(second.areQuiet)
        try append(to: "a")
        #expect(!second.areQuiet)
    }

    @Test func trustsNothingAfterEventsWereLost() throws {
        let (busy, idle) = try quietGroups()
        let limit = try Int(
            String(decoding: Files.read("/proc/sys/fs/inotify/max_queued_events").dropLast(), as: UTF8.self))
        let first = try FileDescriptor(opening: "\(directory)/a", flags: O_WRONLY)
        let second = try FileDescriptor(opening: "\(directory)/b", flags: O_WRONLY)
        // In turns: events that are alike are one.
        for _ in 0...(try #require(limit) / 2) {
            try first.writeAll([3], at: 0)
            try second.writeAll([3], at: 0)
        }
        #expect(!idle.areQuiet)
        #expect(!busy.areQuiet)
        try idle.watch(below, files: ["c"])
        #expect(idle.areQuiet)
    }

    @Test func throwsWhatCannotBeWatched() throws {
        let files = WatchedFiles(of: watcher)
        #expect(throws: SystemError("inotify_add_watch", "\(directory)/none", code: .noSuchFile)) {
            try files.watch(directory, files: ["none"])
        }
        #expect(!files.areQuiet)
        #expect(throws: SystemError.self) { try files.watch("\(directory)/a", files: []) }
    }
}
