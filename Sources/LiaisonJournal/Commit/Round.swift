import LiaisonSystem

/// What waits at one station, on its way to stable storage: it is decided, appended, synced, by itself or with other
/// stations', and settled; then each ticket can be answered.
struct Round<Deciding: Decider>: Sendable {
    let journal: StationJournal<Deciding>
    /// What it has taken from the queue, each with its outcome once it is settled.
    private(set) var tickets: [Ticket<Deciding>]
    private var decider: Deciding
    /// The lines that it writes.
    private(set) var draft: LineDraft
    /// What becomes of the tickets, in their order, once it is stored.
    private var outcomes: [Ticket<Deciding>.Outcome] = []
    private var isDecided = false
    /// Why nothing of it counts as stored, if that is so.
    private(set) var failure: SystemError?
    /// CLOCK_MONOTONIC in nanoseconds.
    let started = monotonicNanoseconds()

    /// How old, in nanoseconds, the view of other writers may be when nothing needs the latest: what two have written at
    /// the same time is found out later on, so a look saves work only.
    private static var greatestAge: UInt64 { 200_000_000 }

    /// - Parameters:
    ///   - tickets: What was taken from the station's queue.
    ///   - journal: The station's.
    ///   - decider: Decides it.
    ///   - draft: An empty one.
    init(
        _ tickets: [Ticket<Deciding>], in journal: StationJournal<Deciding>, _ decider: Deciding,
        _ draft: LineDraft
    ) {
        self.tickets = tickets
        self.journal = journal
        self.decider = decider
        self.draft = draft
    }

    /// Whether it has lines that count only once they are synced.
    var needsSync: Bool { failure == nil && !draft.output.isEmpty }

    // MARK: Decide

    /// Decides what it has if the fold alone tells everything: nothing is read, and nothing waited for.
    mutating func decideAtOnce() {
        guard journal.pen.isReady else { return }
        let month = SegmentName(firstOf: BeijingTime(draft.now).date).month
        let result = journal.withFoldAtHand(maximumAge: Self.greatestAge) { known in
            guard let current = known.lines.segments.last(where: \.isWritable), current.name.month >= month
            else { return Result<Bool, SystemError>.success(false) }
            // In no closure of its own, which would copy all that is known.
            for ticket in tickets where !decider.isDecidedByFold(ticket.proposal, on: known) {
                return .success(false)
            }
            return decide(tickets, &known).map { true }
        }
        do throws(SystemError) {
            isDecided = try result?.get() ?? false
        } catch {
            failure = error
        }
    }

    /// Decides proposals, the first ones or further ones, of which none may need the latest.
    private mutating func decide(_ tickets: [Ticket<Deciding>]) throws(SystemError) {
        try journal.finishAbandoning()
        let needsLatest = tickets.contains { $0.proposal.needsLatest }
        try journal.withFreshFold(maximumAge: needsLatest ? 0 : Self.greatestAge) { known in
            decide(tickets, &known)
        }.get()
    }

    private mutating func decide(
        _ tickets: [Ticket<Deciding>], _ known: inout FoldedStation<Deciding.Folded>
    ) -> Result<Void, SystemError> {
        if !known.lines.isOpen {
            known.begin()
            draft.linesSeen = known.lines.linesRead
        }
        do throws(SystemError) {
            outcomes += try decider.decide(tickets.map { $0.proposal }, on: &known, in: &draft)
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    // MARK: Append

    /// Decides the rest and writes everything, all but synced.
    ///
    /// - Parameter shortage: What keeps new messages out, if anything does.
    /// - Returns: How many lines it has that count only once they are synced.
    @discardableResult
    mutating func write(shortage: SpaceShortage?) -> Int {
        if failure != nil { return 0 }
        draft.shortage = shortage
        do throws(SystemError) {
            if !isDecided { try decide(tickets) }
            try addLateComers()
            try journal.secure(segmentsAt: draft.reliedOn)
            try decider.secureAttachments()
            if !draft.output.isEmpty { try journal.pen.write(draft.output) }
            return draft.lineCount
        } catch {
            failure = error
            return 0
        }
    }

    /// Takes in what has come since, for the same sync.
    private mutating func addLateComers() throws(SystemError) {
        let late = journal.queue.withLock { queue in
            // The fold isn't brought up to date amid a batch.
            queue.pending.isEmpty || queue.pending.contains { $0.proposal.needsLatest }
                ? [] : queue.takeQuick()
        }
        if late.isEmpty { return }
        tickets += late
        try decide(late)
    }

    // MARK: Sync

    /// Puts what was written on stable storage.
    ///
    /// - Parameter observer: Is told of it.
    mutating func sync(_ observer: any LedgerObserver) {
        guard needsSync else { return }
        do throws(SystemError) {
            let writtenAt = monotonicNanoseconds()
            try journal.pen.sync()
            observer.ledgerSynced(
                events: draft.lineCount, nanoseconds: monotonicNanoseconds() &- writtenAt)
        } catch {
            failure = error
        }
    }

    /// Takes note that the whole file system was synced after everything was written.
    mutating func confirmSync(of fileSystem: borrowing FileSystemSync) {
        guard needsSync else { return }
        do throws(SystemError) { try journal.pen.confirmSync(of: fileSystem) } catch { failure = error }
    }

    /// Takes note that the sync which it shares has failed.
    mutating func fail(_ failure: SystemError) {
        if needsSync { self.failure = failure }
    }

    // MARK: Settle

    /// Keeps what it wrote, or takes it back from the fold and from the segment if it failed.
    mutating func settle() {
        if failure != nil, !draft.output.isEmpty { journal.pen.abandonSegment() }
        journal.settle(keeping: failure == nil)
        if let failure {
            for index in tickets.indices { tickets[index].outcome = .failure(.storage(failure)) }
        } else {
            // None where nothing has been decided.
            for index in outcomes.indices { tickets[index].outcome = outcomes[index] }
        }
    }

    /// The tickets that can be answered, once it is settled; one whose outcome others contradict is not among them, but back
    /// in the queue of its journal, whose committer this is.
    ///
    /// - Parameter note: Told of a failure to look at what others have written.
    /// - Returns: The tickets, each with its outcome.
    func answerableTickets(_ note: (SystemError) -> Void) -> [Ticket<Deciding>] {
        guard failure == nil, decider.needsSecondLook else { return tickets }
        let isContested: [Bool]
        do throws(SystemError) {
            isContested = try journal.withFreshFold(maximumAge: 0) { known in
                // Nearly always nobody else has stored anything.
                known.lines.linesRead == draft.linesSeen
                    ? [] : tickets.map { $0.isStored && decider.isContested($0.proposal, on: known) }
            }
        } catch {
            // They are stored, but whether others contradict them can't be said; sent again, they are found.
            note(error)
            return tickets.map { ticket in
                ticket.isStored && ticket.proposal.isContestable
                    ? ticket.settled(.failure(.storage(error))) : ticket
            }
        }
        if !isContested.contains(true) { return tickets }
        let again = zip(tickets, isContested).filter(\.1).map { $0.0.again() }
        journal.queue.withLock { $0.pending += again }
        return zip(tickets, isContested).filter { !$0.1 }.map(\.0)
    }
}

extension Ticket {
    /// Whether what was proposed stands on stable storage.
    fileprivate var isStored: Bool { if case .success = outcome { true } else { false } }
}
