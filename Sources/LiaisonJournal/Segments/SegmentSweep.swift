import LiaisonCodes
import LiaisonSystem

/// A look at every segment of every station, beside the readers, who by themselves look at late ones only.
///
/// Done by turns, each for a part of the stations: so it makes no one wait, and is no burst of work on an idle
/// machine. A reader of a station that was left out for two minutes sweeps it itself; see ``DirectoryView``.
package struct SegmentSweep {
    /// A station, and what looks at all its segments.
    private typealias Stop = (station: StationID, sweep: () throws(SystemError) -> Void)

    private let stops: () -> [Stop]
    private let turnsInRound: Int
    private var turnsLeft = 0
    private var waiting: ArraySlice<Stop> = []

    /// Begins with the first turn.
    ///
    /// - Parameters:
    ///   - journal: Whose stations, as far as they have been read.
    ///   - turns: After how many turns each station has had its own, at least 1.
    package init<Deciding>(of journal: Journal<Deciding>, turns: Int) {
        stops = {
            journal.allJournals.map { journal in
                (journal.station, { () throws(SystemError) in try journal.sweep() })
            }
        }
        turnsInRound = turns
    }

    /// Sweeps the next stations; blocks on the disk.
    package mutating func takeTurn() {
        if turnsLeft == 0 {
            // In the same order each round, so that none waits for nearly two.
            waiting = stops().sorted { $0.station < $1.station }[...]
            turnsLeft = turnsInRound
        }
        let share = (waiting.count + turnsLeft - 1) / turnsLeft
        for stop in waiting.prefix(share) {
            do throws(SystemError) {
                try stop.sweep()
            } catch {
                // Whoever asks for the station looks at everything then, and is told.
            }
        }
        waiting = waiting.dropFirst(share)
        turnsLeft -= 1
    }
}
