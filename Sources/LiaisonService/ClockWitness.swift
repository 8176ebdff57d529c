import LiaisonCases
import LiaisonSystem

/// What tells that a clock has gone wrong: time that passes by itself, and what was stored before.
///
/// An erasure by the calendar can't be taken back. One night with a clock that is years ahead would take the words of all
/// cases that are closed.
struct ClockWitness: Sendable {
    /// What the clock said when the service started.
    let start: Timestamp
    private let startedAt: UInt64

    /// By how much the clock may be set while the service runs, in milliseconds: a day.
    private static let largestStep: Int64 = 24 * 60 * 60 * 1000
    /// For how long no message may have come before the service started, in milliseconds: 92 days.
    private static let longestSilence: Int64 = 92 * 24 * 60 * 60 * 1000

    /// - Parameters:
    ///   - start: What the clock says.
    ///   - nanoseconds: What a clock says that nobody sets.
    init(at start: Timestamp, nanoseconds: UInt64 = monotonicNanoseconds()) {
        (self.start, startedAt) = (start, nanoseconds)
    }

    /// Whether the clock can be believed.
    ///
    /// - Parameters:
    ///   - now: What it says.
    ///   - newest: When the newest message came of those that were there before ``start``; nothing without any.
    ///   - nanoseconds: What the clock says that nobody sets.
    /// - Returns: Whether it is near what it has to be.
    func isCredible(
        _ now: Timestamp, newest: Timestamp?, nanoseconds: UInt64 = monotonicNanoseconds()
    ) -> Bool {
        let passed = Int64((nanoseconds - startedAt) / 1_000_000)
        let step = now.milliseconds - start.milliseconds - passed
        if abs(step) > Self.largestStep { return false }
        guard let newest else { return true }
        return start.milliseconds - newest.milliseconds <= Self.longestSilence
    }
}

extension Ledger {
    /// When the newest message came of those before a moment; blocks on the disk.
    func newestMessage(before moment: Timestamp) throws(SystemError) -> Timestamp? {
        var newest: Timestamp?
        for station in try stations() {
            try forEachCase(of: station) { value in
                if value.received < moment { newest = max(newest ?? value.received, value.received) }
            }
        }
        return newest
    }
}
