import LiaisonSystem

/// The last failure to write, until a write has gone well again.
struct WritingHealth: Sendable {
    private var failure: SystemError?
    private var failedAt: UInt64 = 0

    /// How long after a failure the next attempt is made, in nanoseconds: 1 s.
    private static let retryDelay: UInt64 = 1_000_000_000

    /// The failure, when it is so recent that nothing is to be tried yet.
    var recentFailure: SystemError? {
        monotonicNanoseconds() &- failedAt < Self.retryDelay ? failure : nil
    }

    /// Takes note of how an attempt ended.
    mutating func note(_ failure: SystemError?) {
        self.failure = failure
        if failure != nil { failedAt = monotonicNanoseconds() }
    }
}
