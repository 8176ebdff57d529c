import LiaisonCodes
import LiaisonSystem

extension Ledger {
    /// Has a station committed whose queue holds something, by itself or in a round with others.
    func admit(_ desk: StationDesk) {
        switch crowd.withLock({ $0.admit(now: monotonicNanoseconds()) }) {
        case .alone: commitAlone(desk)
        case .round:
            let tickets = desk.queue.withLock { $0.takeQuick() }
            if tickets.isEmpty {
                crowd.withLock { $0.turnAway() }
                return commitAlone(desk)
            }
            var commit = StationCommit(tickets, at: desk, in: newBatch())
            // Here, on the thread that the proposal came on, while the round before is being synced.
            if space.isKnownToHaveRoom { commit.decideAtOnce() }
            if crowd.withLock({ [commit] in $0.join(commit) }) {
                Self.run({ [self] in commitRounds() }, on: roundCommitter)
            }
        }
    }

    /// Has a station committed on a thread of its own; counted as such already.
    ///
    /// - Parameters:
    ///   - desk: The station's.
    ///   - begun: What was taken from its queue already.
    func commitAlone(_ desk: StationDesk, after begun: StationCommit? = nil) {
        let job: @Sendable () -> Void = { [self] in
            if var begun { complete(commit(&begun)) }
            commitAll(of: desk)
            crowd.withLock { $0.left() }
        }
        Self.run(job, on: committers)
    }

    /// Commits batch after batch until the desk's queue is empty.
    private func commitAll(of desk: StationDesk) {
        while true {
            let (tickets, isBusy) = desk.queue.withLock { queue in
                defer { (queue.pending, queue.hasErasures) = ([], false) }
                queue.isBusy = !queue.pending.isEmpty || queue.hasErasures
                return (queue.pending, queue.isBusy)
            }
            guard isBusy else { return }
            var fates: [Fate] = []
            if !tickets.isEmpty {
                var batch = StationCommit(tickets, at: desk, in: newBatch())
                fates = commit(&batch)
            }
            complete(fates.filter { !$0.ticket.proposal.isErasure })
            let unfinished = finishErasures(at: desk)
            if let failure = unfinished.first?.value { note(failure: failure) }
            for (ticket, outcome) in fates where ticket.proposal.isErasure {
                ticket.completion(outcome.unless(unfinished))
            }
        }
    }

    /// Tells everyone of what has become of their proposal.
    func complete(_ fates: [Fate]) {
        for (ticket, outcome) in fates { ticket.completion(outcome) }
    }

    /// Commits one station's batch.
    ///
    /// - Returns: What can be told of it.
    private func commit(_ commit: inout StationCommit) -> [Fate] {
        commit.write(shortage: space.shortage())
        commit.sync(observer)
        settle(commit)
        return answers(to: commit)
    }

    private func newBatch() -> Batch { Batch(keys: keys, photos: photos, now: clock.now, writer: writer) }

    /// Ends a batch, and tells of it.
    func settle(_ commit: borrowing StationCommit) {
        commit.settle()
        commit.desk.queue.withLock { queue in
            queue.health.note(commit.failure)
            queue.isWarm = commit.failure == nil
        }
        if let failure = commit.failure { return note(failure: failure) }
        // A batch that had nothing to write shows nothing.
        if commit.batch.eventCount > 0 { health.withLock { $0.note(nil) } }
        space.wrote(commit.batch.output.count)
        observer.ledgerCommitted(
            events: commit.batch.eventCount, bytes: commit.batch.output.count,
            nanoseconds: monotonicNanoseconds() &- commit.started)
    }
}

extension Result<Settlement, LedgerError> {
    /// The fate of an erasure: it isn't done while words are left.
    fileprivate func unless(_ unfinished: [ErasedNumber: SystemError]) -> Self {
        guard case .success(let settlement) = self else { return self }
        let numbers: [ErasedNumber] =
            switch settlement {
            case .ofCase(let commitment): [.ofCase(commitment.caseNumber)]
            case .ofRecords(let commitments): commitments.map { .ofRecord($0.number) }
            }
        return numbers.lazy.compactMap { unfinished[$0] }.first.map { .failure(.storage($0)) } ?? self
    }
}
