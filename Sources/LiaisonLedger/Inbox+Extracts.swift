import LiaisonSystem

extension Inbox {
    /// Takes the lines of a segment over from its stored extracts, unless these are of something else.
    ///
    /// - Parameters:
    ///   - extracts: The stretches, from the segment's first byte.
    ///   - index: The segment, of which nothing has been read yet.
    ///   - file: The open segment.
    mutating func take(_ extracts: [SegmentExtract], ofSegment index: Int, file: borrowing FileDescriptor) {
        guard let last = extracts.last, last.agrees(with: file) else { return }
        var stretches: [[ExtractedLine]] = []
        for extract in extracts {
            guard let lines = extract.lines(of: station) else { return }
            stretches.append(lines)
        }
        for (line, extracted) in stretches.joined().enumerated() {
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
        segments[index].headHash = last.headHash
        segments[index].markDurable()
        segments[index].growing = GrowingExtract(station: station, from: segments[index].end)
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
