import LiaisonCodes
import LiaisonSystem

// The room where everything is read back: every byte of every segment, by whoever doesn't trust what was read before. Its
// rule: it believes no cache and no fold, and names the file and the line of whatever is wrong. Segments come from `Segments/`,
// marks and seals from where they were kept; findings go to people. What lines mean together is asked of a `LineCheck`.

/// What a check of a station asks of whoever knows what its lines say.
package protocol LineCheck: Sendable {
    /// What it reads a line as.
    associatedtype Line: JournalLine

    /// Reads the next line, and keeps what it says for ``note(words:isFirst:at:_:)``: as a value it would be copied
    /// by way of its type's tables, since who checks doesn't know the type.
    ///
    /// - Parameter bytes: The line without its newline.
    /// - Returns: What the journal checks of it.
    /// - Throws: ``LineError`` for what is no line.
    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(LineError) -> CheckedLine

    /// Takes note of the line that was read last: it is one, and no opening.
    ///
    /// - Parameters:
    ///   - words: What has become of its words.
    ///   - isFirst: Whether it is a segment's first.
    ///   - place: Where it stands.
    ///   - result: Gets what is wrong with it.
    mutating func note(
        words: LineWords, isFirst: Bool, at place: Verification.Place, _ result: inout Verification)

    /// Checks what only all lines together show.
    ///
    /// - Parameters:
    ///   - isWhole: Whether every line was read, not only those behind what was found sound before.
    ///   - result: Gets what is wrong.
    mutating func conclude(isWhole: Bool, _ result: inout Verification)
}

/// What the journal checks of a line.
package struct CheckedLine {
    let frame: LineFrame
    let opening: SegmentOpening?
    let isNewer: Bool

    /// What is to be checked of a line.
    ///
    /// - Parameters:
    ///   - frame: Its place in the chain, and what its hashes are over.
    ///   - opening: What it says as the first line of a segment; nothing for any other.
    ///   - isNewer: Whether it says anything that this release doesn't know.
    package init(frame: LineFrame, opening: SegmentOpening?, isNewer: Bool) {
        (self.frame, self.opening, self.isNewer) = (frame, opening, isNewer)
    }
}

