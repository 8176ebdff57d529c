import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem

// The room of what a verification finds that knows cases: messages that are missing, words that are gone or left, photos that
// aren't what their line says. Its rule: it believes the lines alone, no fold. Lines come one by one from the journal's check,
// which looks after chain, hashes and heads; findings go back into its result.

/// What a check of a station's lines shows of its cases, their photos and its records.
struct CaseCheck: LineCheck {
    typealias Line = LedgerLine

    /// A case's entry that is looked for, by the hash of its line.
    var entry: (number: CaseNumber, hash: LineHash)?
    private var found: (spot: Spot, at: Timestamp)?
    /// The cases of other stations' ledgers that lines refer to, and where each first does.
    private(set) var referrals: [CaseNumber: Verification.Place] = [:]
    /// What is checked of the line that was read last.
    private var last = Read.nothing

    private var holders = NumberHolders()
    private var erasures: [Spot] = []
    private var withoutWords: [Spot] = []
    private var tornWords: [Spot] = []
    private var withWords: [Spot] = []
    /// Events other than messages.
    private var others: [Spot] = []
    private let photos: PhotoStore
    private var named: [(StoredPhoto, Spot)] = []
    /// What belongs to no case: the numbers whose words and photos are erased, the lines with words or what is left of them,
    /// and what lines name of photos.
    private var erasedRecords: Set<RecordNumber> = []
    private var recordLines: [(number: RecordNumber, words: LineWords, place: Verification.Place)] = []
    private var recordPhotos: [(photo: Photo, number: RecordNumber, place: Verification.Place)] = []

    /// A line that belongs to a case.
    private struct Spot {
        let number: CaseNumber
        /// Which case, where the line says so.
        let nonce: Digest?
        let place: Verification.Place
    }

    /// What is checked of a line, without all else that it says: to copy that takes longer than the check.
    private enum Read {
        case event(Act)
        case record(Record)
        case newer
        /// The journal's own.
        case nothing
    }

    /// What is checked of an event.
    private struct Act {
        let number: CaseNumber
        let nonce: Digest?
        let kind: Kind
        let photos: [Photo]
        let at: Timestamp
        /// Whether it is the entry that is looked for.
        let isWanted: Bool

        enum Kind { case message(nonce: Digest), referral, newer, erasure, other }
    }

    init(photos: PhotoStore) { self.photos = photos }

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) throws(LineError) -> CheckedLine {
        let line = try LedgerLine(decoding: bytes, withPersonal: false)
        switch line.content {
        case .opened: last = .nothing
        case .event(let event):
            let kind: Act.Kind =
                switch event.body {
                case .received(let receipt): .message(nonce: receipt.nonce)
                case .referred: .referral
                case .newer: .newer
                case .erased: .erasure
                default: .other
                }
            last = .event(
                Act(
                    number: event.caseNumber, nonce: event.ofNonce, kind: kind, photos: event.photos,
                    at: event.at, isWanted: entry?.hash == line.hash))
        case .record(let record): last = .record(record)
        case .newer: last = .newer
        }
        return CheckedLine(frame: line.frame, opening: line.opening, isNewer: line.isNewer)
    }

    mutating func note(
        words: LineWords, isFirst: Bool, at place: Verification.Place, _ result: inout Verification
    ) {
        switch last {
        case .nothing: break
        case .event(let act):
            if isFirst { result.report(.badOpening, place) }
            let spot = Spot(number: act.number, nonce: act.nonce, place: place)
            note(act, words, spot)
            if act.isWanted { found = (spot, act.at) }
        case .record(let record):
            if isFirst { result.report(.badOpening, place) }
            if record.kind == Record.erasure { erasedRecords.insert(record.number) }
            if words != .none { recordLines.append((record.number, words, place)) }
            recordPhotos += record.photos.map { ($0, record.number, place) }
        case .newer:
            // Which words it has, and who may take them out, only a newer release knows; not what was altered.
            if words == .torn { result.report(.wordsAltered, place) }
        }
    }

    /// What the station's lines refer to, and which cases they have.
    var survey: ReferralSurvey { ReferralSurvey(made: referrals, held: holders.numbers) }

    mutating func conclude(isWhole: Bool, _ result: inout Verification) {
        checkCases(isWhole: isWhole, &result)
        checkRecords(&result)
        result.cases = holders.count
    }

    private mutating func note(_ act: Act, _ words: LineWords, _ spot: Spot) {
        switch act.kind {
        case .message(let nonce): holders.add(nonce, to: act.number)
        // Its message stands in another station's ledger.
        case .referral: referrals[act.number] = referrals[act.number] ?? spot.place
        // Its message may, and what its photos and the absence of its words mean is known to a newer release.
        case .newer:
            switch words {
            case .none, .erased: break
            case .torn: tornWords.append(spot)
            case .present: withWords.append(spot)
            }
            return
        case .erasure:
            erasures.append(spot)
            others.append(spot)
        case .other: others.append(spot)
        }
        named += act.photos.map { (StoredPhoto(photo: $0, number: act.number), spot) }
        switch words {
        case .none: break
        case .erased: withoutWords.append(spot)
        case .torn: tornWords.append(spot)
        case .present: withWords.append(spot)
        }
    }
}

