import LiaisonCodes
import LiaisonSystem

/// What is known of one station: its lines, and what a fold makes of them.
package struct FoldedStation<Folded: Fold>: Sendable {
    /// Where the lines stand.
    package var lines: StationLines
    /// What they amount to.
    package var fold: Folded

    /// A station of which nothing has been read.
    ///
    /// - Parameters:
    ///   - station: Whose lines.
    ///   - fold: The fold of none.
    ///   - isCached: Whether what folding needs of them is stored to spare the next start their reading.
    package init(_ station: StationID, _ fold: Folded, isCached: Bool) {
        lines = StationLines(of: station, isCached: isCached)
        self.fold = fold
    }

    /// Whose.
    package var station: StationID { lines.station }

    /// Whether a file, or a line, can't be read, is missing, or isn't as it was written.
    package var isIncomplete: Bool { isLacking || !lines.altered.isEmpty }

    /// Whether a file, or a line, can't be read or is missing.
    private var isLacking: Bool {
        lines.damage.reason != nil || !lines.missing.isEmpty || fold.hasUnplaced
            || !lines.damagedLines.isEmpty
    }

    /// Why nobody can say of anything that it doesn't exist: it may stand in what can't be read or is missing.
    package var obstacle: SystemError? {
        if let reason = lines.damage.reason { return reason }
        let isOnItsWay = lines.segments.contains { $0.doubt?.passed.isEmpty == false }
        if !isOnItsWay, !isLacking { return nil }
        return SystemError("pread", "stations/\(station)/inbox", code: .inputOutput)
    }

    /// Begins a batch whose lines may have to be taken back.
    package mutating func begin() {
        lines.isOpen = true
        fold.begin()
    }

    /// Ends a batch: its lines stay and count as durable, or are taken back.
    ///
    /// - Parameters:
    ///   - keeping: Whether they are on stable storage.
    ///   - isAbandoned: Whether the segment that they were written to has been given up.
    /// - Returns: Whether the segment isn't ours any more.
    mutating func settle(keeping: Bool, isAbandoned: Bool) -> Bool {
        if keeping { fold.keep() } else if lines.isOpen { fold.takeBack() }
        return lines.settle(keeping: keeping, isAbandoned: isAbandoned)
    }

    /// Forgets what was read, but for how much it was, what was told of it, and what has to be there.
    mutating func forget() {
        lines = lines.emptied()
        fold = fold.emptied()
    }
}
