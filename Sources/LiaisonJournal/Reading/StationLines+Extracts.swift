import LiaisonSystem

extension StationLines {
    /// How many bytes of extracts a settled segment's status counts for: what an opening and a reading cost.
    private static let statusWorth = 256

    /// Adds a line to what the next stored extract of its segment will have.
    ///
    /// - Parameters:
    ///   - length: Its bytes, the newline included.
    ///   - index: The segment.
    ///   - encode: Appends what folding needs of it; not called where nothing is kept.
    package mutating func extract(
        ofLength length: Int, fromSegment index: Int, _ encode: (inout ExtractEncoder) -> Void
    ) {
        let before = segments[index].growing?.size ?? 0
        segments[index].growing?.append(lineOf: length, encode)
        unsavedExtracts += (segments[index].growing?.size ?? 0) - before
    }

    /// Notes the status of a segment that has been read to its end, for the next start to go by.
    mutating func note(_ settled: SettledStatus, ofSegment index: Int) {
        // Damaged lines are read each time, for each process to name them.
        guard settled.size == segments[index].end, damagedLines[index] == nil else { return }
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
