import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Inbox {
    /// Adds what belongs to no case.
    ///
    /// - Returns: Whether this release knows what it says.
    mutating func absorb(_ record: Record, at place: LinePlace, hasWords: Bool) -> Bool {
        let order = LineOrder(at: record.at, segment: segments[place.segment].name, line: place.line)
        return records.take(record, at: place, order, hasWords: hasWords, inBatch: isOpen)
    }
}
