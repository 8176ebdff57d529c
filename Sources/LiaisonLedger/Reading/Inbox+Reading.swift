import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

extension Inbox {
    /// Reads what other writers have added since the last time, new segments included.
    ///
    /// A file that can't be read is noted as ``damage`` and tried again; it hides no other.
    ///
    /// - Parameters:
    ///   - directory: The station's inbox directory; an absent one is empty.
    ///   - extracts: What spares the reading of segments that are there at the first time.
    ///   - view: What was seen of the directory before.
    ///   - now: CLOCK_MONOTONIC, for telling what stays from what is on its way.
    /// - Throws: What concerns more than one file; what was read before stays.
    mutating func readNewLines(
        in directory: String, extracts: ExtractFile, view: inout DirectoryView,
        now: UInt64 = monotonicNanoseconds()
    ) throws(SystemError) {
        if (try? hasNoNews(in: directory, &view)) == true { return }
        if try hasHealed(in: directory, at: now) {
            forget()
            view.forget()
        }
        try look(in: directory, extracts: extracts, view: &view, now: now)
        if lacksSomethingNew() {
            // Whoever referred to it had it before: it was stored after this look began. What is amiss then is missing.
            view.demandSweep()
            try look(in: directory, extracts: extracts, view: &view, now: now)
        }
        noteMissing(in: directory)
        if !unordered.isEmpty { try refoldUnordered(in: directory) }
    }

    /// Looks at everything that may have news, and reads that.
    private mutating func look(
        in directory: String, extracts: ExtractFile, view: inout DirectoryView, now: UInt64,
        usesExtracts: Bool = true
    ) throws(SystemError) {
        var stored = usesExtracts && segments.isEmpty ? extracts.read() : [:]
        // A segment that isn't opened would not be refused behind a link.
        if !stored.isEmpty, SegmentFile.isBehindLink(directory) { stored = [:] }
        var files: [SegmentName: FileStatus] = [:]
        do throws(SystemError) {
            files = try view.liveFiles(in: directory)
            if hasShrunk(files, view, in: directory, at: now) {
                // Everything is read anew, from the segments themselves.
                view.forget()
                stored = [:]
                files = try view.liveFiles(in: directory)
            }
            damage.clear(directory)
        } catch {
            guard error.concernsOneFile else { throw error }
            return damage.note(error, at: directory)
        }
        for (name, status) in files.sorted(by: { $0.key < $1.key }) {
            let seen = index(of: name)
            // Where lines are missing, the file itself is asked: what a network file system says of it may be old.
            let isShort = missing.isShort(name)
            if let seen {
                if segments[seen].isOwn { continue }
                // Nearly always: nothing new, and nothing that was wrong.
                if damage.reason == nil, !isShort, status.isRegularFile, status.size <= segments[seen].end {
                    continue
                }
            }
            let path = "\(directory)/\(name.fileName)"
            let index = seen ?? add(SegmentIndex(name: name))
            do throws(SystemError) {
                if status.size > segments[index].end || !status.isRegularFile || isShort {
                    changing.note(status, of: name, at: now)
                    let settled = changing.isChanging(name, at: now) ? nil : SettledStatus(status)
                    let isSound = try read(
                        segment: index, in: directory, settled: settled,
                        after: seen == nil ? stored[name] ?? [] : [], at: now)
                    if !isSound {
                        // A right checksum over what is no extract: the segments themselves have all of it.
                        forget()
                        view.forget()
                        return try look(
                            in: directory, extracts: extracts, view: &view, now: now, usesExtracts: false)
                    }
                } else if damage.concerns(path) {
                    // What was read of it before may still not be read back.
                    _ = try SegmentFile.open(name, in: directory)
                }
                damage.clear(path)
            } catch {
                guard error.concernsOneFile else { throw error }
                damage.note(error.about(path), at: path)
            }
        }
    }

    /// More segments of others than these are asked for their status through their directory, opened once.
    private static let fewFiles = 4

    /// Whether all is as it was, as the kernel says or a look at a few files shows: nearly always, where few
    /// processes write.
    private func hasNoNews(in directory: String, _ view: inout DirectoryView) throws(SystemError) -> Bool {
        // What waits to be folded anew is read again, news or not.
        guard !segments.isEmpty, unordered.isEmpty, damage.reason == nil, doubted.isEmpty else {
            return false
        }
        if view.isQuiet() { return true }
        let own = segments.indices.filter { segments[$0].isOwn }.map { segments[$0].name }
        guard let names = try view.unchangedNames(in: directory, besides: own), names.count <= Self.fewFiles
        else { return false }
        for name in names {
            guard let seen = index(of: name),
                let status = try Files.status("\(directory)/\(name.fileName)", following: false),
                status.isRegularFile, status.size == segments[seen].end
            else { return false }
        }
        return true
    }

    /// Forgets what was read, but for how much it was, what was told of it, what has to be there, and what changes.
    private mutating func forget() {
        let (linesRead, damage, missing, records) = (linesRead, damage, missing, records.emptied())
        let changing = changing
        self = Inbox(station: station)
        self.records = records
        self.linesRead = linesRead
        self.damage = damage
        self.missing = missing.whatStood()
        self.changing = changing
    }

