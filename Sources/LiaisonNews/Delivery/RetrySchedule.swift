import LiaisonSystem

/// When a piece that wasn't taken is tried again: as Standard Webhooks has it, and then no more.
enum RetrySchedule {
    /// The times after each failure, in milliseconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h.
    static let delays: [Int64] = [5, 300, 1800, 7200, 18_000, 36_000, 36_000].map { $0 * 1000 }

    /// How long after so many failures, at least one; nothing when that was the last.
    static func delay(afterFailures count: Int) -> Int64? {
        delays.indices.contains(count - 1) ? delays[count - 1] : nil
    }
}
