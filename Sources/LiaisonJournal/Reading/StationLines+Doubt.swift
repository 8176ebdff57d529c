import LiaisonSystem

// What can't be read: damage, or on its way. See `SegmentDoubt`.
extension StationLines {
    /// Passes over lines that can't be read and that sound ones follow.
    ///
    /// - Parameters:
    ///   - lines: The lines.
    ///   - index: The segment, read up to them.
    ///   - isSettled: Whether nobody has written to it for a while.
    ///   - now: CLOCK_MONOTONIC.
    ///   - inbox: The station's inbox.
    mutating func pass(
        _ lines: [UnreadableLine], ofSegment index: Int, isSettled: Bool, at now: UInt64,
        in inbox: InboxDirectory
    ) {
        for unreadable in lines {
            let line = segments[index].lineCount
            let isDoubtful = unreadable.hasHole && !isSettled
            if isDoubtful, segments[index].doubt?.passed.isEmpty != false {
                doubt(index, from: unreadable.start, at: now)
                let (lines, hash) = (segments[index].headLines, segments[index].headHash)
                segments[index].doubt?.linesBefore = lines
                segments[index].doubt?.hashBefore = hash
            }
            segments[index].addLine(from: unreadable.start, to: unreadable.start + unreadable.length)
            extract(ofLength: unreadable.length, fromSegment: index) {
                $0.append(damagedLineOf: unreadable.length)
            }
            if isDoubtful {
                segments[index].doubt?.passed.append(line)
            } else {
                note(unreadable.error, ofLine: line, segment: index, in: inbox)
            }
        }
    }

    /// Leaves lines at the end of a segment that can't be read for the next look; passes over them once they have stayed
    /// so too long.
    ///
    /// - Parameters: as of ``pass(_:ofSegment:isSettled:at:in:)``.
    mutating func leave(
        _ lines: [UnreadableLine], ofSegment index: Int, isSettled: Bool, at now: UInt64,
        in inbox: InboxDirectory
    ) {
        // Zeros before sound lines are in doubt first.
        if segments[index].doubt?.passed.isEmpty == false { return }
        guard let first = lines.first else { return clearDoubt(index) }
        let known = segments[index].doubt.flatMap { $0.start == first.start ? $0 : nil }
        if isSettled || known?.isOver(at: now) == true {
            clearDoubt(index)
            pass(lines, ofSegment: index, isSettled: true, at: now, in: inbox)
        } else if known == nil {
            doubt(index, from: first.start, at: now)
        }
    }

    private mutating func doubt(_ index: Int, from start: Int, at now: UInt64) {
        let known = segments[index].doubt.flatMap { $0.start == start ? $0 : nil }
        segments[index].doubt = SegmentDoubt(start: start, since: known?.since ?? now)
        doubted.insert(index)
    }

    private mutating func clearDoubt(_ index: Int) {
        if segments[index].doubt == nil { return }
        segments[index].doubt = nil
        doubted.remove(index)
    }

    /// Looks again at what was passed over in doubt: it is there now, or damage once it has stayed so too long.
    ///
    /// - Returns: Whether something is there now, so that everything has to be read anew.
    mutating func hasHealed(
        in inbox: InboxDirectory, at now: UInt64, as kind: (some JournalLine).Type
    ) throws(SystemError) -> Bool {
        // The committer knows indices of these lines: the next look will do.
        if isPinned { return false }
        for index in doubted {
            guard let doubt = segments[index].doubt, !doubt.passed.isEmpty else { continue }
            do throws(SystemError) {
                let file = try inbox.open(segments[index].name)
                var errors: [(line: Int, error: LineError)] = []
                for line in doubt.passed {
                    guard let error = try readingError(ofLine: line, segment: index, file, kind) else {
                        return true
                    }
                    errors.append((line, error))
                }
                guard doubt.isOver(at: now) else { continue }
                clearDoubt(index)
                for (line, error) in errors { note(error, ofLine: line, segment: index, in: inbox) }
            } catch {
                // The look itself tells of a file that can't be read, or is shorter now.
                guard error.concernsOneFile else { throw error }
            }
        }
        return false
    }

    /// Why a line can't be read; nothing when it can.
    private func readingError(
        ofLine line: Int, segment index: Int, _ file: borrowing FileDescriptor,
        _ kind: (some JournalLine).Type
    ) throws(SystemError) -> LineError? {
        let bytes = try SegmentFile.line(at: segments[index].range(ofLine: line), of: file)
        do throws(LineError) {
            _ = try kind.init(decoding: bytes, withPersonal: false)
            return nil
        } catch {
            return error
        }
    }

    /// Tells of the damaged lines that stored extracts only know to be damaged: each process names them.
    ///
    /// - Returns: Whether they still are.
    mutating func noteDamage(
        ofSegment index: Int, file: borrowing FileDescriptor, in inbox: InboxDirectory,
        as kind: (some JournalLine).Type
    ) throws(SystemError) -> Bool {
        for line in damagedLines.removeValue(forKey: index) ?? [] {
            guard let error = try readingError(ofLine: line, segment: index, file, kind) else { return false }
            note(error, ofLine: line, segment: index, in: inbox)
        }
        return true
    }

    /// Takes note, once for each, of what could not be read back.
    ///
    /// - Parameters:
    ///   - found: What that is.
    ///   - inbox: The station's inbox.
    ///   - now: CLOCK_MONOTONIC.
    /// - Returns: Whether some of it may be there in a moment.
    mutating func note(_ found: ReadingDamage, in inbox: InboxDirectory, at now: UInt64) -> Bool {
        var isOnItsWay = false
        for (path, error) in found.files { damage.note(error, at: path) }
        for (line, problem) in found.altered where altered.insert(line).inserted {
            let path = inbox.path(of: line.segment)
            damage.note(problem, at: Verification.Place(path: path, line: line.line + 1))
        }
        altered.subtract(found.restored)
        for (reference, error, hasHole) in found.lines {
            guard let index = index(of: reference.segment),
                damagedLines[index]?.contains(reference.line) != true
            else { continue }
            if hasHole, damage.isOnItsWay(reference.id(in: station), at: now) {
                isOnItsWay = true
            } else {
                note(error, ofLine: reference.line, segment: index, in: inbox)
            }
        }
        return isOnItsWay
    }

    /// It stays in its place, for `verify` to name again, and hides nothing else.
    private mutating func note(
        _ error: LineError, ofLine line: Int, segment index: Int, in inbox: InboxDirectory
    ) {
        damagedLines[index, default: []].append(line)
        let path = inbox.path(of: segments[index].name)
        damage.note(.unreadable(member: error.member), at: Verification.Place(path: path, line: line + 1))
    }
}
