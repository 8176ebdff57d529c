import LiaisonCodes
import LiaisonSystem

/// The lines that a round writes, on their way to the station's segment.
package struct LineDraft: Sendable {
    /// The moment of the round.
    package let now: Timestamp
    /// What keeps new messages out, if anything does.
    package internal(set) var shortage: SpaceShortage?
    /// The segments that an answer relies on, by their indices: their lines must be on stable storage, whoever wrote them.
    package var reliedOn: Set<Int> = []

    /// The lines.
    package private(set) var output: [UInt8] = []
    /// How many they are, openings apart.
    package private(set) var lineCount = 0
    /// How many lines of other writers had been read when the round was decided.
    var linesSeen = 0

    private let pen: StationPen
    private let writer: String
    /// Where the last line begins in the output.
    private var lastStart = 0

    /// More bytes than most lines have beside the words.
    private static let typicalLine = 640

    /// No lines yet.
    ///
    /// - Parameters:
    ///   - pen: What writes the station's segment.
    ///   - now: The moment of the round.
    ///   - writer: Host, process and a random word, for a segment's opening.
    init(with pen: StationPen, now: Timestamp, writer: String) {
        self.pen = pen
        self.now = now
        self.writer = writer
    }

    /// The segment that the lines go into, claimed now unless it has been.
    ///
    /// - Parameter lines: The station's; get its opening.
    /// - Returns: Its index.
    /// - Throws: What the file system says.
    package mutating func openSegment(in lines: inout StationLines) throws(SystemError) -> Int {
        try pen.openSegment(in: &lines, now: now, writer: writer, output: &output)
    }

    /// Appends a line.
    ///
    /// - Parameters:
    ///   - index: The segment, from ``openSegment(in:)``.
    ///   - lines: The station's; get the line.
    ///   - at: The moment that it says.
    ///   - words: What a person typed, sealed.
    ///   - appendMembers: Appends what it says, each member with a comma before it.
    /// - Returns: Where it stands.
    package mutating func append(
        toSegment index: Int, of lines: inout StationLines, at: Timestamp, words: SealedWords? = nil,
        _ appendMembers: (inout [UInt8]) -> Void
    ) -> LinePlace {
        // In one go where nothing more follows, as for most batches of many stations.
        if output.isEmpty { output.reserveCapacity(Self.typicalLine + (words?.bytes.count ?? 0)) }
        lastStart = output.count
        lineCount += 1
        return lines.append(toSegment: index, at: at, words, output: &output, appendMembers)
    }

    /// The last line, without its newline.
    package var lastLine: ArraySlice<UInt8> { output[lastStart..<(output.count - 1)] }

    /// The bytes of a line, stored or in this draft.
    ///
    /// - Parameters:
    ///   - place: Where it stands.
    ///   - lines: The station's.
    /// - Returns: The bytes, without the newline.
    /// - Throws: What the file system says.
    package func bytes(at place: LinePlace, of lines: StationLines) throws(SystemError) -> [UInt8] {
        let segment = lines.segments[place.segment]
        let range = segment.range(ofLine: place.line)
        if place.line < segment.durableLines {
            let file = try pen.inbox.open(segment.name)
            return try SegmentFile.line(at: range, of: file)
        }
        let start = segment.lineStarts[segment.durableLines]
        return Array(output[(range.lowerBound - start)..<(range.upperBound - start)])
    }
}