// MARK: What only all segments together show

extension CaseCheck {
    private func checkCases(isWhole: Bool, _ result: inout Verification) {
        // The messages of what wasn't read again aren't known.
        if isWhole {
            for spot in others where !holders.have(spot.number) {
                result.report(.caseMissing(spot.number.description), spot.place)
            }
        }
        let erased = holders.cases(erasures.map { ($0.number, $0.nonce) })
        let isErased = { (spot: Spot) in erased.contains(spot.number, spot.nonce) }
        for spot in withoutWords where !isErased(spot) { result.report(.wordsMissing, spot.place) }
        for spot in tornWords {
            if isErased(spot) {
                result.wordsLeft.append(spot.place)
            } else {
                result.report(.wordsAltered, spot.place)
            }
        }
        // One photo may be of two cases that have had one number.
        var kept: Set<String> = []
        for (photo, spot) in named where !isErased(spot) {
            check(photo.photo, in: PhotoFolder(of: photo.number), named: spot.place, &result)
            kept.insert(path(of: photo))
        }
        for (photo, spot) in named where isErased(spot) && !kept.contains(path(of: photo)) {
            if isStanding(photo.photo, in: PhotoFolder(of: photo.number)) {
                result.wordsLeft.append(spot.place)
            }
        }
        if let found, let entry,
            holders.lead(entry.number, toCaseOf: found.spot.number, found.spot.nonce)
        {
            result.entry = found.spot.place
            result.entryTime = found.at
        }
        if erasures.isEmpty { return }
        for spot in withWords where isErased(spot) { result.wordsLeft.append(spot.place) }
    }

    private func checkRecords(_ result: inout Verification) {
        for (number, words, place) in recordLines {
            let isErased = erasedRecords.contains(number)
            switch words {
            case .none: break
            // Where only what is new is read, the erasure may stand in what isn't: then everything is read.
            case .erased: if !isErased { result.report(.wordsMissing, place) }
            case .torn:
                if isErased { result.wordsLeft.append(place) } else { result.report(.wordsAltered, place) }
            case .present: if isErased { result.wordsLeft.append(place) }
            }
        }
        for (photo, number, place) in recordPhotos {
            let folder = PhotoFolder(of: number)
            if !erasedRecords.contains(number) {
                check(photo, in: folder, named: place, &result)
            } else if isStanding(photo, in: folder) {
                result.wordsLeft.append(place)
            }
        }
    }

    private func path(of stored: StoredPhoto) -> String { "\(stored.number)/\(stored.photo.fileName)" }

    /// Whether a photo is still there; one that can't be read is.
    private func isStanding(_ photo: Photo, in folder: PhotoFolder) -> Bool {
        do throws(SystemError) { return try photos.hash(of: photo, in: folder) != nil } catch { return true }
    }

    private func check(
        _ photo: Photo, in folder: PhotoFolder, named place: Verification.Place,
        _ result: inout Verification
    ) {
        do throws(SystemError) {
            switch try photos.hash(of: photo, in: folder) {
            case photo.hash: break
            case nil: result.report(.photoMissing(case: folder.name, name: photo.fileName), place)
            default: result.report(.photoAltered(case: folder.name, name: photo.fileName), place)
            }
        } catch {
            result.report(.system(error), place)
        }
    }
}
