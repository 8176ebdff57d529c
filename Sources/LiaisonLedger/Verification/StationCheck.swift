import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// The check of one station's segments.
struct StationCheck {
    let station: StationID
    let directory: String
    /// What was found sound before and isn't read again.
    var skipped: [SegmentName: VerifiedMarks.Mark] = [:]
    /// What was there before, and has to be there now.
    var expected: [SegmentName: VerifiedMarks.Mark] = [:]
    /// What somebody has kept elsewhere of the station's state of before.
    var seal: StationSeal?
    /// A case's entry that is looked for, by the hash of its line.
    var entry: (number: CaseNumber, hash: [UInt8])?
    private var found: (spot: Spot, at: Timestamp)?

    var result = Verification()
    /// Whether something can't be read that may be on its way.
    private(set) var mayBeUnfinished = false
    private var hashes: [SegmentName: HeadHashes] = [:]
    private var witnessed: [(head: SegmentHead, by: SegmentName)] = []
    private var holders = NumberHolders()
    private var erasures: [Spot] = []
    private var withoutWords: [Spot] = []
    private var tornWords: [Spot] = []
    private var withWords: [Spot] = []
    /// Events other than messages.
    private var others: [Spot] = []
    private let photos: PhotoStore
    private var named: [(StoredPhoto, Spot)] = []
    /// What belongs to no case: the numbers whose words are erased, and the lines with words or what is left of them.
    private var erasedRecords: Set<RecordNumber> = []
    private var recordLines: [(number: RecordNumber, words: LineWords, place: Verification.Place)] = []

    /// A line that belongs to a case.
    private struct Spot {
        let number: CaseNumber
        /// Which case, where the line says so.
        let nonce: Digest?
        let segment: SegmentName
        /// From 1.
        let line: Int
    }

    init(station: StationID, directory: String, photos: PhotoStore) {
        self.station = station
        self.photos = photos
        self.directory = directory
        result.stations = 1
    }

    /// Checks everything; what is wrong stands in ``result``.
    mutating func run() {
        do throws(SystemError) {
            for name in try SegmentFile.names(in: directory) {
                result.segments += 1
                do throws(SystemError) { try check(name) } catch {
                    report(.system(error), Verification.Place(path: path(of: name), line: 0))
                }
            }
        } catch {
            report(.system(error), Verification.Place(path: directory, line: 0))
        }
        checkHeads()
        checkCases()
        checkRecords()
        result.cases = holders.count
        if !result.findings.isEmpty { result.marks = VerifiedMarks() }
    }

    private func path(of name: SegmentName) -> String { "\(directory)/\(name.fileName)" }

    private func place(_ spot: Spot) -> Verification.Place {
        Verification.Place(path: path(of: spot.segment), line: spot.line)
    }

    private mutating func report(_ problem: Verification.Problem, _ place: Verification.Place) {
        result.findings.append(Verification.Finding(place: place, problem: problem))
    }

    private mutating func check(_ name: SegmentName) throws(SystemError) {
        let file = try SegmentFile.open(name, in: directory)
        let size = try file.status().size
        var chain = LineChain()
        var lastStart = 0
        var start = 0
        if let mark = skipped[name], try mark.holds(in: file, size: size) {
            chain = LineChain(lines: mark.lines, head: mark.head)
            (lastStart, start) = (mark.lastStart, mark.end)
        }
        var seen = HeadHashes(first: chain.lines)
        var isLastUnreadable = false
        let isSettled = SettledStatus(try file.status()) != nil
        let end = try SegmentFile.forEachLine(of: file, from: start) { bytes, start in
            isLastUnreadable = !follow(bytes, in: name, &chain)
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
            let place = Verification.Place(path: path(of: name), line: seen.lines + 1)
            // A crash leaves the beginning of a line; a whole object with something else behind it is no such.
            if LineScanner.isCutShort(tail) {
                result.tornTails.append(place)
            } else {
                report(.unreadable(member: "newline"), place)
            }
        }
        if seen.lines > 0 {
            result.marks.segments[station, default: [:]][name] = VerifiedMarks.Mark(
                lines: seen.lines, lastStart: lastStart, end: end, head: chain.head)
        }
    }

    /// Checks the next line.
    ///
    /// - Returns: Whether it is one.
    private mutating func follow(
        _ bytes: UnsafeBufferPointer<UInt8>, in segment: SegmentName, _ chain: inout LineChain
    ) -> Bool {
        let sequence = chain.lines
        let place = Verification.Place(path: path(of: segment), line: sequence + 1)
        let link = chain.follow(bytes)
        for problem in link.problems { report(problem, place) }
        guard let line = link.line else { return false }
        if line.isNewer { result.newerLines += 1 }
        switch line.content {
        case .opened(let opening):
            if sequence != 0 || opening.station != station || opening.segment != segment {
                report(.badOpening, place)
            }
            witnessed += opening.witness.map { ($0, segment) }
        case .event(let event):
            if sequence == 0 { report(.badOpening, place) }
            let spot = Spot(
                number: event.caseNumber, nonce: event.ofNonce, segment: segment, line: sequence + 1)
            note(event, link.words, spot)
            if let entry, entry.hash == line.hash { found = (spot, event.at) }
        case .record(let record):
            if sequence == 0 { report(.badOpening, place) }
            if record.kind == Record.erasure { erasedRecords.insert(record.number) }
            if link.words != .none { recordLines.append((record.number, link.words, place)) }
        case .newer:
            // Which words it has, and who may take them out, only a newer release knows; not what was altered.
            if link.words == .torn { report(.wordsAltered, place) }
        }
        return true
    }

