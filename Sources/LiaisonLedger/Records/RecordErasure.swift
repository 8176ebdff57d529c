import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Ledger {
    /// Takes out what people typed in the records of a station that were erased; see ``finishErasures(at:)``.
    ///
    /// - Parameter desk: The station's, whose committer this is.
    /// - Returns: What it failed for, and why; it is tried again.
    func finishRecordErasures(at desk: StationDesk) -> [ErasedNumber: SystemError] {
        let tasks = desk.state.withLock { state in
            state.inbox.records.takeDue().map { number in
                RecordErasure(
                    number: number, lines: state.inbox.references(to: state.inbox.records.places(of: number)),
                    own: Set(state.inbox.segments.filter(\.isOwn).map(\.name)))
            }
        }
        var failures: [ErasedNumber: SystemError] = [:]
        for task in tasks {
            do throws(SystemError) { try task.run(at: desk) } catch {
                failures[.ofRecord(task.number)] = error
                desk.state.withLock { $0.inbox.records.repeat(task.number) }
            }
        }
        return failures
    }
}

/// The erasure of the words of one number's records.
private struct RecordErasure {
    let number: RecordNumber
    let lines: [LineReference]
    /// The segments that this process writes or has written.
    let own: Set<SegmentName>

    func run(at desk: StationDesk) throws(SystemError) {
        var places: [SegmentName: [Range<Int>]] = [:]
        var decidedIn: Set<SegmentName> = []
        for (segment, references) in Dictionary(grouping: lines, by: \.segment) {
            let file = try SegmentFile.open(segment, in: desk.directory)
            for reference in references {
                let bytes = try SegmentFile.line(at: reference.range, of: file)
                // Words that are on their way to this machine would stay.
                if bytes.withUnsafeBufferPointer({ LineScanner.hasHole($0) }) {
                    throw SystemError("pread", "\(desk.directory)/\(segment.fileName)", code: .inputOutput)
                }
                if let line = try? LedgerLine(decoding: bytes, withPersonal: false),
                    case .record(let record) = line.content, record.kind == Record.erasure
                {
                    decidedIn.insert(segment)
                }
                guard let words = LineScanner.words(of: bytes) else { continue }
                let start = reference.range.lowerBound
                places[segment, default: []].append((start + words.lowerBound)..<(start + words.upperBound))
            }
        }
        if decidedIn.isDisjoint(with: own) { try desk.secureDecision(decidedIn) }
        for (segment, ranges) in places { try SegmentFile.blank(ranges, of: segment, in: desk.directory) }
    }
}