    /// Forgets everything when a file holds less than was read of it: what stands in memory is no longer true.
    ///
    /// A writer takes back what it could not sync, another process may have read it by then; or somebody has
    /// laid hands on the store: then what has stood for a while is missing from now on.
    private mutating func hasShrunk(
        _ files: [SegmentName: FileStatus], _ view: DirectoryView, in directory: String, at now: UInt64
    ) -> Bool {
        if isPinned { return false }
        // By index: a copy of a segment's index takes longer than the look at it.
        let shrunk = segments.indices.filter { index in
            guard let status = files[segments[index].name] else {
                return segments[index].end > 0 && !view.lists(segments[index].name)
            }
            return !segments[index].isOwn && status.isRegularFile && status.size < segments[index].end
        }
        if shrunk.isEmpty { return false }
        for index in shrunk {
            let path = "\(directory)/\(segments[index].name.fileName)"
            damage.note(.shrunk, at: Verification.Place(path: path, line: 0))
            let segment = segments[index]
            missing.stood(
                segment.isOwn ? segment.durableLines : segment.standingLines(at: now), in: segment.name)
        }
        forget()
        return true
    }

    /// Reads a segment's new lines.
    ///
    /// - Parameters:
    ///   - index: The segment.
    ///   - directory: The inbox directory.
    ///   - settled: The segment's status, if it is settled.
    ///   - extracts: What is stored of it, when nothing of it has been read yet.
    ///   - now: CLOCK_MONOTONIC.
    /// - Returns: Whether the fold is sound; see ``take(_:ofSegment:)``.
    /// - Throws: What the file system says.
    private mutating func read(
        segment index: Int, in directory: String, settled: SettledStatus?, after extracts: [SegmentExtract],
        at now: UInt64
    ) throws(SystemError) -> Bool {
        defer { segments[index].noteStanding(at: now) }
        if let settled, extracts.last?.settled == settled { return take(extracts, ofSegment: index) }
        let file = try SegmentFile.open(segments[index].name, in: directory)
        if extracts.last?.agrees(with: file) == true {
            guard take(extracts, ofSegment: index) else { return false }
            // A line that can be read now was stored as none.
            guard try noteDamage(ofSegment: index, file: file, in: directory) else { return false }
        }
        var unreadable: [UnreadableLine] = []
        _ = try SegmentFile.forEachLine(of: file, from: segments[index].end) { bytes, start in
            linesRead += 1
            do throws(LineError) {
                let decoded = try LedgerLine(decoding: bytes, withPersonal: false)
                if !unreadable.isEmpty {
                    pass(unreadable, ofSegment: index, isSettled: settled != nil, at: now, in: directory)
                    unreadable = []
                }
                take(decoded, bytes, from: start, ofSegment: index)
            } catch {
                unreadable.append(UnreadableLine(at: start, bytes, error: error))
            }
        }
        leave(unreadable, ofSegment: index, isSettled: settled != nil, at: now, in: directory)
        segments[index].markDurable()
        if let settled { note(settled, ofSegment: index) }
        return true
    }

    private mutating func take(
        _ decoded: LedgerLine, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, ofSegment index: Int
    ) {
        let line = segments[index].lineStarts.count
        segments[index].addLine(from: start, to: start + bytes.count + 1)
        segments[index].setHead(decoded.hash)
        let extracted = ExtractedLine(decoded, bytes)
        extract(extracted, fromSegment: index)
        take(extracted.content, at: LinePlace(segment: index, line: line), hasWords: extracted.hasWords)
    }

    /// Folds anew every case whose events arrived out of order.
    mutating func refoldUnordered(in directory: String) throws(SystemError) {
        for index in unordered.sorted() {
            // A line that isn't stored yet would be left out for good.
            let isStored = places(ofCase: index).allSatisfy { $0.line < segments[$0.segment].durableLines }
            guard isStored else { continue }
            do throws(SystemError) {
                refold(index, try events(ofCase: index, in: directory, withPersonal: false))
            } catch {
                // Until its file can be read again, the case stays as it came in.
                guard error.concernsOneFile else { throw error }
            }
        }
    }

    /// Reads the events of a case back from its segments, in the order of the fold.
    func events(
        ofCase index: Int, in directory: String, withPersonal: Bool
    ) throws(SystemError) -> [(Event, LinePlace)] {
        var found: [(Event, LinePlace)] = []
        for place in places(ofCase: index) {
            let segment = segments[place.segment]
            // A line of our own that isn't synced yet may still be taken back.
            guard place.line < segment.durableLines else { continue }
            let file = try SegmentFile.open(segment.name, in: directory)
            let bytes = try SegmentFile.line(at: segment.range(ofLine: place.line), of: file)
            do throws(LineError) {
                let line = try LedgerLine(decoding: bytes, withPersonal: withPersonal)
                if case .event(let event) = line.content { found.append((event, place)) }
            } catch {
                // What was read before, and is on its way again, must not fall out of the case.
                if bytes.withUnsafeBufferPointer({ LineScanner.hasHole($0) }) {
                    throw SystemError("pread", directory, code: .inputOutput)
                }
            }
        }
        return found.sorted { order($0.0, $0.1) < order($1.0, $1.1) }
    }
}
