import LiaisonSystem

/// Segments that change, or are exchanged, while this process looks on.
///
/// Whatever the time of one that changes says, nobody has left it alone.
/// A file's time is by the clock of whoever wrote it. To a reader whose clock is ahead by more than
/// ``SettledStatus`` waits for, a file that is being written this moment looks as if it had been left alone for long.
struct ChangingFiles: Sendable {
    private var seen: [SegmentName: Look] = [:]

    private struct Look {
        var inode: UInt64
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
        var look = Look(
            inode: status.inode, size: status.size, modifiedNanoseconds: status.modifiedNanoseconds)
        if let former = seen[name] {
            let isSame = former.size == look.size && former.modifiedNanoseconds == look.modifiedNanoseconds
            look.changedAt = isSame ? former.changedAt : now
        }
        seen[name] = look
    }

    /// Whether another file stands in a segment's place than the one that was seen.
    func isExchanged(_ name: SegmentName, for status: FileStatus) -> Bool {
        seen[name].map { $0.inode != status.inode } ?? false
    }

    /// Whether a segment has changed lately.
    func isChanging(_ name: SegmentName, at now: UInt64) -> Bool {
        guard let changedAt = seen[name]?.changedAt else { return false }
        return now &- changedAt < SegmentDoubt.patience
    }
}
