import LiaisonCodes
import LiaisonSystem

extension FoldedStation {
    /// Reads what other writers have added since the last time, new segments included.
    ///
    /// A file that can't be read is noted as damage and tried again; it hides no other.
    ///
    /// - Parameters:
    ///   - inbox: The station's inbox; an absent one is empty.
    ///   - extracts: What spares the reading of segments that are there at the first time.
    ///   - view: What was seen of the directory before.
    ///   - now: CLOCK_MONOTONIC, for telling what stays from what is on its way.
    /// - Throws: What concerns more than one file; what was read before stays.
    mutating func readNewLines(
        in inbox: InboxDirectory, extracts: ExtractFile, view: inout DirectoryView,
        now: UInt64 = monotonicNanoseconds()
    ) throws(SystemError) {
        if (try? hasNoNews(in: inbox, &view)) == true {
            // Another station's ledger may have referred to what isn't here.
            return lines.noteMissing(fold, in: inbox)
        }
        if try lines.hasHealed(in: inbox, at: now, as: Folded.Line.self) {
            forget()
            view.forget()
        }
        try look(in: inbox, extracts: extracts, view: &view, now: now)
        if lines.lackSomethingNew(fold) {
            // Whoever referred to it had it before: it was stored after this look began. What is amiss then is missing.
            view.demandSweep()
            try look(in: inbox, extracts: extracts, view: &view, now: now)
        }
        lines.noteMissing(fold, in: inbox)
        if fold.isUnordered {
            lines.revision += 1
            try fold.reorder(lines, in: inbox)
        }
    }

    /// Looks at everything that may have news, and reads that.
    private mutating func look(
        in inbox: InboxDirectory, extracts: ExtractFile, view: inout DirectoryView, now: UInt64,
        usesExtracts: Bool = true
    ) throws(SystemError) {
        // Whoever uses none asks them all the same what there was.
        let known = lines.segments.isEmpty ? extracts.read() : [:]
        var stored = usesExtracts && lines.isCached ? known : [:]
        lines.noteNames(known.keys)
        // A segment that isn't opened would not be refused behind a link.
        if !stored.isEmpty, inbox.isBehindLink() { stored = [:] }
        var files: [SegmentName: FileStatus] = [:]
        do throws(SystemError) {
            files = try view.liveFiles(in: inbox)
            if hasShrunk(files, view, in: inbox, at: now) {
                // Everything is read anew, from the segments themselves.
                view.forget()
                stored = [:]
                files = try view.liveFiles(in: inbox)
            }
            lines.damage.clear(inbox.path)
            lines.noteMissing(knownTo: known, among: files, view)
        } catch {
            guard error.concernsOneFile else { throw error }
            return lines.damage.note(error, at: inbox.path)
        }
        for (name, status) in files.sorted(by: { $0.key < $1.key }) {
            let seen = lines.index(of: name)
            // Where lines are missing, the file itself is asked: what a network file system says of it may be old.
            let isShort = lines.missing.isShort(name)
            if let seen {
                if lines.segments[seen].isOwn { continue }
                // Nearly always: nothing new, and nothing that was wrong.
                if lines.damage.reason == nil, !isShort, status.isRegularFile,
                    status.size <= lines.segments[seen].end
                {
                    continue
                }
            }
            let path = inbox.path(of: name)
            let index = seen ?? lines.add(SegmentIndex(name: name))
            do throws(SystemError) {
                if status.size > lines.segments[index].end || !status.isRegularFile || isShort {
                    if seen != nil, lines.changing.isExchanged(name, for: status) {
                        // Whose first batch failed removes its segment, and the next one may take the name: what was
                        // read of it stands nowhere any more.
                        if lines.isPinned { continue }
                        lines.changing.note(status, of: name, at: now)
                        forget()
                        view.forget()
                        return try look(
                            in: inbox, extracts: extracts, view: &view, now: now, usesExtracts: false)
                    }
                    lines.changing.note(status, of: name, at: now)
                    let settled = lines.changing.isChanging(name, at: now) ? nil : SettledStatus(status)
                    let isSound = try read(
                        segment: index, in: inbox, settled: settled,
                        after: seen == nil ? stored[name] ?? [] : [], at: now)
                    if !isSound {
                        // A right checksum over what is no extract: the segments themselves have all of it.
                        forget()
                        view.forget()
                        return try look(
                            in: inbox, extracts: extracts, view: &view, now: now, usesExtracts: false)
                    }
                } else if lines.damage.concerns(path) {
                    // What was read of it before may still not be read back.
                    _ = try inbox.open(name)
                }
                lines.damage.clear(path)
            } catch {
                guard error.concernsOneFile else { throw error }
                lines.damage.note(error.about(path), at: path)
            }
        }
    }

    /// More segments of others than these are asked for their status through their directory, opened once.
    private static var fewFiles: Int { 4 }

    /// Whether all is as it was, as the kernel says or a look at a few files shows: nearly always, where few
    /// processes write.
    private func hasNoNews(in inbox: InboxDirectory, _ view: inout DirectoryView) throws(SystemError) -> Bool
    {
        // What waits to be folded anew is read again, news or not.
        guard !lines.segments.isEmpty, !fold.isUnordered, lines.damage.reason == nil, lines.doubted.isEmpty
        else {
            return false
        }
        if view.isQuiet() { return true }
        let own = lines.segments.indices.filter { lines.segments[$0].isOwn }.map { lines.segments[$0].name }
        guard let names = try view.unchangedNames(in: inbox, besides: own), names.count <= Self.fewFiles
        else { return false }
        for name in names {
            guard let seen = lines.index(of: name),
                let status = try Files.status(inbox.path(of: name), following: false),
                status.isRegularFile, status.size == lines.segments[seen].end
            else { return false }
        }
        return true
    }

