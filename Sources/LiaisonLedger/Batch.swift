import CLinux
import Glibc
import LiaisonCodes
import LiaisonSystem

/// The proposals of one station that share one sync, on their way to stable storage.
struct Batch {
    /// How many numbers are tried before a station's day counts as full.
    private static let numberAttempts: UInt8 = 64

    /// How old, in nanoseconds, the view of other writers may be when a message is decided: the nonce makes two copies
    /// one later on, and what has got the number of another gives way, so a look saves work only.
    private static let submissionAge: UInt64 = 200_000_000

    /// More bytes than most lines have beside the words.
    private static let typicalLine = 640

    private let proposals: [PreparedProposal]
    private let keys: ReceiptKeys
    private let photos: PhotoStore
    let now: Timestamp
    private let writer: String
    /// What keeps new messages out, if anything does.
    private let shortage: SpaceShortage?
    /// Segments that an answer relies on: their lines must be on stable storage, whoever wrote them.
    var reliedOn: Set<Int> = []
    /// Cases that got photos: those must be on stable storage before the lines that name them.
    private var placed: Set<CaseNumber> = []

    /// The lines to append.
    private(set) var output: [UInt8] = []
    /// Whether there are messages among them: another server may have given one of their numbers at the same time.
    private(set) var hasMessages = false
    /// How many lines of other writers had been read when it was decided.
    private(set) var linesSeen = 0
    /// How many events the lines hold.
    private(set) var eventCount = 0
    /// The proposals' fates, in their order; failures until the batch is stored.
    private(set) var outcomes: [Result<Commitment, LedgerError>]

    init(
        proposals: [PreparedProposal], keys: ReceiptKeys, photos: PhotoStore, now: Timestamp,
        writer: String, shortage: SpaceShortage? = nil
    ) {
        self.proposals = proposals
        self.keys = keys
        self.photos = photos
        self.now = now
        self.writer = writer
        self.shortage = shortage
        outcomes = []
        outcomes.reserveCapacity(proposals.count)
    }

    /// Decides every proposal and writes what is to be stored, all but synced.
    ///
    /// - Parameter desk: The station's; ``settle(_:at:)`` must follow.
    /// - Throws: Why nothing of the batch counts.
    mutating func write(at desk: StationDesk) throws(SystemError) {
        try desk.finishAbandoning()
        try decide(at: desk)
        try confirmReliedOn(at: desk)
        try photos.sync(placed)
        if !output.isEmpty { try desk.write(output) }
    }

    /// Keeps the batch, or takes back what it changed in the fold and in the segment; every outcome says so then.
    ///
    /// - Parameters:
    ///   - failure: Why it is not on stable storage, if it isn't.
    ///   - desk: The station's.
    mutating func settle(_ failure: SystemError?, at desk: StationDesk) {
        if let failure {
            if !output.isEmpty { desk.abandonSegment() }
            outcomes = proposals.map { _ in .failure(.storage(failure)) }
            hasMessages = false
        }
        desk.settle(keeping: failure == nil)
    }

    private mutating func decide(at desk: StationDesk) throws(SystemError) {
        let needsLatest = proposals.contains(where: \.needsLatest)
        var failure: SystemError?
        try desk.withFreshInbox(maximumAge: needsLatest ? 0 : Self.submissionAge) { inbox in
            inbox.begin()
            linesSeen = inbox.linesRead
            do throws(SystemError) {
                for proposal in proposals { outcomes.append(try decide(proposal, &inbox, desk)) }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private mutating func decide(
        _ proposal: PreparedProposal, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        switch proposal {
        case .submission(let submission): return try decide(submission, &inbox, desk)
        case .action(let action, let words):
            guard let index = inbox.index(of: action) else { return .failure(.absent) }
            let known = inbox.cases[index]
            // Asked for again, an erasure looks at everything again.
            if case .erased = action.body { inbox.erasures.repeat(index) }
            if known.alreadyHolds(action) {
                return try repetition(of: index, action, words, &inbox, desk)
            }
            if action.onlyRepeats { return .failure(.absent) }
            let body = known.fitting(action.body)
            if let refusal = known.refusal(of: body) { return .failure(.refused(refusal)) }
            let event = Event(
                at: now, caseNumber: known.number, body: body, actor: action.actor, key: action.key,
                nonce: known.nonce)
            try write(event, words, to: index, &inbox, desk)
            return .success(Commitment(caseNumber: known.number, isNew: true))
        case .referral(let number):
            if let place = inbox.referrals[number] {
                reliedOn.insert(place.segment)
                return .success(Commitment(caseNumber: number, isNew: false))
            }
            try write(Event(at: now, caseNumber: number, body: .referred), nil, to: nil, &inbox, desk)
            return .success(Commitment(caseNumber: number, isNew: true))
        }
    }

    private mutating func decide(
        _ submission: PreparedSubmission, _ inbox: inout Inbox, _ desk: StationDesk
    ) throws(SystemError) -> Result<Commitment, LedgerError> {
        let receipt = submission.receipt
        if let index = inbox.index(ofNonce: receipt.nonce) {
            let known = inbox.cases[index]
            let isSaid = known.contains(receipt.digest)
            let fresh = submission.photos.filter { !known.contains($0.photo.digest) }
            let isRepeated = known.isErased || (isSaid && fresh.isEmpty)
            if !isRepeated {
                if submission.onlyRepeats { return .failure(.absent) }
                if let shortage { return .failure(.spaceShort(shortage)) }
            }
            if submission.givesWay(index, inbox) {
                return try storeMessage(submission, fresh, as: index, &inbox, desk)
                    .map { Commitment(caseNumber: $0.caseNumber, isNew: !isRepeated) }
            }
            if isRepeated { return try repetition(of: index, submission, &inbox, desk) }
            // Sent again with other words or photos, as after the back button: the receipt stays, they are added.
            let event = Event(
                at: now, caseNumber: known.number, body: known.fitting(.appended(digest: receipt.digest)),
                actor: submission.actor, nonce: known.nonce)
            return try write(event, isSaid ? nil : submission.words, fresh, to: index, &inbox, desk)
        }
        if submission.onlyRepeats { return .failure(.absent) }
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
            // Photos that can't be placed harm this message alone.
            do throws(SystemError) { try photos.place(incoming, in: event.caseNumber) } catch {
                return .failure(.storage(error))
            }
            placed.insert(event.caseNumber)
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
}

extension Inbox {
    /// Adds a line of our own to a segment's index, to the fold, and to the bytes on their way to it.
    mutating func append(
        _ content: LedgerLine.Content, _ words: SealedWords?, toSegment index: Int, output: inout [UInt8]
    ) {
        let line = segments[index].lineStarts.count
        let before = output.count
        let start = segments[index].end
        segments[index].headHash = LedgerLine.append(
            content, words: words, sequence: line, previous: segments[index].headHash, to: &output)
        segments[index].addLine(from: start, to: start + output.count - before)
        extract(content, length: output.count - before, hasWords: words != nil, fromSegment: index)
        switch content {
        case .opened(let opening): segments[index].witness = opening.marks
        case .event(let event):
            segments[index].lastAt = event.at
            absorb(event, at: EventPlace(segment: index, line: line), hasWords: words != nil)
        }
    }
}
