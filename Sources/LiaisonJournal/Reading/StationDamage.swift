import LiaisonSystem

/// What of a station's files can't be read, and what of it the operator hasn't been told yet.
package struct StationDamage: Sendable {
    /// Why a segment, or the directory itself, can't be read at present.
    private var unreadable: [String: SystemError] = [:]
    private var untold: [Verification.Finding] = []
    /// Since when lines that were read before can't be read back for zeros, CLOCK_MONOTONIC in nanoseconds.
    private var onTheirWay: [String: UInt64] = [:]

    /// Some reason why not everything can be read; nothing where everything can.
    package var reason: SystemError? { unreadable.first?.value }

    /// A file can't be read; what else the station has can.
    mutating func note(_ error: SystemError, at path: String) {
        if unreadable.updateValue(error, forKey: path) == error { return }
        note(.system(error), at: Verification.Place(path: path, line: 0))
    }

    /// Something is wrong with a line or a file that can be read.
    ///
    /// - Parameters:
    ///   - problem: What.
    ///   - place: Where.
    package mutating func note(_ problem: Verification.Problem, at place: Verification.Place) {
        untold.append(Verification.Finding(place: place, problem: problem))
    }

    /// Whether a line that was read before and has zeros now may be there in a moment.
    ///
    /// - Parameters:
    ///   - line: Its name.
    ///   - now: CLOCK_MONOTONIC.
    /// - Returns: Whether it hasn't stayed so for long.
    mutating func isOnItsWay(_ line: String, at now: UInt64) -> Bool {
        guard let since = onTheirWay[line], now &- since < 2 * SegmentDoubt.patience else {
            onTheirWay[line] = now
            return true
        }
        return now &- since < SegmentDoubt.patience
    }

    /// Whether the file, or the directory, couldn't be read when it was last looked at.
    func concerns(_ path: String) -> Bool { unreadable[path] != nil }

    /// A file can be read again.
    mutating func clear(_ path: String) { unreadable[path] = nil }

    /// Hands over what is to be told now.
    ///
    /// - Returns: What hasn't been told yet.
    package mutating func takeUntold() -> [Verification.Finding] {
        defer { untold = [] }
        return untold
    }
}
