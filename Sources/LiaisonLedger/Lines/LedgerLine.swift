import LiaisonCodes
import LiaisonSystem

/// One line of a segment: an event, or the opening that stands first; chained to the line before it.
///
/// A line is one JSON object (RFC 8259) in UTF-8 and a newline. Its members stand in this order:
///
/// - `seq`: the line's number in its segment, 0 for the opening.
/// - `prev`: the `hash` of the line before, 64 zeros in the opening.
/// - `at`, `kind`, then what the kind calls for: `case`, `by`, `for`, `key`, `nonce` (of an act: that of its case's
///   message), `record` and `facts` (of what belongs to no case), `topic` (of an addition), `to`, `station`, `channel`, `topic`, `nonce`, `query`, `digest`, `suspicion`, `grade`, `until`, `outcome`, `rating`, `solved`, `reason`, `arrived`, `people`, `place`, `on` (of an answer given before it was entered), `photos`; in the opening `station`, `segment`, `writer`
///   and `witness`, the heads of the station's other segments that no earlier opening has witnessed.
/// - `sealed`: the SHA-256 of the bytes of `personal`, present whenever the line had a `personal`.
/// - `hash`: the SHA-256 of the line's bytes from `{` up to, not including, `,"hash":`.
/// - `personal`: what a person typed, with a random `salt`, always last. Erasing overwrites it, comma and name
///   included, with as many spaces: every hash and every line's place stays as it was.
///
/// All hashes are 64 lower-case hexadecimal digits, so that sha256sum(1) checks them.
///
/// The chain needs `seq`, `prev` and `hash` alone. A line that has them, and whose bytes give its hash, is a line whatever
/// else it says: a newer release may write other kinds, other members and other words. What of it this release doesn't
/// know is kept and passed on, never taken for damage; see ``Content/newer(kind:)``, ``Event/Body/newer(kind:)``.
package struct LedgerLine: Equatable, Sendable {
    /// The line's number in its segment.
    package var sequence: Int
    /// The hash of the line before, 64 ASCII digits.
    package var previous: [UInt8]
    package var content: Content
    /// The line's own hash, 64 ASCII digits.
    package var hash: [UInt8]
    /// What has become of what a person typed.
    package var words: Words
    /// Whether it says anything that this release doesn't know: a kind, a member, a word.
    package var isNewer = false

    /// What a line says.
    package enum Content: Equatable, Sendable {
        case opened(SegmentOpening)
        case event(Event)
        /// What belongs to no case; a newer release's kind too, for the fold to tell.
        case record(Record)
        /// What a newer release wrote, and no event of a case that could be read; its kind, where it says one.
        case newer(kind: String?)
    }

    /// Where the personal part of a line stands.
    package enum Words: Equatable, Sendable {
        /// It never had one.
        case none
        /// It stands in the line.
        case present
        /// It has been taken out.
        case erased
        /// An erasure of it was interrupted, or it was damaged.
        case torn
    }

    /// The `prev` of a segment's first line.
    package static let noHash = [UInt8](repeating: 0x30, count: 64)
}

/// The first line of a segment: whose it is, and what stood in the station's other segments at that moment, as far
/// as no earlier opening has witnessed it.
package struct SegmentOpening: Equatable, Sendable {
    package var at: Timestamp
    package var station: StationID
    package var segment: SegmentName
    /// Host, process and a random word: for people who look for the writer.
    package var writer: String
    package var witness: [SegmentHead]

    /// The witness as an inbox keeps it: it has the hashes in the segments themselves.
    var marks: [SegmentMark] {
        witness.map { SegmentMark(name: $0.segment, lines: $0.sequence + 1) }
    }

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
    /// The hash of the last line, 64 ASCII digits.
    package var hash: [UInt8]

    package init(segment: SegmentName, sequence: Int, hash: [UInt8]) {
        self.segment = segment
        self.sequence = sequence
        self.hash = hash
    }
}

/// Why some bytes are no line of a segment.
package enum LineError: Error, Equatable, Sendable {
    /// Not a JSON object with the members in their order; the name of the member looked for.
    case malformed(member: String)

    /// The member that the line stopped being read at.
    var member: String {
        switch self {
        case .malformed(let member): member
        }
    }
}
