import LiaisonSystem

/// What is kept in memory of one segment: where its lines begin, and how far they can be trusted.
package struct SegmentIndex: Sendable {
    /// Its name.
    package let name: SegmentName
    /// Where each line begins, in bytes; the opening is line 0.
    package internal(set) var lineStarts = LineStarts()
    /// How many lines there are, those that aren't stored yet included.
    package var lineCount: Int { lineStarts.count }
    /// Where the last whole line ends, in bytes.
    package internal(set) var end = 0
    /// The hash of the last line that can be read.
    package internal(set) var headHash = LineHash.none
    /// How many lines there are up to that one.
    private(set) var headLines = 0
    /// ``headHash`` of the durable part.
    private(set) var durableHeadHash = LineHash.none
    /// ``headLines`` of the durable part.
    private(set) var durableHeadLines = 0
    /// Whether this process writes it: then memory is ahead of the file, and the file is never read back.
    package internal(set) var isOwn = false
    /// Whether this process goes on writing it: not after a failure, nor when its month has passed.
    package internal(set) var isWritable = false
    /// The moment of the last line of our own, so that a clock that jumps back never unsorts a segment.
    package internal(set) var lastAt = Timestamp(milliseconds: 0)
    /// How many lines are on stable storage: all for a segment of another writer as far as it was read.
    package internal(set) var durableLines = 0

    /// What its opening has witnessed of the station's other segments.
    package internal(set) var witness: [SegmentMark] = []

    /// What can't be read of it as yet, and may be there in a moment.
    package internal(set) var doubt: SegmentDoubt?
    /// How many lines it had, for telling what goes too late to be taken back by its writer.
    private var standing = StandingLines()

    /// What no stored extract has of it; nothing once the segment has been given up.
    var growing: GrowingExtract?

    /// A segment of which nothing has been read.
    ///
    /// - Parameter name: Its name.
    package init(name: SegmentName) { self.name = name }

    /// Where a line stands in the file.
    ///
    /// - Parameter line: Its number.
    /// - Returns: Its bytes, its newline left out.
    package func range(ofLine line: Int) -> Range<Int> {
        let next = line + 1 < lineStarts.count ? lineStarts[line + 1] : end
        return lineStarts[line]..<(next - 1)
    }

    /// Takes the last line's hash for the head's: the line can be read.
    mutating func setHead(_ hash: LineHash) {
        headHash = hash
        headLines = lineStarts.count
    }

    /// How many lines are sure to stay as they were read: what a cursor may stand behind.
    package var certainLines: Int { doubt?.passed.first ?? durableLines }

    /// How many lines of others' the next opening may witness: up to the last one that can be read.
    var witnessableLines: Int { doubt?.passed.isEmpty == false ? doubt?.linesBefore ?? 0 : durableHeadLines }

    /// The last of ``witnessableLines``; nothing where there are none.
    var witnessableHead: SegmentHead? {
        guard witnessableLines > 0 else { return nil }
        let hash = doubt?.passed.isEmpty == false ? doubt?.hashBefore : durableHeadHash
        return hash.map { SegmentHead(segment: name, sequence: witnessableLines - 1, hash: $0) }
    }

    /// Takes note of how many lines there are, at a moment of CLOCK_MONOTONIC.
    mutating func noteStanding(at now: UInt64) { standing.note(durableLines, at: now) }

    /// How many lines have stood so long that no writer takes them back.
    func standingLines(at now: UInt64) -> Int { standing.lines(at: now) }

    /// Adds the place of one more line.
    mutating func addLine(from start: Int, to end: Int) {
        lineStarts.append(start)
        self.end = end
    }

    /// Makes room for so many lines at once.
    mutating func reserveLines(_ count: Int) { lineStarts.reserveCapacity(count) }

    /// Takes everything noted so far for stored.
    mutating func markDurable() {
        durableLines = lineStarts.count
        (durableHeadHash, durableHeadLines) = (headHash, headLines)
    }

    /// Gives up writing: forgets the lines that never reached stable storage, and from now on reads the file
    /// as any other process does.
    mutating func abandon() {
        isOwn = false
        isWritable = false
        growing = nil
        (headHash, headLines) = (durableHeadHash, durableHeadLines)
        if durableLines == 0 { witness = [] }
        guard durableLines < lineStarts.count else { return }
        end = lineStarts[durableLines]
        lineStarts.removeLast(lineStarts.count - durableLines)
    }
}
