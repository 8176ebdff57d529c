import LiaisonCodes
import LiaisonSystem

extension Inbox {
    /// Reads what other writers have added since the last time, new segments included.
    ///
    /// - Parameters:
    ///   - directory: The station's inbox directory; an absent one is empty.
    ///   - extracts: What spares the reading of segments that are there at the first time.
    ///   - view: What was seen of the directory before.
    /// - Throws: What the file system says; what was read before stays.
    mutating func readNewLines(in directory: String, extracts: ExtractFile, view: inout DirectoryView)
        throws(SystemError)
    {
        let stored = segments.isEmpty ? extracts.read() : [:]
        let live = try view.liveSegments(
            in: directory, now: WallClock.system.now, monotonic: monotonicNanoseconds())
        for name in live {
            if let seen = index(of: name) {
                if segments[seen].isOwn { continue }
                let size = try Files.status("\(directory)/\(name.fileName)", following: false)?.size ?? 0
                if size > segments[seen].end { try read(segment: seen, in: directory) }
            } else {
                try read(segment: add(SegmentIndex(name: name)), in: directory, after: stored[name] ?? [])
            }
        }
        if !unordered.isEmpty { try refoldUnordered(in: directory) }
    }

    private mutating func read(
        segment index: Int, in directory: String, after extracts: [SegmentExtract] = []
    ) throws(SystemError) {
        let file = try SegmentFile.open(segments[index].name, in: directory)
        take(extracts, ofSegment: index, file: file)
        _ = try SegmentFile.forEachLine(of: file, from: segments[index].end) { bytes, start in
            let line = segments[index].lineStarts.count
            segments[index].addLine(from: start, to: start + bytes.count + 1)
            do throws(LineError) {
                let decoded = try LedgerLine(decoding: bytes, withPersonal: false)
                segments[index].headHash = decoded.hash
                let hasWords = decoded.words == .present || decoded.words == .torn
                extract(decoded.content, length: bytes.count + 1, hasWords: hasWords, fromSegment: index)
                switch decoded.content {
                case .opened(let opening): if line == 0 { segments[index].witness = opening.marks }
                case .event(let event):
                    absorb(
                        event, at: EventPlace(segment: index, line: line),
                        hasWords: hasWords)
                }
            } catch {
                // What can't be read now stays in its place for `verify` to name; it hides nothing else.
                extract(nil, length: bytes.count + 1, hasWords: false, fromSegment: index)
                segments[index].damagedLines.append(line)
            }
        }
        segments[index].markDurable()
    }

    /// Folds anew every case whose events arrived out of order.
    mutating func refoldUnordered(in directory: String) throws(SystemError) {
        for index in unordered.sorted() {
            // A line that isn't stored yet would be left out for good.
            let isStored = places(ofCase: index).allSatisfy { $0.line < segments[$0.segment].durableLines }
            guard isStored else { continue }
            refold(index, try events(ofCase: index, in: directory, withPersonal: false))
        }
    }

    /// Reads the events of a case back from its segments, in the order of the fold.
    func events(
        ofCase index: Int, in directory: String, withPersonal: Bool
    ) throws(SystemError) -> [(Event, EventPlace)] {
        var found: [(Event, EventPlace)] = []
        for place in places(ofCase: index) {
            let segment = segments[place.segment]
            // A line of our own that isn't synced yet may still be taken back.
            guard place.line < segment.durableLines else { continue }
            let file = try SegmentFile.open(segment.name, in: directory)
            let bytes = try SegmentFile.line(at: segment.range(ofLine: place.line), of: file)
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: withPersonal),
                case .event(let event) = line.content
            else { continue }
            found.append((event, place))
        }
        return found.sorted { order($0.0, $0.1) < order($1.0, $1.1) }
    }
}
