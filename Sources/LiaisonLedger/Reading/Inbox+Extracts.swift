import LiaisonJournal
import LiaisonSystem

extension Inbox {
    /// How many bytes of extracts a settled segment's status counts for: what an opening and a reading cost.
    private static let statusWorth = 256

    /// Takes the lines of a segment over from its stored extracts.
    ///
    /// - Parameters:
    ///   - extracts: The stretches, from the segment's first byte, which agree with the segment.
    ///   - index: The segment, of which nothing has been read yet.
    /// - Returns: Whether the fold is sound; not when what is stored proved half-way to be no lines.
    mutating func take(_ extracts: [SegmentExtract], ofSegment index: Int) -> Bool {
        guard let last = extracts.last else { return true }
        segments[index].reserveLines(extracts.reduce(0) { $0 + $1.lineCount })
        for extract in extracts {
            let isWhole = extract.forEachLine(of: station) { add($0, toSegment: index) }
            if !isWhole { return false }
        }
        segments[index].setHead(last.headHash)
        segments[index].markDurable()
        segments[index].growing = GrowingExtract(station: station, from: segments[index].end)
        return true
    }

    private mutating func add(_ extracted: consuming ExtractedLine, toSegment index: Int) {
        let line = segments[index].lineStarts.count
        let start = segments[index].end
        segments[index].addLine(from: start, to: start + extracted.length)
        // Words that have been taken out since are looked for once more, and not found.
        take(
            extracted.content, at: LinePlace(segment: index, line: line), hasWords: extracted.hasWords)
    }

    /// Adds what a line says to the fold.
    mutating func take(_ content: ExtractedLine.Content, at place: LinePlace, hasWords: Bool) {
        switch content {
        case .damaged: segments[place.segment].damagedLines.append(place.line)
        case .opening(let marks): if place.line == 0 { take(marks, ofSegment: place.segment) }
        case .event(let event): absorb(event, at: place, hasWords: hasWords)
        case .record(let record, _):
            if !absorb(record, at: place, hasWords: hasWords) { segments[place.segment].newerLines += 1 }
        case .newer(let content, _):
            segments[place.segment].newerLines += 1
            switch content {
            case .opened(let opening):
                if place.line == 0 { take(opening.marks, ofSegment: place.segment) }
            case .event(let event):
                // What names a case of another station's ledger is none of this one's cases'.
                if event.body.isNewer, event.caseNumber.station != station { break }
                absorb(event, at: place, hasWords: hasWords)
            case .record(let record): _ = absorb(record, at: place, hasWords: hasWords)
            // It is no case's: nothing follows from it here.
            case .newer: break
            }
        }
    }

    /// Adds a line to what the next stored extract of its segment will have.
    mutating func extract(_ line: ExtractedLine, fromSegment index: Int) {
        let before = segments[index].growing?.size ?? 0
        segments[index].growing?.append(line)
        unsavedExtracts += (segments[index].growing?.size ?? 0) - before
    }

    /// Notes the status of a segment that has been read to its end, for the next start to go by.
    mutating func note(_ settled: SettledStatus, ofSegment index: Int) {
        // Damaged lines are read each time, for each process to name them.
        guard settled.size == segments[index].end, segments[index].damagedLines.isEmpty else { return }
        let former = unsavedStatuses.updateValue(settled, forKey: segments[index].name)
        if former == nil { unsavedExtracts += Self.statusWorth }
    }

    /// What is to be stored: the extracts of every segment but one that a batch is being written to, and the statuses
    /// of those that have settled.
    mutating func takeUnsavedExtracts() -> (
        extracts: [SegmentExtract], statuses: [SegmentName: SettledStatus]
    ) {
        let statuses = unsavedStatuses
        unsavedExtracts -= statuses.count * Self.statusWorth
        unsavedStatuses = [:]
        var extracts: [SegmentExtract] = []
        for index in segments.indices where segments[index].durableLines == segments[index].lineStarts.count {
            let segment = segments[index]
            // What can't be read may be there in a moment, and is another line then.
            if segment.doubt != nil { continue }
            guard let growing = segment.growing,
                let extract = growing.finished(segment.name, headHash: segment.headHash)
            else { continue }
            extracts.append(extract)
            unsavedExtracts -= growing.size
            segments[index].growing = GrowingExtract(station: station, from: segment.end)
        }
        return (extracts, statuses)
    }
}
