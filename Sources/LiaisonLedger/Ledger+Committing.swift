import LiaisonCodes
import LiaisonSystem

extension Ledger {
    /// Has a station committed whose queue holds something, by itself or in a round with others.
    func admit(_ desk: StationDesk) {
        switch crowd.withLock({ $0.admit(desk, now: monotonicNanoseconds()) }) {
        case .alone: commitAlone(desk)
        case .round(starts: true): roundCommitter.run { [self] in commitRounds() }
        case .round(starts: false): break
        }
    }

    /// Has a station committed on a thread of its own; counted as such already.
    func commitAlone(_ desk: StationDesk) {
        committers.run { [self] in
            commitAll(of: desk)
            crowd.withLock { $0.left() }
        }
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
            let fates = tickets.isEmpty ? [] : answers(to: tickets, of: commit(tickets, at: desk), at: desk)
            for (ticket, outcome) in fates where !ticket.proposal.isErasure { ticket.completion(outcome) }
            let unfinished = finishErasures(at: desk)
            if let failure = unfinished.first?.value { note(failure: failure) }
            for (ticket, outcome) in fates where ticket.proposal.isErasure {
                ticket.completion(outcome.unless(unfinished))
            }
        }
    }

    /// Commits a batch.
    private func commit(_ tickets: [StationDesk.Ticket], at desk: StationDesk) -> Batch {
        let started = monotonicNanoseconds()
        var batch = batch(of: tickets)
        do throws(SystemError) {
            try batch.write(at: desk)
            if !batch.output.isEmpty {
                let writtenAt = monotonicNanoseconds()
                try desk.sync()
                observer.ledgerSynced(
                    events: batch.eventCount, nanoseconds: monotonicNanoseconds() &- writtenAt)
            }
            settle(&batch, nil, at: desk, started: started)
        } catch {
            settle(&batch, error, at: desk, started: started)
        }
        return batch
    }

    /// The batch that tickets make now.
    func batch(of tickets: [StationDesk.Ticket]) -> Batch {
        Batch(
            proposals: tickets.map(\.proposal), keys: keys, photos: photos, now: clock.now, writer: writer,
            shortage: space.shortage())
    }

    /// Ends a batch, and tells of it.
    ///
    /// - Parameters:
    ///   - batch: What was decided.
    ///   - failure: Why it isn't on stable storage, if it isn't.
    ///   - desk: The station's.
    ///   - started: When it was begun, CLOCK_MONOTONIC.
    func settle(_ batch: inout Batch, _ failure: SystemError?, at desk: StationDesk, started: UInt64) {
        batch.settle(failure, at: desk)
        desk.queue.withLock { queue in
            queue.health.note(failure)
            queue.isWarm = failure == nil
        }
        if let failure { return note(failure: failure) }
        // A batch that had nothing to write shows nothing.
        if batch.eventCount > 0 { health.withLock { $0.note(nil) } }
        space.wrote(batch.output.count)
        observer.ledgerCommitted(
            events: batch.eventCount, bytes: batch.output.count,
            nanoseconds: monotonicNanoseconds() &- started)
    }
}

extension Result<Commitment, LedgerError> {
    /// The fate of an erasure: it isn't done while words are left.
    fileprivate func unless(_ unfinished: [CaseNumber: SystemError]) -> Self {
        guard case .success(let commitment) = self, let error = unfinished[commitment.caseNumber] else {
            return self
        }
        return .failure(.storage(error))
    }
}
