/// Decides which stations sync their segments by themselves and which share a sync of the file system.
///
/// A station that has something to write syncs its own segment as long as few do: that disturbs nobody and waits
/// for nothing else. Where many do at the same time, they go through rounds together. A round gathers stations and
/// writes for them while the one before it syncs; once that is done it syncs, and the next one gathers. So there
/// are two at most, and the disk has always something to do.
struct Crowd<Member: Sendable>: Sendable {
    /// From how many stations at a time on they share syncs.
    private static var least: Double { 8 }
    /// How long, in nanoseconds, a shared sync may take: it also writes what other programs left unwritten.
    static var patience: UInt64 { 100_000_000 }
    /// How long, in nanoseconds, nothing is shared after one that took longer.
    static var rest: UInt64 { 30_000_000_000 }

    /// Stations that commit by themselves right now.
    private var alone = 0
    /// Stations in the rounds that are running.
    private var inRounds = 0
    /// Stations that wait for the round that gathers.
    private var waiting: [Member] = []
    /// How many rounds there are: one may gather, one may sync, and either may be past it.
    private var rounds = 0
    private var isGathering = false
    private var isSyncing = false
    /// How many were at it at a time lately.
    private var recent: Double = 0
    private var restsUntil: UInt64 = 0

    /// Where a station with something to write goes.
    enum Way: Equatable {
        /// It commits by itself; ``left()`` must follow.
        case alone
        /// It waits for the round that gathers, or for a new one to start.
        case round(starts: Bool)
    }

    /// Takes a station in.
    ///
    /// - Parameters:
    ///   - member: The station's desk.
    ///   - now: CLOCK_MONOTONIC in nanoseconds.
    /// - Returns: Where it goes.
    mutating func admit(_ member: Member, now: UInt64) -> Way {
        // Between two rounds of many, the first to come must not look as if it were alone.
        recent = max(Double(alone + inRounds + waiting.count + 1), recent - 0.5)
        guard recent >= Self.least, now >= restsUntil else {
            alone += 1
            return .alone
        }
        waiting.append(member)
        guard !isGathering, rounds < 2 else { return .round(starts: false) }
        rounds += 1
        isGathering = true
        return .round(starts: true)
    }

    /// A station has committed by itself.
    mutating func left() { alone -= 1 }

    /// What the round that gathers does next.
    enum Step: Sendable {
        /// It writes for these stations, too.
        case write([Member])
        /// It syncs, and another may gather; ``synced()`` must follow.
        case sync
    }

    /// The next step of the round that gathers; nothing while it has to wait for the one before it.
    mutating func nextStep() -> Step? {
        if !waiting.isEmpty {
            defer { waiting = [] }
            inRounds += waiting.count
            return .write(waiting)
        }
        if isSyncing { return nil }
        isGathering = false
        isSyncing = true
        return .sync
    }

    /// The round that syncs has done so.
    mutating func synced() { isSyncing = false }

    /// A round ends.
    ///
    /// - Parameter members: How many stations it still had.
    /// - Returns: Whether it is to gather again.
    mutating func endRound(of members: Int) -> Bool {
        inRounds -= members
        if waiting.isEmpty || isGathering {
            rounds -= 1
            return false
        }
        isGathering = true
        return true
    }

    /// Stations of a round turn out to have to commit by themselves.
    mutating func moveFromRound(_ count: Int) {
        inRounds -= count
        alone += count
    }

    /// Has every station commit by itself until then, CLOCK_MONOTONIC in nanoseconds.
    mutating func share(nothingUntil end: UInt64) { restsUntil = end }
}
