import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

// The room where it is decided what a proposal becomes: a message of its own, an addition, a repetition, an act, a record, a
// referral, or a refusal. Its rule: everything is decided on the fold, before anything is marked, placed or written, so that
// what is refused has changed nothing. Proposals come from the journal's queue, a round at a time; lines go into the round's
// draft, each at once into the fold, and photos to their case before the line that names them.

/// Decides what is proposed to a station's cases and records.
struct CaseDecider: Decider {
    typealias Folded = CaseFold
    typealias Proposal = PreparedProposal
    typealias Settlement = LedgerSettlement
    typealias Refusal = LedgerError
    typealias Erased = ErasedNumber

    /// How many numbers are tried before a station's day counts as full.
    static let numberAttempts: UInt8 = 64

    private let keys: ReceiptKeys
    let photos: PhotoStore
    /// What folds what belongs to no case.
    private let records: any RecordFold.Type
    /// Where photos of the round were placed: they must be on stable storage before the lines that name them.
    private var placed: Set<PhotoFolder> = []
    /// Whether there are messages among the lines: another server may have given one of their numbers at the same time.
    private(set) var needsSecondLook = false

    init(keys: ReceiptKeys, photos: PhotoStore, records: any RecordFold.Type) {
        self.keys = keys
        self.photos = photos
        self.records = records
    }

    func fold(of station: StationID) -> CaseFold { CaseFold(station: station, records: records) }

    var keepsExtracts: Bool { true }

    func isDecidedByFold(_ proposal: PreparedProposal, on inbox: Inbox) -> Bool {
        inbox.isNews(proposal)
    }

    mutating func decide(
        _ proposals: [PreparedProposal], on inbox: inout Inbox, in draft: inout LineDraft
    ) throws(SystemError) -> [Result<LedgerSettlement, LedgerError>] {
        var outcomes: [Result<LedgerSettlement, LedgerError>] = []
        outcomes.reserveCapacity(proposals.count)
        for proposal in proposals { outcomes.append(try decide(proposal, &inbox, &draft)) }
        return outcomes
    }

    func secureAttachments() throws(SystemError) { try photos.sync(placed) }

    private mutating func decide(
        _ proposal: PreparedProposal, _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) -> Result<LedgerSettlement, LedgerError> {
        switch proposal {
        case .submission(let submission):
            return try decide(submission, &inbox, &draft).map(LedgerSettlement.ofCase)
        case .records(let drafts): return try decide(drafts, &inbox, &draft).map(LedgerSettlement.ofRecords)
        case .action(let action, let words):
            return try decide(action, words, &inbox, &draft).map(LedgerSettlement.ofCase)
        case .referral(let number):
            return try decide(referral: number, &inbox, &draft).map(LedgerSettlement.ofCase)
        }
    }

    private mutating func decide(
        _ action: CaseAction, _ words: SealedWords?, _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        guard let index = inbox.fold.index(of: action) else { return .failure(.absent) }
        let known = inbox.fold.cases[index]
        // Nothing is marked, placed or written before it is decided: what is refused has changed nothing.
        if known.alreadyHolds(action) {
            // Asked for again, an erasure looks at everything again.
            if case .erased = action.body { inbox.fold.erasures.repeat(index) }
            return try repetition(of: index, action, words, &inbox, &draft)
        }
        if let refusal = known.refusal(of: action) { return .failure(refusal) }
        let photos = action.photos.filter { !known.contains($0.photo.digest) }
        var event = Event(
            at: draft.now, caseNumber: known.number, body: known.fitting(action.body), actor: action.actor,
            key: action.key, nonce: known.nonce)
        event.topic = action.topic
        event.on = action.on
        if let refusal = known.refusal(of: event, words, photos: photos.count) {
            return .failure(.refused(refusal))
        }
        let result = try write(event, words, photos, to: index, &inbox, &draft)
        if case .erased = event.body { inbox.fold.erasures.repeat(index) }
        return result
    }

    private mutating func decide(
        referral number: CaseNumber, _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        if let place = inbox.fold.referrals[number] {
            draft.reliedOn.insert(place.segment)
            return .success(Commitment(caseNumber: number, isNew: false))
        }
        try write(Event(at: draft.now, caseNumber: number, body: .referred), nil, to: nil, &inbox, &draft)
        return .success(Commitment(caseNumber: number, isNew: true))
    }

