import LiaisonCodes
import LiaisonSystem

/// The first line of a segment: whose it is, and what stood in the station's other segments at that moment, as far
/// as no earlier opening has witnessed it.
package struct SegmentOpening: Equatable, Sendable {
    package var at: Timestamp
    package var station: StationID
    package var segment: SegmentName
    /// Host, process and a random word: for people who look for the writer.
    package var writer: String
    /// The heads of the station's other segments.
    package var witness: [SegmentHead]

    /// The witness as a reader keeps it: it has the hashes in the segments themselves.
    package var marks: [SegmentMark] {
        witness.map { SegmentMark(name: $0.segment, lines: $0.sequence + 1) }
    }

    /// What a segment is to begin with.
    ///
    /// - Parameters:
    ///   - at: The moment.
    ///   - station: Whose segment.
    ///   - segment: Its name.
    ///   - writer: Host, process and a random word.
    ///   - witness: The heads of the station's other segments that no earlier opening has witnessed.
    package init(
        at: Timestamp, station: StationID, segment: SegmentName, writer: String, witness: [SegmentHead]
    ) {
        self.at = at
        self.station = station
        self.segment = segment
        self.writer = writer
        self.witness = witness
    }
}

/// The last line of a segment at some moment: that line can't vanish later unseen.
package struct SegmentHead: Equatable, Sendable {
    package var segment: SegmentName
    /// The number of the last line.
    package var sequence: Int
    /// The hash of the last line.
    package var hash: LineHash

    /// The head of a segment.
    ///
    /// - Parameters:
    ///   - segment: Its name.
    ///   - sequence: The number of its last line.
    ///   - hash: The hash of that.
    package init(segment: SegmentName, sequence: Int, hash: LineHash) {
        self.segment = segment
        self.sequence = sequence
        self.hash = hash
    }
}

/// What one opening has witnessed of another segment.
package struct SegmentMark: Equatable, Sendable {
    package let name: SegmentName
    /// How many lines it had.
    package let lines: Int

    /// How long a segment was.
    ///
    /// - Parameters:
    ///   - name: The segment.
    ///   - lines: How many lines it had.
    package init(name: SegmentName, lines: Int) { (self.name, self.lines) = (name, lines) }
}
