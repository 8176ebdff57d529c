import LiaisonSystem

extension Inbox {
    /// Takes the lines of a segment over from its stored extracts, unless these are of something else.
    ///
    /// - Parameters:
    ///   - extracts: The stretches, from the segment's first byte.
    ///   - index: The segment, of which nothing has been read yet.
    ///   - file: The open segment.
    /// - Returns: Whether the fold is sound; not when what is stored proved half-way to be no lines.
    mutating func take(
        _ extracts: [SegmentExtract], ofSegment index: Int, file: borrowing FileDescriptor
    ) -> Bool {
        guard let last = extracts.last, last.agrees(with: file) else { return true }
        segments[index].reserveLines(extracts.reduce(0) { $0 + $1.lineCount })
        for extract in extracts {
            let isWhole = extract.forEachLine(of: station) { add($0, toSegment: index) }
            if !isWhole { return false }
        }
        segments[index].headHash = last.headHash
        segments[index].markDurable()
        segments[index].growing = GrowingExtract(station: station, from: segments[index].end)
        return true
    }

    private mutating func add(_ extracted: ExtractedLine, toSegment index: Int) {
        let line = segments[index].lineStarts.count
        let start = segments[index].end
        segments[index].addLine(from: start, to: start + extracted.length)
        switch extracted.content {
        case .damaged: segments[index].damagedLines.append(line)
        case .opening(let marks): if line == 0 { segments[index].witness = marks }
        case .event(let event):
            // Words that have been taken out since are looked for once more, and not found.
            absorb(event, at: EventPlace(segment: index, line: line), hasWords: extracted.hasWords)
        }
    }

    /// Adds a line to what the next stored extract of its segment will have.
    mutating func extract(
        _ content: LedgerLine.Content?, length: Int, hasWords: Bool, fromSegment index: Int
    ) {
        let before = segments[index].growing?.size ?? 0
        segments[index].growing?.append(ExtractedLine(content, length: length, hasWords: hasWords))
        unsavedExtracts += (segments[index].growing?.size ?? 0) - before
    }

    /// The extracts to store: of every segment but one that a batch is being written to.
    mutating func takeUnsavedExtracts() -> [SegmentExtract] {
        var extracts: [SegmentExtract] = []
        for index in segments.indices where segments[index].durableLines == segments[index].lineStarts.count {
            let segment = segments[index]
            guard let growing = segment.growing,
                let extract = growing.finished(segment.name, headHash: segment.headHash)
            else { continue }
            extracts.append(extract)
            unsavedExtracts -= growing.size
            segments[index].growing = GrowingExtract(station: station, from: segment.end)
        }
        return extracts
    }
}
