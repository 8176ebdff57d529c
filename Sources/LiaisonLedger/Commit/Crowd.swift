/// Decides which stations sync their segments by themselves and which share a sync of the file system.
///
/// A station that has something to write syncs its own segment as long as few do: that disturbs nobody and waits
/// for nothing else. Where many do at the same time, they wait for the round that is running and go into the next one
/// together.
struct Crowd<Member> {
    /// From how many stations at a time on they share syncs.
    private static var least: Double { 8 }
    /// How long, in nanoseconds, a shared sync may take: it also writes what other programs left unwritten.
    static var patience: UInt64 { 100_000_000 }
    /// How long, in nanoseconds, nothing is shared after one that took longer.
    static var rest: UInt64 { 30_000_000_000 }

    /// Stations that commit by themselves right now.
    private var alone = 0
    /// Stations in the round that is running.
    private var inRound = 0
    /// Stations that wait for the next round.
    private var waiting: [Member] = []
    /// Stations that were let into the next round and haven't joined it yet.
    private var arriving = 0
    private var isRoundRunning = false
    /// How many were at it at a time lately.
    private var recent: Double = 0
    private var restsUntil: UInt64 = 0

    /// Where a station with something to write goes.
    enum Way: Equatable {
        /// It commits by itself; ``left()`` must follow.
        case alone
        /// It goes into the next round; ``join(_:)`` must follow.
        case round
    }

    /// Lets a station in.
    ///
    /// - Parameter now: CLOCK_MONOTONIC in nanoseconds.
    /// - Returns: Where it goes.
    mutating func admit(now: UInt64) -> Way {
        // Between two rounds of many, the first to come must not look as if it were alone.
        recent = max(Double(alone + inRound + waiting.count + arriving + 1), recent - 0.5)
        guard recent >= Self.least, now >= restsUntil else {
            alone += 1
            return .alone
        }
        arriving += 1
        return .round
    }

    /// Puts what a station has to write into the next round.
    ///
    /// - Returns: Whether the rounds must be started.
    mutating func join(_ member: consuming Member) -> Bool {
        arriving -= 1
        waiting.append(member)
        defer { isRoundRunning = true }
        return !isRoundRunning
    }

    /// A station has committed by itself.
    mutating func left() { alone -= 1 }

    /// The stations of the next round; none when the rounds end.
    mutating func nextRound() -> [Member] {
        let members = waiting
        waiting = []
        inRound = members.count
        isRoundRunning = !members.isEmpty
        return members
    }

    /// A station that was let into the next round has to commit by itself.
    mutating func turnAway() {
        arriving -= 1
        alone += 1
    }

    /// Stations of the round have to commit by themselves.
    mutating func moveFromRound(_ count: Int) {
        inRound -= count
        alone += count
    }

    /// Has every station commit by itself until then, CLOCK_MONOTONIC in nanoseconds.
    mutating func share(nothingUntil end: UInt64) { restsUntil = end }
}
