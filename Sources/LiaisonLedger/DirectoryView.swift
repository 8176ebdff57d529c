import LiaisonSystem

/// What a process knows of an inbox directory beside its lines: what it needn't look at again at once.
///
/// What is looked at must not grow with the years. New segments change the directory's own time, so the directory is
/// listed again only then; and only the segments of the last two months in it, and those that were written to not
/// long before the last of all, are asked for their length, since every writer goes on in a new segment when
/// the month turns. Everything is looked at once a minute all the same: a server that wakes in an old month, or a
/// time that the file system rounds, delays a line, and hides none.
struct DirectoryView: Sendable {
    /// The names when the directory was listed.
    private var names: [SegmentName] = []
    private var listedAt: Int64 = .min
    private var sweptAt: UInt64?
    /// The segments that had been written to lately when everything was looked at.
    private var lively: Set<SegmentName> = []

    /// How far back, in nanoseconds, a directory's time must lie for no other change to have it too.
    private static let settlingTime: Int64 = 2_000_000_000
    /// How long before the last write of all, in nanoseconds, a write is recent: two days.
    private static let recent: Int64 = 172_800_000_000_000
    /// Nanoseconds from one look at everything to the next.
    private static let sweepInterval: UInt64 = 60_000_000_000

    /// The segments that may have news.
    ///
    /// - Parameters:
    ///   - directory: The inbox directory; an absent one has none.
    ///   - now: The present moment, for comparing with the directory's time.
    ///   - monotonic: CLOCK_MONOTONIC.
    /// - Returns: Their names, in order.
    /// - Throws: What the file system says.
    mutating func liveSegments(
        in directory: String, now: Timestamp, monotonic: UInt64
    ) throws(SystemError) -> [SegmentName] {
        let isSweep = sweptAt.map { monotonic &- $0 >= Self.sweepInterval } ?? true
        let changedAt = try Files.status(directory)?.modifiedNanoseconds
        var fresh: Set<SegmentName> = []
        if isSweep || changedAt != listedAt {
            let found = try SegmentFile.names(in: directory)
            if !isSweep { fresh = Set(found).subtracting(names) }
            names = found
            listedAt = .min
            // Otherwise a segment made within the same tick of the file system's clock would go unseen.
            if let changedAt, now.milliseconds * 1_000_000 - changedAt > Self.settlingTime {
                listedAt = changedAt
            }
        }
        if isSweep {
            sweptAt = monotonic
            lively = try Self.recentlyWritten(of: names, in: directory)
        }
        guard !isSweep, let newest = names.last else { return names }
        let oldestLive = newest.month % 100 == 1 ? newest.month - 89 : newest.month - 1
        lively.formUnion(fresh)
        return names.filter { $0.month >= oldestLive || lively.contains($0) }
    }

    /// The segments that may have news, with their status.
    mutating func liveFiles(in directory: String) throws(SystemError) -> [SegmentName: FileStatus] {
        var files: [SegmentName: FileStatus] = [:]
        let live = try liveSegments(
            in: directory, now: WallClock.system.now, monotonic: monotonicNanoseconds())
        for name in live {
            files[name] = try Files.status("\(directory)/\(name.fileName)", following: false)
        }
        // One that has gone since the directory was listed is listed no longer.
        if files.count < live.count { names.removeAll { live.contains($0) && files[$0] == nil } }
        return files
    }

    /// Whether the directory had the segment when it was last listed.
    func lists(_ name: SegmentName) -> Bool { names.contains(name) }

    private static func recentlyWritten(
        of names: [SegmentName], in directory: String
    ) throws(SystemError) -> Set<SegmentName> {
        var times: [(name: SegmentName, at: Int64)] = []
        for name in names {
            guard let status = try Files.status("\(directory)/\(name.fileName)", following: false) else {
                continue
            }
            times.append((name, status.modifiedNanoseconds))
        }
        let last = times.map(\.at).max() ?? 0
        return Set(times.filter { last - $0.at < recent }.map(\.name))
    }
}
