import LiaisonSystem

// The room where a station's segments are read: those of other processes whenever somebody asks, our own never again.
// Its rule: whatever the order in which segments are seen, whoever has read the same lines has come to the same; what can't
// be read hides nothing else, and is told of once. Bytes come from `Segments/` or, at a start, from `Cache/`; lines go, one
// by one, to a fold, which makes of them what it likes, and their places stay in `StationLines`. The journal asks a fold no
// more than this file says: it knows no case.

/// What a station's lines amount to: cases and records, or whatever else.
///
/// A plain value: it reads no file but where it is asked to, and takes no lock. The journal reads lines in whatever order
/// segments are seen; a fold must come to the same whatever the order, by the ``LineOrder`` of each.
package protocol Fold: Sendable {
    /// What it reads a line as.
    associatedtype Line: JournalLine

    /// The fold of no lines of the same station.
    ///
    /// - Returns: The fold.
    func emptied() -> Self

    /// Takes a line in that was read from a segment; not the opening, which is the journal's.
    ///
    /// - Parameters:
    ///   - line: What it says.
    ///   - bytes: Those it was read from, without the newline.
    ///   - place: Where it stands.
    ///   - lines: All lines up to it; the fold says there what the cache is to keep of it, and that it is a newer release's.
    mutating func take(
        _ line: Line, _ bytes: UnsafeBufferPointer<UInt8>, at place: LinePlace, in lines: inout StationLines)

    /// Takes in the lines of a segment as the cache has them, adding each to `lines` first.
    ///
    /// - Parameters:
    ///   - extracts: What the cache has, one stretch after another from the segment's first byte.
    ///   - segment: The segment, of which nothing has been read yet.
    ///   - lines: Get them.
    /// - Returns: Whether they were lines throughout; if not, everything is read anew from the segments.
    mutating func take(
        _ extracts: [SegmentExtract], ofSegment segment: Int, in lines: inout StationLines
    ) -> Bool

    /// Begins a batch whose lines may have to be taken back.
    mutating func begin()

    /// Keeps the lines of the batch: they are on stable storage.
    mutating func keep()

    /// Takes back every line since ``begin()``: it could not be stored.
    mutating func takeBack()

    /// Whether lines came in another order than the one in which they are to be folded.
    var isUnordered: Bool { get }

    /// Folds anew, in order, what came in another.
    ///
    /// - Parameters:
    ///   - lines: All lines; one that isn't durable yet is left out, or waited for.
    ///   - inbox: The station's inbox.
    /// - Throws: What the file system says of more than one file.
    mutating func reorder(_ lines: StationLines, in inbox: InboxDirectory) throws(SystemError)

    /// Whether there are lines that wait for another, which may still be to be read.
    var hasUnplaced: Bool { get }

    /// Those lines, the first of each kind.
    var unplaced: [UnplacedLine] { get }

    /// Whether words are to be taken out of the store.
    var hasErasures: Bool { get }
}

/// A line that waits for another: an act whose message hasn't been seen.
package struct UnplacedLine: Sendable {
    /// What tells it from others that wait.
    package let name: String
    /// What it is about, for people.
    package let subject: String
    /// Where it stands.
    let place: Place

    enum Place {
        case own(LinePlace)
        /// In another station's ledger.
        case elsewhere(Verification.Place)
    }

    /// A line of another station's ledger that waits for one of this.
    ///
    /// - Parameters:
    ///   - name: What tells it from others.
    ///   - subject: What it is about, for people.
    ///   - place: Where it stands.
    package init(_ name: String, of subject: String, elsewhere place: Verification.Place) {
        (self.name, self.subject, self.place) = (name, subject, .elsewhere(place))
    }

    /// A line that waits.
    ///
    /// - Parameters:
    ///   - name: What tells it from others.
    ///   - subject: What it is about, for people.
    ///   - place: Where it stands.
    package init(_ name: String, of subject: String, at place: LinePlace) {
        (self.name, self.subject, self.place) = (name, subject, .own(place))
    }
}

// What a fold needn't say whose lines come in any order, wait for no other, and aren't cached.
extension Fold {
    package mutating func take(
        _ extracts: [SegmentExtract], ofSegment segment: Int, in lines: inout StationLines
    ) -> Bool { false }

    package var isUnordered: Bool { false }

    package mutating func reorder(_ lines: StationLines, in inbox: InboxDirectory) throws(SystemError) {}

    package var hasUnplaced: Bool { false }

    package var unplaced: [UnplacedLine] { [] }

    package var hasErasures: Bool { false }
}
