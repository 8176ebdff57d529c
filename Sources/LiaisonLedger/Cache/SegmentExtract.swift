import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// The extracted lines of a stretch of a segment, from one line's beginning to another's end.
struct SegmentExtract: Sendable {
    let name: SegmentName
    /// The stretch, in bytes of the segment.
    let range: Range<Int>
    /// How many lines it has.
    let lineCount: Int
    /// The length of its last line, the newline included.
    let lastLength: Int
    /// The hash of its last line, 64 ASCII digits: by the chain it stands for all lines before.
    let headHash: [UInt8]
    /// The lines, as ``ExtractEncoder`` writes them.
    let bytes: [UInt8]
    /// The segment's status when it had been looked at and ended with the stretch.
    var settled: SettledStatus?

    /// Reads the lines, one after another: a start goes over millions of them.
    ///
    /// - Parameters:
    ///   - station: Whose segment.
    ///   - body: Gets each line.
    /// - Returns: Whether the bytes are so many lines of that stretch; if not, what `body` got is worth nothing.
    func forEachLine(of station: StationID, _ body: (consuming ExtractedLine) -> Void) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var decoder = ExtractDecoder(buffer, station: station)
            var (count, length) = (0, 0)
            do throws(ExtractDecoder.Malformed) {
                while let line = try decoder.next() {
                    count += 1
                    length += line.length
                    body(line)
                }
            } catch {
                return false
            }
            return count == lineCount && length == range.count
        }
    }

    /// Whether the segment still has these lines: its line at the end of the stretch has the head's hash.
    func agrees(with file: borrowing FileDescriptor) -> Bool {
        guard lastLength > 1, lastLength <= range.count else { return false }
        let end = range.upperBound
        guard let bytes = try? SegmentFile.line(at: (end - lastLength)..<end, of: file),
            bytes.last == UInt8(ascii: "\n"),
            let line = try? LedgerLine(decoding: bytes.dropLast(), withPersonal: false)
        else { return false }
        return line.hash == headHash
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
    mutating func append(_ line: ExtractedLine) {
        encoder.append(line)
        end += line.length
        lineCount += 1
        lastLength = line.length
    }

    /// The extract of what has been appended, or nothing when nothing has.
    func finished(_ name: SegmentName, headHash: [UInt8]) -> SegmentExtract? {
        guard lineCount > 0 else { return nil }
        return SegmentExtract(
            name: name, range: start..<end, lineCount: lineCount, lastLength: lastLength, headHash: headHash,
            bytes: encoder.bytes)
    }
}