/// The check of one station's segments.
package struct StationCheck<Lines: LineCheck>: Sendable {
    private let inbox: InboxDirectory
    /// What was found sound before and isn't read again.
    package var skipped: [SegmentName: VerifiedMarks.Mark] = [:]
    /// What was there before, and has to be there now.
    package var expected: [SegmentName: VerifiedMarks.Mark] = [:]
    /// What somebody has kept elsewhere of the station's state of before.
    package var seal: StationSeal?
    /// What the cache has seen stand for a while: a witness where there is no other.
    package var cached: [SegmentHead] = []

    /// What has been found.
    package private(set) var result = Verification()
    /// Whether something can't be read that may be on its way.
    package private(set) var mayBeUnfinished = false
    private var hashes: [SegmentName: HeadHashes] = [:]
    /// What was there before and isn't any more.
    private var lost: [SegmentName: VerifiedMarks.Mark] = [:]
    private var witnessed: [(head: SegmentHead, by: SegmentName)] = []
    /// What its lines have shown.
    package private(set) var lines: Lines

    /// Nothing has been read yet.
    ///
    /// - Parameters:
    ///   - inbox: The station's inbox.
    ///   - lines: Checks what its lines say.
    package init(of inbox: InboxDirectory, lines: Lines) {
        self.inbox = inbox
        self.lines = lines
        result.stations = 1
    }

    /// Checks everything; what is wrong stands in ``result``.
    package mutating func run() {
        do throws(SystemError) {
            for name in try inbox.segmentNames() {
                result.segments += 1
                do throws(SystemError) { try check(name) } catch {
                    result.report(.system(error), Verification.Place(path: inbox.path(of: name), line: 0))
                }
            }
        } catch {
            result.report(.system(error), Verification.Place(path: inbox.path, line: 0))
        }
        checkHeads()
        lines.conclude(isWhole: skipped.isEmpty, &result)
        if !result.findings.isEmpty {
            // Everything is read anew the next time, and what is missing is missed again.
            result.marks = VerifiedMarks()
            if !lost.isEmpty { result.marks.segments[inbox.station] = lost }
        }
    }

    private mutating func check(_ name: SegmentName) throws(SystemError) {
        let file = try inbox.open(name)
        let status = try file.status()
        let size = status.size
        let path = inbox.path(of: name)
        var chain = LineChain()
        var lastStart = 0
        var start = 0
        if let mark = skipped[name], try mark.holds(in: file, size: size, as: Lines.Line.self) {
            chain = LineChain(lines: mark.lines, head: mark.head)
            (lastStart, start) = (mark.lastStart, mark.end)
        }
        var seen = HeadHashes(first: chain.lines)
        var isLastUnreadable = false
        let isSettled = SettledStatus(status) != nil
        let end = try SegmentFile.forEachLine(of: file, from: start) { bytes, start in
            isLastUnreadable = !follow(
                bytes, of: name, at: Verification.Place(path: path, line: chain.lines + 1), &chain)
            if isLastUnreadable, !isSettled, LineScanner.hasHole(bytes) { mayBeUnfinished = true }
            seen.append(chain.head)
            lastStart = start
        }
        if isLastUnreadable, !isSettled { mayBeUnfinished = true }
        hashes[name] = seen
        result.lines += seen.lines - seen.first
        result.bytes += size - start
        if size > end {
            let tail = try SegmentFile.line(at: end..<size, of: file)
            let place = Verification.Place(path: path, line: seen.lines + 1)
            // A crash leaves the beginning of a line; a whole object with something else behind it is no such.
            if LineScanner.isCutShort(tail) {
                result.tornTails.append(place)
            } else {
                result.report(.unreadable(member: "newline"), place)
            }
        }
        if seen.lines > 0 {
            result.marks.segments[inbox.station, default: [:]][name] = VerifiedMarks.Mark(
                lines: seen.lines, lastStart: lastStart, end: end, head: chain.head)
        }
    }

    /// Checks the next line.
    ///
    /// - Returns: Whether it is one.
    private mutating func follow(
        _ bytes: UnsafeBufferPointer<UInt8>, of segment: SegmentName, at place: Verification.Place,
        _ chain: inout LineChain
    ) -> Bool {
        let sequence = chain.lines
        let line: CheckedLine
        do throws(LineError) { line = try lines.read(bytes) } catch {
            chain.pass()
            result.report(.unreadable(member: error.member), place)
            return false
        }
        let link = chain.follow(bytes, line.frame)
        for problem in link.problems { result.report(problem, place) }
        if line.isNewer { result.newerLines += 1 }
        if let opening = line.opening {
            if sequence != 0 || opening.station != inbox.station || opening.segment != segment {
                result.report(.badOpening, place)
            }
            witnessed += opening.witness.map { ($0, segment) }
        } else {
            lines.note(words: link.words, isFirst: sequence == 0, at: place, &result)
        }
        return true
    }

    private mutating func checkHeads() {
        for (head, witness) in witnessed where hashes[head.segment]?.contains(head) != true {
            result.report(
                .headMissing(witness: witness.description),
                Verification.Place(path: inbox.path(of: head.segment), line: head.sequence + 1))
        }
        for head in seal?.heads ?? [] where hashes[head.segment]?.contains(head) != true {
            result.report(
                .sealBroken, Verification.Place(path: inbox.path(of: head.segment), line: head.sequence + 1))
        }
        for (name, mark) in expected.sorted(by: { $0.key < $1.key }) {
            let head = SegmentHead(segment: name, sequence: mark.lines - 1, hash: mark.head)
            if hashes[name]?.contains(head) == true { continue }
            lost[name] = mark
            result.report(.changedSince, Verification.Place(path: inbox.path(of: name), line: mark.lines))
        }
        for head in cached where hashes[head.segment]?.contains(head) != true {
            let place = Verification.Place(path: inbox.path(of: head.segment), line: head.sequence + 1)
            if result.findings.contains(where: { $0.place.path == place.path }) { continue }
            result.report(.unlikeCache, place)
        }
    }
}

extension VerifiedMarks.Mark {
    /// Whether the segment still has the last line that was seen, where it was seen.
    fileprivate func holds(
        in file: borrowing FileDescriptor, size: Int, as kind: (some JournalLine).Type
    ) throws(SystemError) -> Bool {
        guard end <= size else { return false }
        let bytes = try SegmentFile.line(at: lastStart..<end, of: file)
        guard bytes.last == 0x0A, let line = try? kind.init(decoding: bytes.dropLast(), withPersonal: false)
        else { return false }
        let seal = Array(bytes.dropLast()).withUnsafeBufferPointer { LineSeal.check($0, line.frame) }
        return seal == .intact && line.frame.hash == head && line.frame.sequence == lines - 1
    }
}
