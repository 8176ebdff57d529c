import LiaisonJournal

/// Which case each line of a station is of, and where the line before it stands that the case has got.
///
/// Twelve bytes a line, since a station may have a million of them.
struct CaseLines: Sendable {
    /// By segment.
    private var segments: [Segment] = []

    private struct Segment {
        /// The case of each line, as an index into the fold's cases; -1 for lines that are no case's.
        var cases: [Int32] = []
        /// Parallel to ``cases``.
        var earlier: [LinePlace] = []
    }

    /// The case that a line belongs to, if any.
    func caseIndex(of place: LinePlace) -> Int? {
        guard place.segment < segments.count, place.line < segments[place.segment].cases.count else {
            return nil
        }
        let index = segments[place.segment].cases[place.line]
        return index >= 0 ? Int(index) : nil
    }

    /// Where the line of the same case stands that was seen before a line; none before the first.
    func earlier(than place: LinePlace) -> LinePlace { segments[place.segment].earlier[place.line] }

    /// Gives a line to a case.
    ///
    /// - Parameters:
    ///   - place: Where it stands.
    ///   - index: The case.
    ///   - last: Where the last line stands that the case has got before.
    mutating func attach(_ place: LinePlace, toCase index: Int, behind last: LinePlace) {
        while segments.count <= place.segment { segments.append(Segment()) }
        let gap = place.line + 1 - segments[place.segment].cases.count
        if gap > 0 {
            segments[place.segment].cases.append(contentsOf: repeatElement(-1, count: gap))
            segments[place.segment].earlier.append(contentsOf: repeatElement(.none, count: gap))
        }
        segments[place.segment].cases[place.line] = Int32(index)
        segments[place.segment].earlier[place.line] = last
    }

    /// Takes a line from its case.
    mutating func detach(_ place: LinePlace) {
        segments[place.segment].cases[place.line] = -1
        segments[place.segment].earlier[place.line] = .none
    }

    /// Makes room for so many lines of a segment at once.
    mutating func reserve(_ count: Int, ofSegment segment: Int) {
        while segments.count <= segment { segments.append(Segment()) }
        segments[segment].cases.reserveCapacity(count)
        segments[segment].earlier.reserveCapacity(count)
    }
}
