import LiaisonCodes
import LiaisonSystem

/// What writes a station's lines: to one segment of its own, and to a new one after any failure.
///
/// `@unchecked` because of `writer` and `abandoned`: they are touched only by the station's committer, and
/// ``StationJournal/Queue/isBusy``, set and cleared under the queue's lock, admits one committer at a time and orders its
/// memory before the next one's.
package final class StationPen: @unchecked Sendable {
    /// Where they go.
    package let inbox: InboxDirectory
    private var writer: SegmentWriter?
    /// What failed batches have left in segments that were given up.
    private var abandoned: [SegmentRest] = []

    init(in inbox: InboxDirectory) { self.inbox = inbox }

    /// Whether a segment is open, and nothing of another is to be taken away first.
    var isReady: Bool { abandoned.isEmpty && writer != nil }

    /// Whether no segment is open.
    var isIdle: Bool { writer == nil }

    /// The index of the segment that this process writes, claimed now unless it has been.
    ///
    /// A new segment begins with each process and each month.
    func openSegment(
        in lines: inout StationLines, now: Timestamp, writer name: String, output: inout [UInt8]
    ) throws(SystemError) -> Int {
        let today = BeijingTime(now).date
        if let current = lines.segments.lastIndex(where: \.isWritable), writer != nil {
            let month = SegmentName(firstOf: today).month
            // A clock that jumps back opens nothing: the segment of the later month goes on.
            if lines.segments[current].name.month >= month || !output.isEmpty { return current }
            lines.segments[current].isWritable = false
            writer = nil
        }
        let unwitnessed = lines.unwitnessedSegments
        // A damaged one keeps nobody from going on: what was seen of it is witnessed all the same.
        var others: [SegmentIndex] = []
        for seen in unwitnessed where !seen.isOwn {
            if try inbox.canOpen(seen.name) { others.append(seen) }
        }
        try secure(others)
        // What this process has seen, and is gone, as well.
        let witness =
            unwitnessed.compactMap(\.witnessableHead)
            + lines.missing.heads.values.sorted { $0.segment < $1.segment }
        let claimed = try SegmentWriter(claimingIn: inbox, after: lines.lastTakenName, today: today)
        let segmentName = claimed.name
        writer = consume claimed
        var segment = SegmentIndex(name: segmentName)
        segment.isOwn = true
        segment.isWritable = true
        let index = lines.add(segment)
        let opening = SegmentOpening(
            at: now, station: inbox.station, segment: segmentName, writer: name, witness: witness)
        let before = output.count
        _ = lines.append(toSegment: index, at: now, nil, output: &output) { opening.append(to: &$0) }
        let length = output.count - before
        lines.segments[index].witness = opening.marks
        lines.extract(ofLength: length, fromSegment: index) { $0.append(opening.marks, ofLength: length) }
        return index
    }

    /// Makes sure that what other processes have written is on stable storage, and stays there.
    ///
    /// A sync of it doesn't do: its own writer's may have failed, see `Batch+Repetition.swift`. Where a write of our own
    /// reaches the disk, that writer has taken it back by now, which is seen.
    ///
    /// - Parameter segments: Theirs, as far as they were read.
    /// - Throws: What the file system says; ESTALE when lines have been taken back.
    package func secure(_ segments: [SegmentIndex]) throws(SystemError) {
        if segments.isEmpty { return }
        for segment in segments { try inbox.open(segment.name).syncData() }
        try SegmentWriter.probe(in: inbox.path)
        for segment in segments {
            // By its name: of a segment whose first batch failed nothing is left but what is open.
            if try inbox.open(segment.name).status().size < segment.end {
                throw SystemError("fdatasync", inbox.path(of: segment.name), code: .stale)
            }
        }
    }

    /// Appends a batch to the open segment, all but synced.
    func write(_ output: [UInt8]) throws(SystemError) { try writer?.write(output) }

    /// Puts what was written on stable storage.
    func sync() throws(SystemError) { try writer?.sync() }

    /// Puts what was written on stable storage, given a sync of the whole of that file system.
    func confirmSync(of fileSystem: borrowing FileSystemSync) throws(SystemError) {
        // A station may stand on a file system of its own.
        if writer?.isOn(fileSystem) == false { return try sync() }
        try writer?.confirmSync()
    }

    /// Gives up the open segment after a failure.
    func abandonSegment() {
        guard let failed = writer.take() else { return }
        let rest = failed.abandon()
        // What the disk doesn't let go of now is taken away before anything else is written.
        do throws(SystemError) { try rest.remove() } catch { abandoned.append(rest) }
    }

    /// Takes away what failed batches have left, before anybody can rely on it.
    ///
    /// - Returns: Whether there was anything: whoever has looked in the meantime has found it, and no opening must
    ///   witness it.
    func finishAbandoning() throws(SystemError) -> Bool {
        if abandoned.isEmpty { return false }
        while let rest = abandoned.last {
            try rest.remove()
            abandoned.removeLast()
        }
        return true
    }
}
