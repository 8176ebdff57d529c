import LiaisonSystem

/// Where a line stands: which of the segments that a station's reader knows, and which line of it.
package struct LinePlace: Hashable, Sendable {
    private let segmentIndex: Int32
    private let lineNumber: Int32

    /// The place of a line.
    ///
    /// - Parameters:
    ///   - segment: The segment, by its index among those that have been seen.
    ///   - line: The line's number, 0 for the opening.
    package init(segment: Int, line: Int) { (segmentIndex, lineNumber) = (Int32(segment), Int32(line)) }

    /// No place at all: what stands before the first line of anything.
    package static let none = LinePlace(segment: -1, line: -1)

    /// The index of the segment.
    package var segment: Int { Int(segmentIndex) }
    /// The line's number, 0 for the opening.
    package var line: Int { Int(lineNumber) }
}

/// The one order in which every server folds a station's lines, whatever the order in which it reads them.
package struct LineOrder: Comparable, Hashable, Sendable {
    /// The moment that the line says.
    package let at: Timestamp
    /// Of lines of one moment, that of the segment with the lower name comes first.
    package let segment: SegmentName
    /// Of lines of one segment too, the one before.
    package let line: Int

    /// The place of a line in that order.
    ///
    /// - Parameters:
    ///   - at: The moment that the line says.
    ///   - segment: Its segment.
    ///   - line: Its number there.
    package init(at: Timestamp, segment: SegmentName, line: Int) {
        (self.at, self.segment, self.line) = (at, segment, line)
    }

    package static func < (first: LineOrder, second: LineOrder) -> Bool {
        (first.at, first.segment, first.line) < (second.at, second.segment, second.line)
    }
}
