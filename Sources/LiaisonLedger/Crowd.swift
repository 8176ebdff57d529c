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
    private var isRoundRunning = false
    /// How many were at it at a time lately.
    private var recent: Double = 0
    private var restsUntil: UInt64 = 0

    /// Where a station with something to write goes.
    enum Way: Equatable {
        /// It commits by itself; ``left()`` must follow.
        case alone
        /// It waits for the next round.
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
        recent = max(Double(alone + inRound + waiting.count + 1), recent - 0.5)
        guard recent >= Self.least, now >= restsUntil else {
            alone += 1
            return .alone
        }
        waiting.append(member)
        defer { isRoundRunning = true }
        return .round(starts: !isRoundRunning)
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

    /// Stations of the round turn out to have to commit by themselves.
    mutating func moveFromRound(_ count: Int) {
        inRound -= count
        alone += count
    }

    /// Has every station commit by itself until then, CLOCK_MONOTONIC in nanoseconds.
    mutating func share(nothingUntil end: UInt64) { restsUntil = end }
}