    private mutating func decide(
        _ submission: PreparedSubmission, _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let receipt = submission.receipt
        if let index = inbox.fold.index(ofNonce: receipt.nonce) {
            let known = inbox.fold.cases[index]
            if submission.formNumber != nil, known.isVacated {
                // What was a mistake is not made again by whoever sends it once more.
                if known.contains(receipt.digest) { return .failure(.refused(.erased)) }
                return try decide(submission.afterMistake(keys), &inbox, &draft)
            }
            let fresh = submission.photos.filter { !known.contains($0.photo.digest) }
            let isSaid = known.contains(receipt.digest)
            // What was never in the case must not vanish with it: it needs another one.
            if known.isErased, !isSaid || !fresh.isEmpty {
                return .failure(submission.addsNothing ? submission.another : .refused(.erased))
            }
            var news: (words: Event.Personal?, topic: String?) = (nil, nil)
            if !isSaid { news = try whatIsNew(in: submission, toCase: index, inbox, draft) }
            let isRepeated = news.words == nil && news.topic == nil && fresh.isEmpty
            if !isRepeated, submission.addsNothing { return .failure(submission.another) }
            // Sent again with anything changed, as after the back button: the receipt stays, what differs is added.
            var event = Event(
                at: draft.now, caseNumber: known.number,
                body: known.fitting(.appended(digest: receipt.digest)),
                actor: submission.actor, nonce: known.nonce)
            event.topic = news.topic
            let words = news.words.map { SealedWords($0) }
            if !isRepeated {
                if submission.onlyRepeats { return .failure(.absent) }
                if let shortage = draft.shortage { return .failure(.spaceShort(shortage)) }
                if let refusal = known.refusal(of: event, words, photos: fresh.count) {
                    return .failure(.refused(refusal))
                }
            }
            if submission.givesWay(index, inbox) {
                return try storeMessage(submission, fresh, as: index, &inbox, &draft)
                    .map { Commitment(caseNumber: $0.caseNumber, isNew: !isRepeated) }
            }
            if isRepeated { return try repetition(of: index, submission, &inbox, &draft) }
            return try write(event, words, fresh, to: index, &inbox, &draft)
        }
        if submission.onlyRepeats || submission.onlyJoins { return .failure(.absent) }
        if let shortage = draft.shortage { return .failure(.spaceShort(shortage)) }
        return try storeMessage(submission, submission.photos, as: nil, &inbox, &draft)
    }

    /// Stores a message under the first of its numbers that leads to no other case.
    private mutating func storeMessage(
        _ submission: PreparedSubmission, _ photos: [IncomingPhoto], as index: Int?, _ inbox: inout Inbox,
        _ draft: inout LineDraft
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let date = BeijingTime(draft.now).date
        var value = submission.firstNumber
        for attempt in 1...Self.numberAttempts {
            let number =
                submission.formNumber
                ?? CaseNumber(station: submission.station, date: date, value: value)
            let isFree =
                submission.formNumber == nil
                ? inbox.fold.isFree(number, for: index) : inbox.fold.isFreeForItsForm(number)
            if isFree {
                let event = Event(
                    at: draft.now, caseNumber: number, body: .received(submission.receipt),
                    actor: submission.actor)
                return try write(event, submission.words, photos, to: index, &inbox, &draft)
            }
            // A printed number can't be exchanged for another: the citizen has it in hand.
            if submission.formNumber != nil { return .failure(.formNumberTaken) }
            value = keys.numberValue(forNonce: submission.nonce, attempt: attempt)
        }
        return .failure(.numbersExhausted)
    }

    /// Puts photos where their case has them, then the event that names them into fold and output.
    mutating func write(
        _ event: Event, _ words: SealedWords?, _ incoming: [IncomingPhoto], to index: Int?,
        _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        var event = event
        if !incoming.isEmpty {
            let folder = PhotoFolder(of: event.caseNumber)
            // Photos that can't be placed harm this message alone.
            do throws(SystemError) { try place(incoming, in: folder) } catch {
                return .failure(.storage(error))
            }
            event.photos = incoming.map(\.photo)
        }
        try write(event, words, to: index, &inbox, &draft)
        return .success(Commitment(caseNumber: event.caseNumber, isNew: true))
    }

    /// Puts photos where the line that is to name them looks for them; they are on stable storage before it.
    mutating func place(_ incoming: [IncomingPhoto], in folder: PhotoFolder) throws(SystemError) {
        if incoming.isEmpty { return }
        try photos.place(incoming, in: folder)
        placed.insert(folder)
    }

    /// Puts an event into the fold and into the draft.
    mutating func write(
        _ event: Event, _ words: SealedWords?, to index: Int?, _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) {
        let segment = try draft.openSegment(in: &inbox.lines)
        var event = event
        event.at = max(event.at, inbox.lines.segments[segment].lastAt)
        // What was decided on the fold comes after it, even where the other server's clock is ahead.
        if let index {
            let name = inbox.lines.segments[segment].name
            event.at = max(event.at, inbox.fold.earliest(in: name, afterCase: index))
        }
        write(.event(event), at: event.at, words, toSegment: segment, &inbox, &draft)
        if case .received = event.body { needsSecondLook = true }
    }

    /// Puts a record into its fold and into the draft.
    mutating func write(
        _ record: Record, _ words: SealedWords?, _ inbox: inout Inbox, _ draft: inout LineDraft
    ) throws(SystemError) {
        let segment = try draft.openSegment(in: &inbox.lines)
        var record = record
        record.at = max(
            record.at, inbox.lines.segments[segment].lastAt,
            inbox.fold.records.earliest(in: inbox.lines.segments[segment].name, after: record.number))
        write(.record(record), at: record.at, words, toSegment: segment, &inbox, &draft)
    }

    private func write(
        _ content: LedgerLine.Content, at: Timestamp, _ words: SealedWords?, toSegment segment: Int,
        _ inbox: inout Inbox, _ draft: inout LineDraft
    ) {
        let place = draft.append(toSegment: segment, of: &inbox.lines, at: at, words: words) {
            LedgerLine.append(content, to: &$0)
        }
        let extracted = draft.lastLine.withUnsafeBufferPointer {
            ExtractedLine(content, $0, hasWords: words != nil)
        }
        inbox.lines.extract(ofLength: extracted.length, fromSegment: segment) { $0.append(extracted) }
        switch content {
        case .event(let event):
            inbox.fold.absorb(event, at: place, hasWords: words != nil, in: inbox.lines)
        case .record(let record):
            _ = inbox.fold.absorb(record, at: place, hasWords: words != nil, in: inbox.lines)
        // The journal writes openings itself, and nobody writes what they don't know.
        case .opened, .newer: break
        }
    }
}
