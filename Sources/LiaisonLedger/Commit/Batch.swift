import CLinux
import Glibc
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// The proposals of one station that share one sync, on their way to stable storage.
struct Batch {
    /// How many numbers are tried before a station's day counts as full.
    static let numberAttempts: UInt8 = 64

    /// How old, in nanoseconds, the view of other writers may be when a message is decided: the nonce makes two copies
    /// one later on, and what has got the number of another gives way, so a look saves work only.
    private static let submissionAge: UInt64 = 200_000_000

    /// More bytes than most lines have beside the words.
    private static let typicalLine = 640

    private let keys: ReceiptKeys
    private let photos: PhotoStore
    let now: Timestamp
    private let writer: String
    /// What keeps new messages out, if anything does.
    private var shortage: SpaceShortage?
    /// Segments that an answer relies on: their lines must be on stable storage, whoever wrote them.
    var reliedOn: Set<Int> = []
    /// Cases that got photos: those must be on stable storage before the lines that name them.
    private var placed: Set<PhotoFolder> = []

    /// The lines to append.
    private(set) var output: [UInt8] = []
    /// Whether there are messages among them: another server may have given one of their numbers at the same time.
    private(set) var hasMessages = false
    /// How many lines of other writers had been read when it was decided.
    private(set) var linesSeen = 0
    /// How many events the lines hold.
    private(set) var eventCount = 0
    /// The proposals' fates, in their order, as they are once the batch is stored.
    private(set) var outcomes: [Result<Settlement, LedgerError>] = []

    init(keys: ReceiptKeys, photos: PhotoStore, now: Timestamp, writer: String) {
        self.keys = keys
        self.photos = photos
        self.now = now
        self.writer = writer
    }

    /// Decides the first proposals if the fold alone tells everything: nothing is read, and nothing waited for.
    ///
    /// - Parameters:
    ///   - tickets: The proposals'.
    ///   - desk: The station's; ``settle(keeping:at:)`` must follow.
    /// - Returns: Whether they are decided; nothing has happened otherwise.
    /// - Throws: Why nothing of the batch counts.
    mutating func decideAtOnce(
        _ tickets: [StationDesk.Ticket], at desk: StationDesk
    ) throws(SystemError) -> Bool {
        guard desk.abandoned.isEmpty, desk.writer != nil else { return false }
        let month = SegmentName(firstOf: BeijingTime(now).date).month
        let result = desk.withInboxAtHand(maximumAge: Self.submissionAge) { inbox in
            guard let current = inbox.segments.last(where: \.isWritable), current.name.month >= month,
                tickets.allSatisfy({ inbox.isNews($0.proposal) })
            else { return Result<Bool, SystemError>.success(false) }
            return decide(tickets, &inbox, desk).map { true }
        }
        return try result?.get() ?? false
    }

    /// Decides proposals, the first ones or further ones.
    ///
    /// - Parameters:
    ///   - tickets: The proposals'; of further ones none may need the latest.
    ///   - desk: The station's; ``settle(keeping:at:)`` must follow.
    ///   - shortage: What keeps new messages out, if anything does.
    /// - Throws: Why nothing of the batch counts.
    mutating func decide(
        _ tickets: [StationDesk.Ticket], at desk: StationDesk, shortage: SpaceShortage?
    ) throws(SystemError) {
        self.shortage = shortage
        try desk.finishAbandoning()
        let needsLatest = tickets.contains(where: \.proposal.needsLatest)
        try desk.withFreshInbox(maximumAge: needsLatest ? 0 : Self.submissionAge) { inbox in
            decide(tickets, &inbox, desk)
        }.get()
    }

