import LiaisonSystem

/// Segments that change while this process looks on: whatever a file's time says, nobody has left these alone.
///
/// A file's time is by the clock of whoever wrote it. To a reader whose clock is ahead by more than
/// ``SettledStatus`` waits for, a file that is being written this moment looks as if it had been left alone for long.
struct ChangingFiles: Sendable {
    private var seen: [SegmentName: Look] = [:]

    private struct Look {
        var size: Int
        var modifiedNanoseconds: Int64
        /// When it was last seen to have changed, CLOCK_MONOTONIC; nothing when it was seen but once.
        var changedAt: UInt64?
    }

    /// Takes note of a segment's status.
    ///
    /// - Parameters:
    ///   - status: What stat(2) says.
    ///   - name: The segment.
    ///   - now: CLOCK_MONOTONIC in nanoseconds.
    mutating func note(_ status: FileStatus, of name: SegmentName, at now: UInt64) {
        let look = Look(size: status.size, modifiedNanoseconds: status.modifiedNanoseconds)
        guard let former = seen[name] else { return seen[name] = look }
        if former.size == look.size, former.modifiedNanoseconds == look.modifiedNanoseconds { return }
        seen[name] = Look(size: look.size, modifiedNanoseconds: look.modifiedNanoseconds, changedAt: now)
    }

    /// Whether a segment has changed lately.
    func isChanging(_ name: SegmentName, at now: UInt64) -> Bool {
        guard let changedAt = seen[name]?.changedAt else { return false }
        return now &- changedAt < SegmentDoubt.patience
    }
}
