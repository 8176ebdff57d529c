import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Inbox {
    /// Adds a line of our own to a segment's index, to the fold, and to the bytes on their way to it.
    mutating func append(
        _ content: LedgerLine.Content, _ words: SealedWords?, toSegment index: Int, output: inout [UInt8]
    ) {
        let line = segments[index].lineStarts.count
        let before = output.count
        let start = segments[index].end
        let hash = LedgerLine.append(
            content, words: words, sequence: line, previous: segments[index].headHash, to: &output)
        segments[index].addLine(from: start, to: start + output.count - before)
        segments[index].setHead(hash)
        let extracted = output[before..<(output.count - 1)].withUnsafeBufferPointer {
            ExtractedLine(content, $0, hasWords: words != nil)
        }
        extract(extracted, fromSegment: index)
        switch content {
        case .opened(let opening): segments[index].witness = opening.marks
        case .event(let event):
            segments[index].lastAt = event.at
            absorb(event, at: LinePlace(segment: index, line: line), hasWords: words != nil)
        case .record(let record):
            segments[index].lastAt = record.at
            _ = absorb(record, at: LinePlace(segment: index, line: line), hasWords: words != nil)
        // Nobody writes what they don't know.
        case .newer: break
        }
    }
}
