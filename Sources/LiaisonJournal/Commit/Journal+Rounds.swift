import LiaisonSystem

// One station after another: each by itself, on a thread of its own.
extension Journal {
    /// Has a station committed whose queue holds something, by itself or with others.
    func admit(_ journal: StationJournal<Deciding>) {
        switch sharing.withLock({ $0.admit(now: monotonicNanoseconds()) }) {
        case .own: commitAlone(journal)
        case .shared:
            let tickets = journal.queue.withLock { $0.takeQuick() }
            if tickets.isEmpty {
                sharing.withLock { $0.turnAway() }
                return commitAlone(journal)
            }
            var round = newRound(of: tickets, in: journal)
            // Here, on the thread that the proposal came on, while the sync before is running.
            if space.isKnownToHaveRoom { round.decideAtOnce() }
            if sharing.withLock({ [round] in $0.join(round) }) {
                Self.run({ [self] in runSharedSyncs() }, on: sharedCommitter)
            }
        }
    }

    /// Has a station committed on a thread of its own; counted as such already.
    ///
    /// - Parameters:
    ///   - journal: The station's.
    ///   - begun: What was taken from its queue already.
    func commitAlone(_ journal: StationJournal<Deciding>, after begun: Round<Deciding>? = nil) {
        let job: @Sendable () -> Void = { [self] in
            if var begun { answer(commit(&begun)) }
            commitAll(of: journal)
            sharing.withLock { $0.left() }
        }
        Self.run(job, on: committers)
    }

    /// Commits round after round until the journal's queue is empty.
    private func commitAll(of journal: StationJournal<Deciding>) {
        while true {
            let (tickets, isBusy) = journal.queue.withLock { queue in
                defer { (queue.pending, queue.hasErasures) = ([], false) }
                queue.isBusy = !queue.pending.isEmpty || queue.hasErasures
                return (queue.pending, queue.isBusy)
            }
            guard isBusy else { return }
            var settled: [Ticket<Deciding>] = []
            if !tickets.isEmpty {
                var round = newRound(of: tickets, in: journal)
                settled = commit(&round)
            }
            answer(settled.filter { !$0.proposal.isErasure })
            let unfinished = decider.finishErasures(in: journal)
            if let failure = unfinished.first?.value { note(failure: failure) }
            answer(settled.filter { $0.proposal.isErasure }.map { $0.unless(unfinished) })
        }
    }

    /// Tells everyone of what has become of their proposal.
    func answer(_ tickets: [Ticket<Deciding>]) { for ticket in tickets { ticket.answer() } }

    /// Commits one station's round.
    ///
    /// - Returns: The tickets that can be answered.
    private func commit(_ round: inout Round<Deciding>) -> [Ticket<Deciding>] {
        round.write(shortage: space.shortage())
        round.sync(observer)
        return settle(&round)
    }

    /// Ends a round, and tells of it.
    ///
    /// - Returns: The tickets that can be answered.
    func settle(_ round: inout Round<Deciding>) -> [Ticket<Deciding>] {
        round.settle()
        note(round)
        return round.answerableTickets(note)
    }

    /// Takes note of how a round has ended.
    private func note(_ round: borrowing Round<Deciding>) {
        let failure = round.failure
        round.journal.queue.withLock { queue in
            queue.health.note(failure)
            queue.isWarm = failure == nil
        }
        if let failure { return note(failure: failure) }
        // A round that had nothing to write shows nothing.
        if round.draft.lineCount > 0 { health.withLock { $0.note(nil) } }
        space.wrote(round.draft.output.count)
        observer.ledgerCommitted(
            events: round.draft.lineCount, bytes: round.draft.output.count,
            nanoseconds: monotonicNanoseconds() &- round.started)
    }
}

extension Ticket {
    /// The ticket of an erasure, which isn't done while words are left.
    fileprivate func unless(_ unfinished: [Deciding.Erased: SystemError]) -> Ticket {
        guard case .success(let settlement) = outcome else { return self }
        let failure = Deciding.erased(by: settlement).lazy.compactMap { unfinished[$0] }.first
        return failure.map { settled(.failure(.storage($0))) } ?? self
    }
}
