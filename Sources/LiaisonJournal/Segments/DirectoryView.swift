import LiaisonSystem

/// What a process knows of an inbox directory beside its lines: what it needn't look at again at once.
///
/// What is looked at must not grow with the years. New segments change the directory's own time, so the directory is
/// listed again only then; and only the segments of the last two months in it, and those that were written to not
/// long before the last of all, are asked for their length, since every writer goes on in a new segment when
/// the month turns. Everything is swept now and then all the same: a server that wakes in an old month, or a time
/// that the file system rounds, delays a line, and hides none. A service does so beside its readers, see
/// ``SegmentSweep``; a reader that finds nothing swept for two minutes does it itself.
///
/// On a local file system the kernel sees all that happens to them: it is asked to tell of it, and as long as it has
/// nothing to tell, nothing is looked at.
package struct DirectoryView: Sendable {
    /// More segments than these are not watched but looked at: the kernel keeps about a kilobyte for each.
    private static let mostWatched = 32

    /// The names when the directory was listed.
    private var names: [SegmentName] = []
    private var listedAt: Int64 = .min
    private var sweptAt: UInt64?
    /// The segments that had been written to lately when everything was looked at.
    private var lively: Set<SegmentName> = []

    /// Whether one kernel keeps the directory's time, the one that we run on; nothing before it was asked.
    private var isLocal: Bool?

    /// How far back, in nanoseconds, a directory's time must lie for no other change to have it too: 2 s, where clocks
    /// may differ or the file system keeps whole seconds.
    private static let settlingTime: Int64 = 2_000_000_000
    /// The same where it keeps the ticks of our own kernel's clock, of at most 10 ms: 50 ms.
    private static let localSettlingTime: Int64 = 50_000_000
    /// How long before the last write of all, in nanoseconds, a write is recent: two days.
    private static let recent: Int64 = 172_800_000_000_000
    /// How long after the last sweep, in nanoseconds, a reader looks at everything itself: two minutes.
    private static let sweepInterval: UInt64 = 120_000_000_000

    /// How long after the last sweep, in nanoseconds, another one may be asked for: a second.
    private static let leastSweepInterval: UInt64 = 1_000_000_000

    /// The directory and the segments in it that other processes may write, if they can be watched.
    private var watched: WatchedFiles?

    /// Nothing has been looked at yet.
    ///
    /// - Parameter watcher: Watches what has been looked at; nothing where everything is to be looked at each time.
    package init(watcher: ChangeWatcher? = nil) { watched = watcher.map { WatchedFiles(of: $0) } }

    /// Has everything looked at next time.
    package mutating func demandSweep() { sweptAt = nil }

    /// Has everything looked at next time, unless that was done a second ago: one who asks for what isn't there may do so
    /// as often as they like.
    ///
    /// - Parameter monotonic: CLOCK_MONOTONIC.
    package mutating func demandSweep(monotonic: UInt64) {
        if let sweptAt, monotonic &- sweptAt >= Self.leastSweepInterval { self.sweptAt = nil }
    }

    /// Has everything looked at next time as if nothing had been seen before.
    package mutating func forget() {
        watched?.distrust()
        (names, listedAt, sweptAt, lively) = ([], .min, nil, [])
    }

    /// Has the segments looked at next time: one of our own isn't ours any more.
    package func distrust() { watched?.distrust() }

    /// Whether nothing has happened since the last look, as far as the kernel was asked to tell.
    ///
    /// - Parameter monotonic: CLOCK_MONOTONIC.
    /// - Returns: False where it wasn't asked, and where a sweep is due.
    package func isQuiet(monotonic: UInt64 = monotonicNanoseconds()) -> Bool {
        guard let watched, let sweptAt, monotonic &- sweptAt < Self.sweepInterval else { return false }
        return watched.areQuiet
    }

    /// The segments that may have grown, where none has been added since the directory was listed.
    ///
    /// - Parameters:
    ///   - inbox: The station's inbox.
    ///   - own: Segments that this process writes: it knows what is in them.
    ///   - monotonic: CLOCK_MONOTONIC.
    /// - Returns: Their names; nothing where all has to be looked at, by ``liveFiles(in:now:monotonic:)``.
    /// - Throws: What the file system says.
    package mutating func unchangedNames(
        in inbox: InboxDirectory, besides own: [SegmentName], monotonic: UInt64 = monotonicNanoseconds()
    ) throws(SystemError) -> [SegmentName]? {
        guard listedAt != .min, let sweptAt, monotonic &- sweptAt < Self.sweepInterval else { return nil }
        let names = liveNames.filter { !own.contains($0) }
        // Before the look: what happens after it is told of.
        watch(names, in: inbox)
        return try Files.status(inbox.path)?.modifiedNanoseconds == listedAt ? names : nil
    }

    private mutating func watch(_ names: [SegmentName], in inbox: InboxDirectory) {
        guard isLocal == true, names.count <= Self.mostWatched else { return }
        do throws(SystemError) {
            try watched?.watch(inbox.path, files: names.map(\.fileName))
        } catch {
            // The user has as many watches as are allowed; a look each time does too.
            if error.code == .noSpace { watched = nil }
        }
    }

    /// The segments of the last two months, and those that were written to when others were.
    private var liveNames: [SegmentName] {
        guard let newest = names.last else { return [] }
        let oldestLive = newest.month % 100 == 1 ? newest.month - 89 : newest.month - 1
        return names.filter { $0.month >= oldestLive || lively.contains($0) }
    }

    /// The segments that may have news.
    ///
    /// - Parameters:
    ///   - inbox: The station's inbox; an absent one has none.
    ///   - now: The present moment, for comparing with the directory's time.
    ///   - monotonic: CLOCK_MONOTONIC.
    /// - Returns: Their names with their status.
    /// - Throws: What the file system says.
    package mutating func liveFiles(
        in inbox: InboxDirectory, now: Timestamp = WallClock.system.now,
        monotonic: UInt64 = monotonicNanoseconds()
    ) throws(SystemError) -> [SegmentName: FileStatus] {
        let isSweep = sweptAt.map { monotonic &- $0 >= Self.sweepInterval } ?? true
        let changedAt = try Files.status(inbox.path)?.modifiedNanoseconds
        var fresh: Set<SegmentName> = []
        if isSweep || changedAt != listedAt {
            let found = try inbox.segmentNames()
            if !isSweep { fresh = Set(found).subtracting(names) }
            names = found
            // Nobody has asked to be told of the new ones.
            watched?.distrust()
            listedAt = .min
            // Otherwise a segment made within the same tick of the file system's clock would go unseen.
            if let changedAt,
                now.milliseconds * 1_000_000 - changedAt
                    > (try settlingTime(of: inbox, changedAt: changedAt))
            {
                listedAt = changedAt
            }
        }
        if names.isEmpty {
            if isSweep { sweptAt = monotonic }
            return [:]
        }
        lively.formUnion(fresh)
        let wanted = isSweep ? names : liveNames
        let files = try Self.statuses(of: wanted, in: inbox)
        // One that has gone since the directory was listed is listed no longer.
        if files.count < wanted.count { names.removeAll { wanted.contains($0) && files[$0] == nil } }
        if isSweep {
            sweptAt = monotonic
            let last = files.values.map(\.modifiedNanoseconds).max() ?? 0
            lively = Set(files.filter { last - $0.value.modifiedNanoseconds < Self.recent }.keys)
        }
        return files
    }

    private mutating func settlingTime(of inbox: InboxDirectory, changedAt: Int64) throws(SystemError)
        -> Int64
    {
        if isLocal == nil { isLocal = try Directory(inbox.path).isOnLocalFileSystem() }
        let hasTicks = changedAt % 1_000_000_000 != 0
        return isLocal == true && hasTicks ? Self.localSettlingTime : Self.settlingTime
    }

    /// Whether the directory had the segment when it was last listed.
    ///
    /// - Parameter name: The segment.
    /// - Returns: Whether it had.
    package func lists(_ name: SegmentName) -> Bool { names.contains(name) }

    /// What fstatat(2) says of each: the path to the directory is walked once for all of them.
    private static func statuses(
        of names: [SegmentName], in inbox: InboxDirectory
    ) throws(SystemError) -> [SegmentName: FileStatus] {
        let directory = try Directory(inbox.path)
        var files: [SegmentName: FileStatus] = [:]
        files.reserveCapacity(names.count)
        for name in names { files[name] = try directory.status(name.fileName) }
        return files
    }
}
