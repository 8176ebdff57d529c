import LiaisonCodes
import LiaisonSystem

/// What reading everything back has shown.
package struct Verification: Equatable, Sendable {
    package var stations = 0
    package var segments = 0
    package var lines = 0
    package var cases = 0
    package var bytes = 0
    /// Last lines that a crash cut short: they were never acknowledged, and nothing is missing for them.
    package var tornTails: [Place] = []
    /// What is wrong.
    package var findings: [Finding] = []
    /// Words of erased cases that still stand: their erasure was interrupted and is to be finished.
    package var wordsLeft: [Place] = []

    package init() {}

    /// A line of a file; line numbers as editors count them, from 1.
    package struct Place: Equatable, Sendable {
        package let path: String
        package let line: Int
    }

    /// One thing that is wrong, and where.
    package struct Finding: Equatable, Sendable {
        package let place: Place
        package let problem: Problem
    }

    /// What can be wrong with a line.
    package enum Problem: Equatable, Sendable {
        /// It isn't a line of the ledger at all: the member that can't be read.
        case unreadable(member: String)
        /// Its bytes don't give its hash: it was altered.
        case altered
        /// Its words don't give the hash they were sealed with: they were altered.
        case wordsAltered
        /// Its words are missing and no erasure says so.
        case wordsMissing
        /// It doesn't follow the line before it: one was taken out, added, or moved.
        case outOfChain
        /// The segment's opening is missing or tells of another station or segment.
        case badOpening
        /// Another segment has seen a line here that is gone or different.
        case headMissing(witness: String)
        /// It belongs to a case that has no message.
        case caseMissing(String)
        /// It names a photo that isn't there.
        case photoMissing(case: String, name: String)
        /// A photo's bytes don't give its hash: it was altered.
        case photoAltered(case: String, name: String)
        /// The file can't be read.
        case system(SystemError)
    }
}

extension Ledger {
    /// Reads every segment back and checks every byte of it: shape, chain, seals, heads, cases.
    ///
    /// - Parameter chosen: Whose; all when nothing is given.
    /// - Returns: What it has found; a file that can't be read is a finding too.
    /// - Throws: Only when the stations can't be listed.
    package func verify(stations chosen: [StationID]? = nil) throws(SystemError) -> Verification {
        var result = Verification()
        let all = try stations()
        for station in chosen ?? all {
            result.stations += 1
            var check = StationCheck(
                station: station, directory: "\(directory)/stations/\(station)/inbox", photos: photos)
            check.run()
            result.add(check)
        }
        return result
    }
}

extension Verification {
    fileprivate mutating func add(_ check: StationCheck) {
        segments += check.segments
        lines += check.lines
        cases += check.messages.count
        bytes += check.bytes
        tornTails += check.tornTails
        findings += check.findings
        wordsLeft += check.wordsLeft
    }
}

/// The check of one station's segments.
private struct StationCheck {
    let station: StationID
    let directory: String
    var segments = 0
    var lines = 0
    var bytes = 0
    var tornTails: [Verification.Place] = []
    var findings: [Verification.Finding] = []
    /// The numbers of all messages.
    var messages: Set<CaseNumber> = []
    private var hashes: [SegmentName: [[UInt8]]] = [:]
    private var witnessed: [(head: SegmentHead, by: SegmentName)] = []
    private var erasures: Set<CaseNumber> = []
    /// The message of each nonce; a form that two servers took has two numbers, of which events name one.
    private var byNonce: [Digest: CaseNumber] = [:]
    private var otherNumbers: [CaseNumber: CaseNumber] = [:]
    private var withoutWords: [(CaseNumber, Verification.Place)] = []
    private var tornWords: [(CaseNumber, Verification.Place)] = []
    private var withWords: [CaseNumber: [Verification.Place]] = [:]
    var wordsLeft: [Verification.Place] = []
    private var others: [(CaseNumber, Verification.Place)] = []
    private let photos: PhotoStore
    private var named: [(StoredPhoto, Verification.Place)] = []

    init(station: StationID, directory: String, photos: PhotoStore) {
        self.station = station
        self.directory = directory
        self.photos = photos
    }