    private mutating func decide(
        _ tickets: [StationDesk.Ticket], _ inbox: inout Inbox, _ desk: StationDesk
    ) -> Result<Void, SystemError> {
        if !inbox.isOpen {
            inbox.begin()
            linesSeen = inbox.linesRead
        }
        do throws(SystemError) {
            for ticket in tickets { outcomes.append(try decide(ticket.proposal, &inbox, desk)) }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    /// Writes what was decided, all but synced.
    ///
    /// - Parameter desk: The station's.
    /// - Throws: Why nothing of the batch counts.
    func write(at desk: StationDesk) throws(SystemError) {
        try confirmReliedOn(at: desk)
        try photos.sync(placed)
        if !output.isEmpty { try desk.write(output) }
    }

    /// Keeps the batch, or takes back what it changed in the fold and in the segment.
    ///
    /// - Parameters:
    ///   - keeping: Whether it is on stable storage.
    ///   - desk: The station's.
    func settle(keeping: Bool, at desk: StationDesk) {
        if !keeping, !output.isEmpty { desk.abandonSegment() }
        desk.settle(keeping: keeping)
    }

    private mutating func decide(
        _ proposal: PreparedProposal, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Settlement, LedgerError> {
        switch proposal {
        case .submission(let submission):
            return try decide(submission, &inbox, desk).map(Settlement.ofCase)
        case .records(let drafts): return try decide(drafts, &inbox, desk).map(Settlement.ofRecords)
        case .action(let action, let words):
            return try decide(action, words, &inbox, desk).map(Settlement.ofCase)
        case .referral(let number):
            return try decide(referral: number, &inbox, desk).map(Settlement.ofCase)
        }
    }

    private mutating func decide(
        _ action: CaseAction, _ words: SealedWords?, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        guard let index = inbox.index(of: action) else { return .failure(.absent) }
        let known = inbox.cases[index]
        // Nothing is marked, placed or written before it is decided: what is refused has changed nothing.
        if known.alreadyHolds(action) {
            // Asked for again, an erasure looks at everything again.
            if case .erased = action.body { inbox.erasures.repeat(index) }
            return try repetition(of: index, action, words, &inbox, desk)
        }
        if let refusal = known.refusal(of: action) { return .failure(refusal) }
        let photos = action.photos.filter { !known.contains($0.photo.digest) }
        var event = Event(
            at: now, caseNumber: known.number, body: known.fitting(action.body), actor: action.actor,
            key: action.key, nonce: known.nonce)
        event.topic = action.topic
        event.on = action.on
        if let refusal = known.refusal(of: event, words, photos: photos.count) {
            return .failure(.refused(refusal))
        }
        let result = try write(event, words, photos, to: index, &inbox, desk)
        if case .erased = event.body { inbox.erasures.repeat(index) }
        return result
    }

    private mutating func decide(
        referral number: CaseNumber, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        if let place = inbox.referrals[number] {
            reliedOn.insert(place.segment)
            return .success(Commitment(caseNumber: number, isNew: false))
        }
        try write(Event(at: now, caseNumber: number, body: .referred), nil, to: nil, &inbox, desk)
        return .success(Commitment(caseNumber: number, isNew: true))
    }

    private mutating func decide(
        _ submission: PreparedSubmission, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let receipt = submission.receipt
        if let index = inbox.index(ofNonce: receipt.nonce) {
            let known = inbox.cases[index]
            let fresh = submission.photos.filter { !known.contains($0.photo.digest) }
            let isSaid = known.contains(receipt.digest)
            // What was never in the case must not vanish with it: it needs another one.
            if known.isErased, !isSaid || !fresh.isEmpty { return .failure(.refused(.erased)) }
            var news: (words: Event.Personal?, topic: String?) = (nil, nil)
            if !isSaid { news = try whatIsNew(in: submission, toCase: index, inbox, desk) }
            let isRepeated = news.words == nil && news.topic == nil && fresh.isEmpty
            // Sent again with anything changed, as after the back button: the receipt stays, what differs is added.
            var event = Event(
                at: now, caseNumber: known.number, body: known.fitting(.appended(digest: receipt.digest)),
                actor: submission.actor, nonce: known.nonce)
            event.topic = news.topic
            let words = news.words.map { SealedWords($0) }
            if !isRepeated {
                if submission.onlyRepeats { return .failure(.absent) }
                if let shortage { return .failure(.spaceShort(shortage)) }
                if let refusal = known.refusal(of: event, words, photos: fresh.count) {
                    return .failure(.refused(refusal))
                }
            }
            if submission.givesWay(index, inbox) {
                return try storeMessage(submission, fresh, as: index, &inbox, desk)
                    .map { Commitment(caseNumber: $0.caseNumber, isNew: !isRepeated) }
            }
            if isRepeated { return try repetition(of: index, submission, &inbox, desk) }
            return try write(event, words, fresh, to: index, &inbox, desk)
        }
        if submission.onlyRepeats || submission.onlyJoins { return .failure(.absent) }
        if let shortage { return .failure(.spaceShort(shortage)) }
        return try storeMessage(submission, submission.photos, as: nil, &inbox, desk)
    }

    /// Stores a message under the first of its numbers that leads to no other case.
    private mutating func storeMessage(
        _ submission: PreparedSubmission, _ photos: [IncomingPhoto], as index: Int?, _ inbox: inout Inbox,
        _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let date = BeijingTime(now).date
        var value = submission.firstNumber
        for attempt in 1...Self.numberAttempts {
            let number =
                submission.formNumber
                ?? CaseNumber(station: submission.station, date: date, value: value)
            if inbox.isFree(number, for: index) {
                let event = Event(
                    at: now, caseNumber: number, body: .received(submission.receipt), actor: submission.actor)
                return try write(event, submission.words, photos, to: index, &inbox, desk)
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
        _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        var event = event
        if !incoming.isEmpty {
            let folder = PhotoFolder(of: event.caseNumber)
            // Photos that can't be placed harm this message alone.
            do throws(SystemError) { try photos.place(incoming, in: folder) } catch {
                return .failure(.storage(error))
            }
            placed.insert(folder)
            event.photos = incoming.map(\.photo)
        }
        try write(event, words, to: index, &inbox, desk)
        return .success(Commitment(caseNumber: event.caseNumber, isNew: true))
    }

    /// Puts an event into the fold and into the batch's output.
    mutating func write(
        _ event: Event, _ words: SealedWords?, to index: Int?, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) {
        let segment = try desk.openSegment(in: &inbox, now: now, writer: writer, output: &output)
        var event = event
        // In one go where nothing more follows, as for most batches of many stations.
        if output.isEmpty { output.reserveCapacity(Self.typicalLine + (words?.bytes.count ?? 0)) }
        event.at = max(event.at, inbox.segments[segment].lastAt)
        // What was decided on the fold comes after it, even where the other server's clock is ahead.
        if let index { event.at = max(event.at, inbox.earliest(inSegment: segment, afterCase: index)) }
        inbox.append(.event(event), words, toSegment: segment, output: &output)
        if case .received = event.body { hasMessages = true }
        eventCount += 1
    }

    /// Puts a record into its fold and into the batch's output.
    mutating func write(
        _ record: Record, _ words: SealedWords?, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) {
        let segment = try desk.openSegment(in: &inbox, now: now, writer: writer, output: &output)
        var record = record
        record.at = max(
            record.at, inbox.segments[segment].lastAt,
            inbox.records.earliest(in: inbox.segments[segment].name, after: record.number))
        inbox.append(.record(record), words, toSegment: segment, output: &output)
        eventCount += 1
    }
}
