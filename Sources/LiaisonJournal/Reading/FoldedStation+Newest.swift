import LiaisonCodes
import LiaisonSystem

extension FoldedStation {
    /// Reads a station's newest segments alone: what came lately stands in them, with all that was done to it since.
    ///
    /// Nothing is told of, nothing is kept for later looks: whoever meets anything unusual reads everything.
    ///
    /// - Parameters:
    ///   - month: The first month whose segments are read, years times 100 and the month.
    ///   - moment: When it began.
    ///   - inbox: The station's inbox.
    /// - Returns: Whether every line of them was read, and every older segment ends before that moment.
    /// - Throws: What the file system says.
    package mutating func readNewest(
        from month: Int, begunAt moment: Timestamp, in inbox: InboxDirectory
    ) throws(SystemError) -> Bool {
        for name in try inbox.segmentNames() {
            let file = try inbox.open(name)
            if name.month >= month {
                guard try readWhole(file, name) else { return false }
            } else {
                // Whose clock is slow goes on in an old month, with what is younger than that.
                guard let last = try SegmentFile.lastLine(of: file, chunk: 1 << 11),
                    let line = try? Folded.Line(
                        decoding: try SegmentFile.line(at: last, of: file), withPersonal: false),
                    let at = line.moment, at < moment
                else { return false }
            }
        }
        return !fold.isUnordered
    }

    private mutating func readWhole(
        _ file: borrowing FileDescriptor, _ name: SegmentName
    ) throws(SystemError) -> Bool {
        let index = lines.add(SegmentIndex(name: name))
        var isSound = true
        _ = try SegmentFile.forEachLine(of: file, from: 0) { bytes, _ in
            guard isSound, let line = try? Folded.Line(decoding: bytes, withPersonal: false), !line.isNewer,
                lines.segments[index].lineCount > 0 || line.opening?.station == station
            else {
                isSound = false
                return
            }
            take(line, bytes, ofSegment: index)
        }
        lines.segments[index].markDurable()
        return isSound
    }
}