    private mutating func note(_ event: Event, _ words: LineWords, _ spot: Spot) {
        switch event.body {
        case .received(let receipt):
            holders.add(receipt.nonce, to: event.caseNumber)
        // Its message stands in another station's ledger.
        case .referred: break
        // Its message may, and what its photos and the absence of its words mean is known to a newer release.
        case .newer:
            switch words {
            case .none, .erased: break
            case .torn: tornWords.append(spot)
            case .present: withWords.append(spot)
            }
            return
        case .erased:
            erasures.append(spot)
            others.append(spot)
        default: others.append(spot)
        }
        named += event.photos.map { (StoredPhoto(photo: $0, number: event.caseNumber), spot) }
        switch words {
        case .none: break
        case .erased: withoutWords.append(spot)
        case .torn: tornWords.append(spot)
        case .present: withWords.append(spot)
        }
    }
}

// MARK: What only all segments together show

extension StationCheck {
    private mutating func checkCases() {
        // The messages of what wasn't read again aren't known.
        if skipped.isEmpty {
            for spot in others where !holders.have(spot.number) {
                report(.caseMissing(spot.number.description), place(spot))
            }
        }
        let erased = holders.cases(erasures.map { ($0.number, $0.nonce) })
        let isErased = { (spot: Spot) in erased.contains(spot.number, spot.nonce) }
        for spot in withoutWords where !isErased(spot) { report(.wordsMissing, place(spot)) }
        for spot in tornWords {
            if isErased(spot) {
                result.wordsLeft.append(place(spot))
            } else {
                report(.wordsAltered, place(spot))
            }
        }
        // One photo may be of two cases that have had one number.
        var kept: Set<String> = []
        for (photo, spot) in named where !isErased(spot) {
            check(photo, named: place(spot))
            kept.insert(path(of: photo))
        }
        for (photo, spot) in named
        where isErased(spot) && !kept.contains(path(of: photo)) && isStanding(photo) {
            result.wordsLeft.append(place(spot))
        }
        if let found, let entry,
            holders.lead(entry.number, toCaseOf: found.spot.number, found.spot.nonce)
        {
            result.entry = place(found.spot)
            result.entryTime = found.at
        }
        if erasures.isEmpty { return }
        for spot in withWords where isErased(spot) { result.wordsLeft.append(place(spot)) }
    }

    private mutating func checkRecords() {
        for (number, words, place) in recordLines {
            let isErased = erasedRecords.contains(number)
            switch words {
            case .none: break
            // Where only what is new is read, the erasure may stand in what isn't: then everything is read.
            case .erased: if !isErased { report(.wordsMissing, place) }
            case .torn:
                if isErased { result.wordsLeft.append(place) } else { report(.wordsAltered, place) }
            case .present: if isErased { result.wordsLeft.append(place) }
            }
        }
    }

    private func path(of stored: StoredPhoto) -> String { "\(stored.number)/\(stored.photo.fileName)" }

    /// Whether a photo is still there; one that can't be read is.
    private func isStanding(_ stored: StoredPhoto) -> Bool {
        do throws(SystemError) { return try photos.hash(of: stored) != nil } catch { return true }
    }

    private mutating func check(_ stored: StoredPhoto, named place: Verification.Place) {
        let (number, name) = (stored.number.description, stored.photo.fileName)
        do throws(SystemError) {
            switch try photos.hash(of: stored) {
            case stored.photo.hash: break
            case nil: report(.photoMissing(case: number, name: name), place)
            default: report(.photoAltered(case: number, name: name), place)
            }
        } catch {
            report(.system(error), place)
        }
    }

    private mutating func checkHeads() {
        for (head, witness) in witnessed where hashes[head.segment]?.contains(head) != true {
            report(
                .headMissing(witness: witness.description),
                Verification.Place(path: path(of: head.segment), line: head.sequence + 1))
        }
        for head in seal?.heads ?? [] where hashes[head.segment]?.contains(head) != true {
            report(.sealBroken, Verification.Place(path: path(of: head.segment), line: head.sequence + 1))
        }
        for (name, mark) in expected.sorted(by: { $0.key < $1.key }) {
            let head = SegmentHead(segment: name, sequence: mark.lines - 1, hash: mark.head)
            if hashes[name]?.contains(head) == true { continue }
            report(.changedSince, Verification.Place(path: path(of: name), line: mark.lines))
        }
    }
}

extension VerifiedMarks.Mark {
    /// Whether the segment still has the last line that was seen, where it was seen.
    fileprivate func holds(
        in file: borrowing FileDescriptor, size: Int
    ) throws(SystemError) -> Bool {
        guard end <= size else { return false }
        let bytes = try SegmentFile.line(at: lastStart..<end, of: file)
        guard bytes.last == 0x0A, let line = try? LedgerLine(decoding: bytes.dropLast(), withPersonal: false)
        else { return false }
        let seal = Array(bytes.dropLast()).withUnsafeBufferPointer { LineSeal.check($0, hash: line.hash) }
        return seal == .intact && line.hash == head && line.sequence == lines - 1
    }
}
