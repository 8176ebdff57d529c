import LiaisonCodes
import LiaisonSystem

/// What is kept in memory of a station's segments: where each line begins, how far it can be trusted, and what is amiss.
///
/// A plain value: what it knows of the files it has been told by ``FoldedStation``, which reads them, and by the draft that
/// writes our own. What the lines say is a ``Fold``'s.
package struct StationLines: Sendable {
    package let station: StationID
    /// The segments in the order in which they were first seen.
    package internal(set) var segments: [SegmentIndex] = []
    /// The indices of ``segments`` in the order of their names.
    package private(set) var segmentsByName: [Int] = []
    private var segmentIndices: [SegmentName: Int] = [:]
    /// Whether a stored extract spares the next start the reading of what was read.
    let isCached: Bool
    /// Bytes of extracts that aren't stored yet.
    var unsavedExtracts = 0
    /// The settled segments of whose status nothing is stored, or something else.
    var unsavedStatuses: [SegmentName: SettledStatus] = [:]
    /// Lines that are none, by their segment.
    ///
    /// Kept for the station, as ``newerLines`` is: each page of an office's pull asks every station whether it is whole.
    package internal(set) var damagedLines: [Int: [Int]] = [:]
    /// How many lines say something that only a newer release knows.
    package private(set) var newerLines = 0
    /// Lines that were read from segments: other writers' news.
    package internal(set) var linesRead = 0
    /// Another number after every line that came, was taken back, or was folded anew: what was made of the lines before
    /// holds as long as it is the same.
    package internal(set) var revision = 0

    /// What of the station's files can't be read.
    package internal(set) var damage = StationDamage()
    /// What isn't there though something refers to it.
    package internal(set) var missing = MissingLines()
    /// Lines that were read back and weren't as they were written: they stand, and so does everything else.
    package internal(set) var altered: Set<LineReference> = []
    /// The last name of a segment that was ever seen, here or by whoever stored its extracts, though it may be gone: a new one in
    /// its place would be taken for it.
    private(set) var lastName: SegmentName?
    /// What changes while this process looks on.
    var changing = ChangingFiles()
    /// Segments with something that may be there in a moment.
    var doubted: Set<Int> = []

    /// Whether a batch has begun that may have to be taken back.
    package internal(set) var isOpen = false
    /// Whether the committer takes words out.
    package var isErasing = false
    /// Whether the committer knows indices of these lines: while a batch is open, and while it erases.
    var isPinned: Bool { isOpen || isErasing }

    /// No lines yet.
    ///
    /// - Parameters:
    ///   - station: Whose.
    ///   - isCached: Whether a stored extract is to spare the next start the reading of what is read.
    package init(of station: StationID, isCached: Bool) {
        self.station = station
        self.isCached = isCached
    }

    /// The same of no lines, but for how much was read, what was told of it, what has to be there, and what changes.
    func emptied() -> StationLines {
        var lines = StationLines(of: station, isCached: isCached)
        lines.linesRead = linesRead
        lines.revision = revision + 1
        lines.damage = damage
        lines.missing = missing.whatStood()
        lines.changing = changing
        lines.lastName = lastName
        lines.noteNames(segments.map(\.name))
        return lines
    }

    /// Takes note of names that no new segment may have.
    mutating func noteNames(_ names: some Sequence<SegmentName>) {
        lastName = [lastName, names.max()].compactMap(\.self).max()
    }

    /// The name behind which a new segment's comes.
    var lastTakenName: SegmentName? { [lastName, segments.map(\.name).max()].compactMap(\.self).max() }

    /// The index of a segment.
    ///
    /// - Parameter segment: Its name.
    /// - Returns: The index in ``segments``; nothing for one that hasn't been seen.
    package func index(of segment: SegmentName) -> Int? { segmentIndices[segment] }

    /// Adds a segment that hasn't been seen before.
    ///
    /// - Parameter segment: The segment.
    /// - Returns: Its index.
    @discardableResult
    package mutating func add(_ segment: SegmentIndex) -> Int {
        let index = segments.count
        segments.append(segment)
        if isCached { segments[index].growing = GrowingExtract(station: station, from: 0) }
        segmentIndices[segment.name] = index
        let place = segmentsByName.lastIndex { segments[$0].name < segment.name }.map { $0 + 1 } ?? 0
        segmentsByName.insert(index, at: place)
        return index
    }

    /// Adds the next line of a segment.
    ///
    /// - Parameters:
    ///   - length: Its bytes, the newline included.
    ///   - index: The segment.
    /// - Returns: Its place.
    @discardableResult
    package mutating func addLine(ofLength length: Int, toSegment index: Int) -> LinePlace {
        let line = segments[index].lineCount
        let start = segments[index].end
        segments[index].addLine(from: start, to: start + length)
        revision += 1
        return LinePlace(segment: index, line: line)
    }

    /// A line's place in the one order of all servers.
    ///
    /// - Parameters:
    ///   - place: Where it stands.
    ///   - at: The moment that it says.
    /// - Returns: The order.
    package func order(of place: LinePlace, at: Timestamp) -> LineOrder {
        LineOrder(at: at, segment: segments[place.segment].name, line: place.line)
    }

    /// The bytes of a line.
    ///
    /// - Parameter place: Where it stands.
    /// - Returns: How many, its newline left out.
    package func length(at place: LinePlace) -> Int {
        segments[place.segment].range(ofLine: place.line).count
    }

    /// Whether a line is on stable storage.
    ///
    /// - Parameter place: Where it stands.
    /// - Returns: Whether it is.
    package func isDurable(_ place: LinePlace) -> Bool { place.line < segments[place.segment].durableLines }

    /// Where to read a line back.
    ///
    /// - Parameter place: Where it stands.
    /// - Returns: What finds it without this value.
    package func reference(to place: LinePlace) -> LineReference {
        // In place: a copy of a segment's index takes longer than all else here.
        LineReference(
            segment: segments[place.segment].name, line: place.line,
            range: segments[place.segment].range(ofLine: place.line))
    }

    /// Where to read lines back.
    ///
    /// - Parameter places: Where they stand.
    /// - Returns: What finds them; lines that aren't on stable storage yet are left out.
    package func references(to places: some Sequence<LinePlace>) -> [LineReference] {
        places.compactMap { isDurable($0) ? reference(to: $0) : nil }
    }

    /// The segments that this process writes or has written.
    package var ownSegments: Set<SegmentName> { Set(segments.lazy.filter(\.isOwn).map(\.name)) }

    /// Takes note that a line says something that only a newer release knows.
    ///
    /// - Parameter place: Where it stands.
    package mutating func noteNewer(at place: LinePlace) { newerLines += 1 }

    /// Takes note that a stored extract knows a line as none.
    ///
    /// - Parameter place: Where it stands.
    package mutating func noteDamaged(at place: LinePlace) {
        damagedLines[place.segment, default: []].append(place.line)
    }

    /// Takes what an opening has witnessed.
    ///
    /// - Parameters:
    ///   - marks: How many lines which segments had.
    ///   - place: Where it stands; what says so elsewhere than on a segment's first line is none.
    package mutating func take(_ marks: [SegmentMark], at place: LinePlace) {
        if place.line != 0 { return }
        segments[place.segment].witness = marks
        for mark in marks where lineCount(of: mark.name) < mark.lines {
            missing.note(mark.lines, in: mark.name, witness: .opening(segments[place.segment].name))
        }
    }

    /// How many lines a segment has; none where it hasn't been seen.
    func lineCount(of name: SegmentName) -> Int { index(of: name).map { segments[$0].lineCount } ?? 0 }

    /// The segments whose heads a new opening has to witness: those that no earlier opening has.
    var unwitnessedSegments: [SegmentIndex] {
        var witnessed: [SegmentName: Int] = [:]
        for mark in segments.lazy.flatMap(\.witness) {
            witnessed[mark.name] = max(witnessed[mark.name] ?? 0, mark.lines)
        }
        return segments.filter { $0.witnessableLines > witnessed[$0.name] ?? 0 }
    }

    // MARK: Our own lines

    /// Adds a line of our own to a segment's index, and to the bytes on their way to it.
    ///
    /// - Parameters:
    ///   - index: The segment.
    ///   - at: The moment that the line says.
    ///   - words: What a person typed, sealed.
    ///   - output: The bytes.
    ///   - appendMembers: Appends what the line says, each member with a comma before it.
    /// - Returns: Where the line stands.
    mutating func append(
        toSegment index: Int, at: Timestamp, _ words: SealedWords?, output: inout [UInt8],
        _ appendMembers: (inout [UInt8]) -> Void
    ) -> LinePlace {
        let before = output.count
        let hash = LineEncoding.append(
            sequence: segments[index].lineCount, previous: segments[index].headHash, words: words,
            to: &output, appendMembers)
        let place = addLine(ofLength: output.count - before, toSegment: index)
        segments[index].setHead(hash)
        segments[index].lastAt = at
        return place
    }

    /// Ends a batch: what it wrote counts as durable, or is taken back.
    ///
    /// - Returns: Whether the segment isn't ours any more.
    mutating func settle(keeping: Bool, isAbandoned: Bool) -> Bool {
        isOpen = false
        if !keeping { revision += 1 }
        guard let own = segments.lastIndex(where: \.isWritable) else { return false }
        if keeping { segments[own].markDurable() } else if isAbandoned { segments[own].abandon() }
        return !keeping && isAbandoned
    }
}