    /// Forgets everything when a file holds less than was read of it: what stands in memory is no longer true.
    ///
    /// A writer takes back what it could not sync, another process may have read it by then; or somebody has
    /// laid hands on the store: then what has stood for a while is missing from now on.
    private mutating func hasShrunk(
        _ files: [SegmentName: FileStatus], _ view: DirectoryView, in inbox: InboxDirectory, at now: UInt64
    ) -> Bool {
        if lines.isPinned { return false }
        // By index: a copy of a segment's index takes longer than the look at it.
        let shrunk = lines.segments.indices.filter { index in
            guard let status = files[lines.segments[index].name] else {
                return lines.segments[index].end > 0 && !view.lists(lines.segments[index].name)
            }
            return !lines.segments[index].isOwn && status.isRegularFile
                && status.size < lines.segments[index].end
        }
        if shrunk.isEmpty { return false }
        for index in shrunk {
            let path = inbox.path(of: lines.segments[index].name)
            lines.damage.note(.shrunk, at: Verification.Place(path: path, line: 0))
            let segment = lines.segments[index]
            lines.missing.stood(
                segment.isOwn ? segment.durableLines : segment.standingLines(at: now), in: segment.name,
                head: segment.witnessableHead)
        }
        forget()
        return true
    }

    /// Reads a segment's new lines.
    ///
    /// - Parameters:
    ///   - index: The segment.
    ///   - inbox: The station's inbox.
    ///   - settled: The segment's status, if it is settled.
    ///   - extracts: What is stored of it, when nothing of it has been read yet.
    ///   - now: CLOCK_MONOTONIC.
    /// - Returns: Whether the fold is sound; see ``Fold/take(_:ofSegment:in:)``.
    /// - Throws: What the file system says.
    private mutating func read(
        segment index: Int, in inbox: InboxDirectory, settled: SettledStatus?,
        after extracts: [SegmentExtract],
        at now: UInt64
    ) throws(SystemError) -> Bool {
        defer { lines.segments[index].noteStanding(at: now) }
        if let settled, extracts.last?.settled == settled { return take(extracts, ofSegment: index) }
        let file = try inbox.open(lines.segments[index].name)
        if extracts.last?.agrees(with: file, as: Folded.Line.self) == true {
            guard take(extracts, ofSegment: index) else { return false }
            // A line that can be read now was stored as none.
            let isStill = try lines.noteDamage(
                ofSegment: index, file: file, in: inbox, as: Folded.Line.self)
            if !isStill { return false }
        }
        if lines.segments[index].end == 0 {
            try refuseForeign(file, at: lines.segments[index].name, in: inbox)
        }
        var unreadable: [UnreadableLine] = []
        _ = try SegmentFile.forEachLine(of: file, from: lines.segments[index].end) { bytes, start in
            lines.linesRead += 1
            do throws(LineError) {
                let line = try Folded.Line(decoding: bytes, withPersonal: false)
                if !unreadable.isEmpty {
                    lines.pass(
                        unreadable, ofSegment: index, isSettled: settled != nil, at: now, in: inbox)
                    unreadable = []
                }
                take(line, bytes, ofSegment: index)
            } catch {
                unreadable.append(UnreadableLine(at: start, bytes, error: error))
            }
        }
        lines.leave(unreadable, ofSegment: index, isSettled: settled != nil, at: now, in: inbox)
        lines.segments[index].markDurable()
        if let settled { lines.note(settled, ofSegment: index) }
        return true
    }

    /// Refuses another station's segment in the place of one of ours: what it holds belongs elsewhere, and what stood there
    /// is missing.
    private func refuseForeign(
        _ file: borrowing FileDescriptor, at name: SegmentName, in inbox: InboxDirectory
    ) throws(SystemError) {
        guard let range = try SegmentFile.firstLine(of: file),
            let line = try? Folded.Line(
                decoding: try SegmentFile.line(at: range, of: file), withPersonal: false),
            let opening = line.opening, opening.station != station
        else { return }
        throw SystemError("read", inbox.path(of: name), code: .illegalSequence)
    }

    mutating func take(
        _ line: Folded.Line, _ bytes: UnsafeBufferPointer<UInt8>, ofSegment index: Int
    ) {
        let length = bytes.count + 1
        let place = lines.addLine(ofLength: length, toSegment: index)
        lines.segments[index].setHead(line.frame.hash)
        if let opening = line.opening { lines.take(opening.marks, at: place) }
        if let opening = line.opening, !line.isNewer {
            lines.extract(ofLength: length, fromSegment: index) { $0.append(opening.marks, ofLength: length) }
        } else {
            fold.take(line, bytes, at: place, in: &lines)
        }
    }

    /// Takes the lines of a segment over from its stored extracts.
    ///
    /// - Parameters:
    ///   - extracts: The stretches, from the segment's first byte, which agree with the segment.
    ///   - index: The segment, of which nothing has been read yet.
    /// - Returns: Whether the fold is sound; not when what is stored proved half-way to be no lines.
    private mutating func take(_ extracts: [SegmentExtract], ofSegment index: Int) -> Bool {
        guard let last = extracts.last else { return true }
        lines.segments[index].reserveLines(extracts.reduce(0) { $0 + $1.lineCount })
        if !fold.take(extracts, ofSegment: index, in: &lines) { return false }
        lines.segments[index].setHead(last.headHash)
        lines.segments[index].markDurable()
        lines.segments[index].growing = GrowingExtract(station: station, from: lines.segments[index].end)
        return true
    }
}
