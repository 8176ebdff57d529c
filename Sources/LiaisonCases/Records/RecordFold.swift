import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// What a station's records amount to: a fold that the ledger keeps beside its cases.
///
/// A plain value without a lock or a file. The ledger reads lines in whatever order other servers' segments are seen; a fold
/// must come to the same whatever the order, by the ``LineOrder`` that comes with each.
package protocol RecordFold: Sendable {
    /// A fold of no lines.
    init(station: StationID)

    /// Why a record can't be written now, or nothing when it can.
    ///
    /// - Parameter record: The record as it would stand, without words; no record has its key yet.
    /// - Returns: The refusal.
    func refusal(of record: Record) -> RecordRefusal?

    /// Takes a line in.
    ///
    /// - Parameters:
    ///   - record: What it says, without words. A record with a key that another has says the same once more.
    ///   - order: Its place among all lines.
    /// - Returns: Whether this release knows what it says.
    mutating func take(_ record: Record, _ order: LineOrder) -> Bool

    /// Takes back a line that was taken in: it could not be stored, or another that says the same stands before it.
    ///
    /// - Parameters:
    ///   - number: What the line was about.
    ///   - order: Its place among all lines.
    mutating func takeBack(_ number: RecordNumber, _ order: LineOrder)

    /// Brings up to date what it keeps for readers beside the lines: called before one gets it.
    mutating func arrange()
}

// What a fold needn't say that keeps nothing for readers.
extension RecordFold {
    package mutating func arrange() {}
}

/// The fold of an installation that keeps no records: whatever stands there is passed over, and nothing is written.
package struct NoRecords: RecordFold {
    package init(station: StationID) {}
    package func refusal(of record: Record) -> RecordRefusal? { RecordRefusal("unknown") }
    package mutating func take(_ record: Record, _ order: LineOrder) -> Bool { false }
    package mutating func takeBack(_ number: RecordNumber, _ order: LineOrder) {}
}

/// The place of a record among all lines of its station, as a fold of records knows it.
package typealias EventOrder = LineOrder
