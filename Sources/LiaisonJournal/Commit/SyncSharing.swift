/// Decides which stations sync their segments by themselves and which share a sync of the file system.
///
/// A station that has something to write syncs its own segment as long as few do: that disturbs nobody and waits
/// for nothing else. Where many do at the same time, they wait for the shared sync that is running and go into the
/// next one together.
struct SyncSharing<Member> {
    /// From how many stations at a time on they share syncs.
    private static var least: Double { 8 }
    /// How long, in nanoseconds, a shared sync may take: it also writes what other programs left unwritten.
    static var patience: UInt64 { 100_000_000 }
    /// How long, in nanoseconds, nothing is shared after one that took longer.
    static var rest: UInt64 { 30_000_000_000 }

    /// Stations that commit by themselves right now.
    private var alone = 0
    /// Stations in the shared sync that is running.
    private var inSync = 0
    /// Stations that wait for the next one.
    private var waiting: [Member] = []
    /// Stations that were let into the next one and haven't joined it yet.
    private var arriving = 0
    private var isRunning = false
    /// How many were at it at a time lately.
    private var recent: Double = 0
    private var restsUntil: UInt64 = 0

    /// Which sync a station's round goes into.
    enum Sync: Equatable {
        /// One of its own segment; ``left()`` must follow.
        case own
        /// The next one of the file system; ``join(_:)`` must follow.
        case shared
    }

    /// Lets a station in.
    ///
    /// - Parameter now: CLOCK_MONOTONIC in nanoseconds.
    /// - Returns: Which sync its round goes into.
    mutating func admit(now: UInt64) -> Sync {
        // Between two syncs of many, the first to come must not look as if it were alone.
        recent = max(Double(alone + inSync + waiting.count + arriving + 1), recent - 0.5)
        guard recent >= Self.least, now >= restsUntil else {
            alone += 1
            return .own
        }
        arriving += 1
        return .shared
    }

    /// Puts what a station has to write into the next shared sync.
    ///
    /// - Returns: Whether shared syncs must be started.
    mutating func join(_ member: consuming Member) -> Bool {
        arriving -= 1
        waiting.append(member)
        defer { isRunning = true }
        return !isRunning
    }

    /// A station has committed by itself.
    mutating func left() { alone -= 1 }

    /// What goes into the next shared sync; nothing when there are no more.
    mutating func nextMembers() -> [Member] {
        let members = waiting
        waiting = []
        inSync = members.count
        isRunning = !members.isEmpty
        return members
    }

    /// A station that was let into the next shared sync has to commit by itself.
    mutating func turnAway() {
        arriving -= 1
        alone += 1
    }

    /// Stations of the shared sync have to commit by themselves.
    mutating func dismiss(_ count: Int) {
        inSync -= count
        alone += count
    }

    /// Has every station commit by itself until then, CLOCK_MONOTONIC in nanoseconds.
    mutating func share(nothingUntil end: UInt64) { restsUntil = end }
}
