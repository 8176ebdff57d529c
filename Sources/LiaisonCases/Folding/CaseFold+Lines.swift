import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

// What the journal asks of the fold.
extension CaseFold {
    mutating func take(
        _ line: LedgerLine, _ bytes: UnsafeBufferPointer<UInt8>, at place: LinePlace,
        in lines: inout StationLines
    ) {
        let extracted = ExtractedLine(line, bytes)
        lines.extract(ofLength: extracted.length, fromSegment: place.segment) { $0.append(extracted) }
        take(extracted.content, at: place, hasWords: extracted.hasWords, in: &lines)
    }

    mutating func take(
        _ extracts: [SegmentExtract], ofSegment segment: Int, in lines: inout StationLines
    ) -> Bool {
        caseLines.reserve(extracts.reduce(0) { $0 + $1.lineCount }, ofSegment: segment)
        for extract in extracts {
            let isWhole = extract.forEachLine(of: station) { extracted in
                let place = lines.addLine(ofLength: extracted.length, toSegment: segment)
                // Words that have been taken out since are looked for once more, and not found.
                take(extracted.content, at: place, hasWords: extracted.hasWords, in: &lines)
            }
            if !isWhole { return false }
        }
        return true
    }

    /// Adds what a line says to the fold.
    mutating func take(
        _ content: ExtractedLine.Content, at place: LinePlace, hasWords: Bool,
        in lines: inout StationLines
    ) {
        switch content {
        case .damaged: lines.noteDamaged(at: place)
        case .opening(let marks): lines.take(marks, at: place)
        case .event(let event): absorb(event, at: place, hasWords: hasWords, in: lines)
        case .record(let record, _):
            if !absorb(record, at: place, hasWords: hasWords, in: lines) { lines.noteNewer(at: place) }
        case .newer(let content, _):
            lines.noteNewer(at: place)
            switch content {
            case .opened(let opening): lines.take(opening.marks, at: place)
            case .event(let event):
                // What names a case of another station's ledger is none of this one's cases'.
                if event.body.isNewer, event.caseNumber.station != station { break }
                absorb(event, at: place, hasWords: hasWords, in: lines)
            case .record(let record): _ = absorb(record, at: place, hasWords: hasWords, in: lines)
            // It is no case's: nothing follows from it here.
            case .newer: break
            }
        }
    }

    /// Adds what belongs to no case.
    ///
    /// - Returns: Whether this release knows what it says.
    mutating func absorb(
        _ record: Record, at place: LinePlace, hasWords: Bool, in lines: StationLines
    ) -> Bool {
        records.take(
            record, at: place, lines.order(of: place, at: record.at), hasWords: hasWords,
            inBatch: lines.isOpen)
    }

    /// Whether the words of a line are to be taken out, or are: those of its case, or of its record.
    ///
    /// - Parameter place: Where it stands.
    /// - Returns: Whether they are.
    func isErased(at place: LinePlace) -> Bool {
        if let index = caseLines.caseIndex(of: place) { return cases[index].isErased }
        return records.isErased(at: place)
    }

    var isUnordered: Bool { !unordered.isEmpty }

    /// Folds anew every case whose events arrived out of order.
    mutating func reorder(_ lines: StationLines, in inbox: InboxDirectory) throws(SystemError) {
        for index in unordered.sorted() {
            // A line that isn't stored yet would be left out for good.
            guard places(ofCase: index).allSatisfy(lines.isDurable) else { continue }
            do throws(SystemError) {
                refold(index, try events(ofCase: index, lines, in: inbox), in: lines)
            } catch {
                // Until its file can be read again, the case stays as it came in.
                guard error.concernsOneFile else { throw error }
            }
        }
    }

    /// Reads the events of a case back from its segments.
    private func events(
        ofCase index: Int, _ lines: StationLines, in inbox: InboxDirectory
    ) throws(SystemError) -> [(Event, LinePlace)] {
        var found: [(Event, LinePlace)] = []
        for place in places(ofCase: index) where lines.isDurable(place) {
            let segment = lines.segments[place.segment]
            let file = try inbox.open(segment.name)
            let bytes = try SegmentFile.line(at: segment.range(ofLine: place.line), of: file)
            do throws(LineError) {
                let line = try LedgerLine(decoding: bytes, withPersonal: false)
                if case .event(let event) = line.content { found.append((event, place)) }
            } catch {
                // What was read before, and is on its way again, must not fall out of the case.
                if bytes.withUnsafeBufferPointer({ LineScanner.hasHole($0) }) {
                    throw SystemError("pread", inbox.path, code: .inputOutput)
                }
            }
        }
        return found
    }

    var hasUnplaced: Bool { !orphans.isEmpty || !expected.isEmpty }

    var unplaced: [UnplacedLine] {
        orphans.compactMap { serial, waiting in
            waiting.first.map {
                UnplacedLine("\(serial)", of: $0.event.caseNumber.description, at: $0.place)
            }
        }
            + expected.map { UnplacedLine("\($0)", of: $0.description, elsewhere: $1) }
    }

    var hasErasures: Bool { !erasures.due.isEmpty || records.hasErasures }
}
