import LiaisonCodes
import LiaisonJournal
import LiaisonPhotos
import LiaisonSystem

extension Ledger {
    /// Has whatever erasures were left unfinished, by a crash or by another server's late words, finished in the
    /// background. Costs next to nothing when there are none.
    package func finishErasures() {
        for desk in allDesks where desk.state.withLock({ $0.inbox.hasErasures }) {
            wake(desk) { $0.hasErasures = true }
        }
    }

    /// Takes out what people typed in the erased cases of a station, their photos first.
    ///
    /// Called by the desk's committer, so that every line of our own is either stored or taken back. The words go
    /// last: as long as they stand, the work isn't done and is begun again by whoever reads them.
    ///
    /// - Parameter desk: The station's.
    /// - Returns: What it failed for, and why; it is tried again.
    func finishErasures(at desk: StationDesk) -> [ErasedNumber: SystemError] {
        finishCaseErasures(at: desk).merging(finishRecordErasures(at: desk)) { first, _ in first }
    }

    private func finishCaseErasures(at desk: StationDesk) -> [ErasedNumber: SystemError] {
        let tasks = desk.state.withLock { state in
            // Words are never to go on the strength of a mark alone: the fold must say that the case is erased.
            let due = state.inbox.erasures.take().filter { state.inbox.cases[$0].isErased }
            let tasks = due.map { index in
                ErasureTask(
                    index: index, number: state.inbox.cases[index].number,
                    lines: state.inbox.references(to: state.inbox.places(ofCase: index)),
                    own: Set(state.inbox.segments.filter(\.isOwn).map(\.name)),
                    neighbours: state.inbox.neighbours(of: index))
            }
            state.inbox.isErasing = !tasks.isEmpty
            return tasks
        }
        if tasks.isEmpty { return [:] }
        defer { desk.state.withLock { $0.inbox.isErasing = false } }
        var failures: [ErasedNumber: SystemError] = [:]
        for task in tasks {
            do throws(SystemError) {
                try task.run(at: desk, photos: photos)
            } catch {
                failures[.ofCase(task.number)] = error
                desk.state.withLock { $0.inbox.erasures.repeat(task.index) }
            }
        }
        return failures
    }
}

/// What words are taken out of.
enum ErasedNumber: Hashable {
    case ofCase(CaseNumber)
    case ofRecord(RecordNumber)
}

extension Inbox {
    /// Whether words are to be taken out.
    var hasErasures: Bool { !erasures.due.isEmpty || records.hasErasures }
}

/// The erasure of one case.
struct ErasureTask {
    /// The case, as an index into the inbox's cases.
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
    ///   - desk: The station's.
    ///   - photos: Where photos are.
    /// - Throws: What the file system says; what is gone stays gone.
    func run(at desk: StationDesk, photos: PhotoStore) throws(SystemError) {
        var places: [SegmentName: [Range<Int>]] = [:]
        // A message that two servers took, or that gave way, may have two numbers, and photos under both.
        var named: [CaseNumber: [Photo]] = [number: []]
        var decidedIn: Set<SegmentName> = []
        for (segment, references) in Dictionary(grouping: lines, by: \.segment) {
            let file = try SegmentFile.open(segment, in: desk.directory)
            for reference in references {
                let bytes = try SegmentFile.line(at: reference.range, of: file)
                if let line = try? LedgerLine(decoding: bytes, withPersonal: false),
                    case .event(let event) = line.content
                {
                    named[event.caseNumber, default: []] += event.photos
                    if case .erased = event.body { decidedIn.insert(segment) }
                }
                // Words that are on their way to this machine would stay.
                if bytes.withUnsafeBufferPointer({ LineScanner.hasHole($0) }) {
                    throw SystemError("pread", "\(desk.directory)/\(segment.fileName)", code: .inputOutput)
                }
                guard let words = LineScanner.words(of: bytes) else { continue }
                let start = reference.range.lowerBound
                places[segment, default: []].append((start + words.lowerBound)..<(start + words.upperBound))
            }
        }
        try secureDecision(decidedIn, at: desk)
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
        for (segment, ranges) in places { try SegmentFile.blank(ranges, of: segment, in: desk.directory) }
    }

    /// Makes sure that the erasure itself can't be taken back any more by its writer, who would have refused it then.
    ///
    /// - Parameters:
    ///   - segments: Where it stands.
    ///   - desk: The station's.
    /// - Throws: What the file system says; ESTALE when it has been taken back, or isn't there to be read.
    private func secureDecision(
        _ segments: Set<SegmentName>, at desk: StationDesk
    ) throws(SystemError) {
        if !segments.isDisjoint(with: own) { return }
        try desk.secureDecision(segments)
    }
}

extension StationDesk {
    /// Makes sure that what stands in segments of others can't be taken back any more by their writers.
    ///
    /// - Throws: What the file system says; ESTALE when it has been taken back, or isn't there to be read.
    func secureDecision(_ segments: Set<SegmentName>) throws(SystemError) {
        if segments.isEmpty { throw SystemError("pread", directory, code: .noSuchFile) }
        try secure(state.withLock { state in state.inbox.segments.filter { segments.contains($0.name) } })
    }
}
