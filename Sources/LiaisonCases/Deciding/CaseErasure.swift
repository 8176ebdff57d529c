import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem

/// What words are taken out of.
enum ErasedNumber: Hashable {
    case ofCase(CaseNumber)
    case ofRecord(RecordNumber)
}

extension CaseDecider {
    static func erased(by settlement: LedgerSettlement) -> [ErasedNumber] {
        switch settlement {
        case .ofCase(let commitment): [.ofCase(commitment.caseNumber)]
        case .ofRecords(let commitments): commitments.map { .ofRecord($0.number) }
        }
    }

    /// Takes out what people typed in the erased cases and records of a station, their photos first.
    ///
    /// Called by the journal's committer, so that every line of our own is either stored or taken back. The words go
    /// last: as long as they stand, the work isn't done and is begun again by whoever reads them.
    func finishErasures(in journal: StationJournal<CaseDecider>) -> [ErasedNumber: SystemError] {
        finishCaseErasures(in: journal).merging(finishRecordErasures(in: journal)) { first, _ in first }
    }

    private func finishCaseErasures(in journal: StationJournal<CaseDecider>) -> [ErasedNumber: SystemError] {
        let tasks = journal.withKnown { inbox in
            // Words are never to go on the strength of a mark alone: the fold must say that the case is erased.
            let due = inbox.fold.erasures.take().filter { inbox.fold.cases[$0].isErased }
            let tasks = due.map { index in
                CaseErasure(
                    index: index, number: inbox.fold.cases[index].number,
                    lines: inbox.lines.references(to: inbox.fold.places(ofCase: index)),
                    own: inbox.lines.ownSegments, neighbours: inbox.fold.neighbours(of: index))
            }
            inbox.lines.isErasing = !tasks.isEmpty
            return tasks
        }
        if tasks.isEmpty { return [:] }
        defer { journal.withKnown { $0.lines.isErasing = false } }
        var failures: [ErasedNumber: SystemError] = [:]
        for task in tasks {
            do throws(SystemError) {
                try task.run(in: journal, photos: photos)
            } catch {
                failures[.ofCase(task.number)] = error
                journal.withKnown { $0.fold.erasures.repeat(task.index) }
            }
        }
        return failures
    }

    private func finishRecordErasures(in journal: StationJournal<CaseDecider>) -> [ErasedNumber: SystemError]
    {
        let tasks = journal.withKnown { inbox in
            inbox.fold.records.takeDue().map { number in
                RecordErasure(
                    number: number,
                    lines: inbox.lines.references(to: inbox.fold.records.places(of: number)),
                    own: inbox.lines.ownSegments)
            }
        }
        var failures: [ErasedNumber: SystemError] = [:]
        for task in tasks {
            do throws(SystemError) { try task.run(in: journal, photos: photos) } catch {
                failures[.ofRecord(task.number)] = error
                journal.withKnown { $0.fold.records.repeat(task.number) }
            }
        }
        return failures
    }
}

/// The erasure of one case.
struct CaseErasure {
    /// The case, as an index into the fold's cases.
    let index: Int
    let number: CaseNumber
    let lines: [LineReference]
    /// The segments that this process writes or has written.
    let own: Set<SegmentName>
    /// Other cases to which numbers of this one lead: what is theirs stays.
    let neighbours: [CaseNumber: [Case]]

    /// Removes the photos, then the words.
    ///
    /// - Parameters:
    ///   - journal: The station's.
    ///   - photos: Where photos are.
    /// - Throws: What the file system says; what is gone stays gone.
    func run(in journal: StationJournal<CaseDecider>, photos: PhotoStore) throws(SystemError) {
        // A message that two servers took, or that gave way, may have two numbers, and photos under both.
        var named: [CaseNumber: [Photo]] = [number: []]
        let erasure = try WordsErasure(of: lines, in: journal) { bytes in
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: false),
                case .event(let event) = line.content
            else { return false }
            named[event.caseNumber, default: []] += event.photos
            if case .erased = event.body { return true }
            return false
        }
        try erasure.secureDecision(unlessIn: own)
        for (number, own) in named {
            let others = (neighbours[number] ?? []).filter { !$0.isErased }
            if others.isEmpty {
                try photos.remove(of: number)
                continue
            }
            for photo in own where !others.contains(where: { $0.contains(photo.digest) }) {
                try photos.remove(StoredPhoto(photo: photo, number: number))
            }
        }
        try erasure.blank()
    }
}

/// The erasure of the words and photos of one number's records.
private struct RecordErasure {
    let number: RecordNumber
    let lines: [LineReference]
    /// The segments that this process writes or has written.
    let own: Set<SegmentName>

    /// Removes the photos, then the words.
    func run(in journal: StationJournal<CaseDecider>, photos: PhotoStore) throws(SystemError) {
        let erasure = try WordsErasure(of: lines, in: journal) { bytes in
            guard let line = try? LedgerLine(decoding: bytes, withPersonal: false),
                case .record(let record) = line.content
            else { return false }
            return record.kind == Record.erasure
        }
        try erasure.secureDecision(unlessIn: own)
        try photos.remove(PhotoFolder(of: number))
        try erasure.blank()
    }
}
