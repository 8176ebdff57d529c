import LiaisonSystem

/// Where an event stands: which of the inbox's segments, and which line of it.
package struct EventPlace: Hashable, Sendable {
    private let segmentIndex: Int32
    private let lineNumber: Int32

    init(segment: Int, line: Int) { (segmentIndex, lineNumber) = (Int32(segment), Int32(line)) }

    /// No place at all: what stands before a case's first event.
    static let none = EventPlace(segment: -1, line: -1)

    /// The index in ``Inbox/segments``.
    package var segment: Int { Int(segmentIndex) }
    /// The line's number, 0 for the opening.
    package var line: Int { Int(lineNumber) }
}

/// The one order in which every server folds the events of a case, and whatever else stands in a station's ledger.
package struct EventOrder: Comparable, Hashable, Sendable {
    package let at: Timestamp
    let segment: SegmentName
    let line: Int

    package static func < (first: EventOrder, second: EventOrder) -> Bool {
        (first.at, first.segment, first.line) < (second.at, second.segment, second.line)
    }
}
