import LiaisonCodes
import LiaisonSystem

/// The extracted lines of a stretch of a segment, from one line's beginning to another's end.
package struct SegmentExtract: Sendable {
    /// The segment.
    package let name: SegmentName
    /// The stretch, in bytes of the segment.
    package let range: Range<Int>
    /// How many lines it has.
    package let lineCount: Int
    /// The length of its last line, the newline included.
    let lastLength: Int
    /// The hash of its last line: by the chain it stands for all lines before.
    package let headHash: LineHash
    /// The lines, as ``ExtractEncoder`` writes them.
    package let bytes: [UInt8]
    /// The segment's status when it had been looked at and ended with the stretch.
    var settled: SettledStatus?

    /// Whether the segment still has these lines: its line at the end of the stretch has the head's hash.
    func agrees(with file: borrowing FileDescriptor, as kind: (some JournalLine).Type) -> Bool {
        guard lastLength > 1, lastLength <= range.count else { return false }
        let end = range.upperBound
        guard let bytes = try? SegmentFile.line(at: (end - lastLength)..<end, of: file),
            bytes.last == UInt8(ascii: "\n"),
            let line = try? kind.init(decoding: bytes.dropLast(), withPersonal: false)
        else { return false }
        return line.frame.hash == headHash
    }
}

/// The lines of a segment that have been read or written and stand in no stored extract yet.
struct GrowingExtract: Sendable {
    private var encoder: ExtractEncoder
    private let start: Int
    private var end: Int
    private var lineCount = 0
    private var lastLength = 0

    /// - Parameters:
    ///   - station: Whose segment.
    ///   - start: Where the first line will begin, in bytes of the segment.
    init(station: StationID, from start: Int) {
        encoder = ExtractEncoder(station: station)
        self.start = start
        end = start
    }

    /// Bytes so far.
    var size: Int { encoder.bytes.count }

    /// Appends the next line.
    mutating func append(lineOf length: Int, _ encode: (inout ExtractEncoder) -> Void) {
        encode(&encoder)
        end += length
        lineCount += 1
        lastLength = length
    }

    /// The extract of what has been appended, or nothing when nothing has.
    func finished(_ name: SegmentName, headHash: LineHash) -> SegmentExtract? {
        guard lineCount > 0 else { return nil }
        return SegmentExtract(
            name: name, range: start..<end, lineCount: lineCount, lastLength: lastLength, headHash: headHash,
            bytes: encoder.bytes)
    }
}