    mutating func run() {
        do throws(SystemError) {
            for name in try SegmentFile.names(in: directory) {
                segments += 1
                do throws(SystemError) { try check(name) } catch {
                    report(.system(error), Verification.Place(path: path(of: name), line: 0))
                }
            }
        } catch {
            report(.system(error), Verification.Place(path: directory, line: 0))
        }
        checkHeads()
        for (number, place) in others where !messages.contains(number) {
            report(.caseMissing(number.description), place)
        }
        for (number, place) in withoutWords where !isErased(number) { report(.wordsMissing, place) }
        for (number, place) in tornWords {
            if isErased(number) { wordsLeft.append(place) } else { report(.wordsAltered, place) }
        }
        for (number, places) in withWords where isErased(number) { wordsLeft += places }
        for (photo, place) in named where !isErased(photo.number) { check(photo, named: place) }
    }

    private func isErased(_ number: CaseNumber) -> Bool {
        erasures.contains(number) || otherNumbers[number].map(erasures.contains) ?? false
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

    private func path(of name: SegmentName) -> String { "\(directory)/\(name.fileName)" }

    private mutating func report(_ problem: Verification.Problem, _ place: Verification.Place) {
        findings.append(Verification.Finding(place: place, problem: problem))
    }

    private mutating func check(_ name: SegmentName) throws(SystemError) {
        let file = try SegmentFile.open(name, in: directory)
        var previous = LedgerLine.noHash
        var seen: [[UInt8]] = []
        let end = try SegmentFile.forEachLine(of: file, from: 0) { line, _ in
            let place = Verification.Place(path: path(of: name), line: seen.count + 1)
            let hash = check(line, at: place, sequence: seen.count, previous: previous, segment: name)
            previous = hash ?? LedgerLine.noHash
            seen.append(previous)
        }
        lines += seen.count
        hashes[name] = seen
        let size = try file.status().size
        bytes += size
        if size > end {
            let tail = try SegmentFile.line(at: end..<size, of: file)
            let place = Verification.Place(path: path(of: name), line: seen.count + 1)
            // A crash leaves the beginning of a line; a whole object with something else behind it is no such.
            if LineScanner.isCutShort(tail) {
                tornTails.append(place)
            } else {
                report(.unreadable(member: "newline"), place)
            }
        }
        if seen.isEmpty, size == end, size > 0 {
            report(.badOpening, Verification.Place(path: path(of: name), line: 1))
        }
    }

    /// Checks one line and answers its hash as stated, or nothing when it has none.
    private mutating func check(
        _ bytes: UnsafeBufferPointer<UInt8>, at place: Verification.Place, sequence: Int, previous: [UInt8],
        segment: SegmentName
    ) -> [UInt8]? {
        let line: LedgerLine
        do throws(LineError) {
            line = try LedgerLine(decoding: bytes, withPersonal: false)
        } catch {
            switch error {
            case .malformed(let member), .unknown(let member): report(.unreadable(member: member), place)
            }
            return nil
        }
        var isTorn = false
        switch LineSeal.check(bytes, hash: line.hash) {
        case .intact: break
        case .altered: report(.altered, place)
        case .wordsAltered: isTorn = true
        }
        if line.sequence != sequence || line.previous != previous { report(.outOfChain, place) }
        switch line.content {
        case .opened(let opening):
            if sequence != 0 || opening.station != station || opening.segment != segment {
                report(.badOpening, place)
            }
            witnessed += opening.witness.map { ($0, segment) }
        case .event(let event):
            if sequence == 0 { report(.badOpening, place) }
            note(event, isTorn ? .torn : line.words, place)
        }
        return line.hash
    }

    private mutating func note(_ event: Event, _ words: LedgerLine.Words, _ place: Verification.Place) {
        switch event.body {
        case .received(let receipt):
            messages.insert(event.caseNumber)
            let first = byNonce[receipt.nonce] ?? event.caseNumber
            byNonce[receipt.nonce] = first
            if first != event.caseNumber {
                otherNumbers[event.caseNumber] = first
                otherNumbers[first] = event.caseNumber
            }
        // Its message stands in another station's ledger.
        case .referred: break
        case .erased:
            erasures.insert(event.caseNumber)
            others.append((event.caseNumber, place))
        default: others.append((event.caseNumber, place))
        }
        named += event.photos.map { (StoredPhoto(photo: $0, number: event.caseNumber), place) }
        switch words {
        case .none: break
        case .erased: withoutWords.append((event.caseNumber, place))
        case .torn: tornWords.append((event.caseNumber, place))
        case .present: withWords[event.caseNumber, default: []].append(place)
        }
    }

    private mutating func checkHeads() {
        for (head, witness) in witnessed {
            let seen = hashes[head.segment] ?? []
            if head.sequence < seen.count, seen[head.sequence] == head.hash { continue }
            report(
                .headMissing(witness: witness.description),
                Verification.Place(path: path(of: head.segment), line: head.sequence + 1))
        }
    }
}
