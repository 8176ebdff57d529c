import LiaisonSystem

extension Ledger {
    /// Commits round after round until nobody waits for one.
    func commitRounds() {
        // Opened before anything of its rounds is written, so that it is told of every failure.
        var fileSystem: FileSystemSync?
        do throws(SystemError) {
            fileSystem = try FileSystemSync(at: "\(directory)/stations")
            if fileSystem == nil { crowd.withLock { $0.share(nothingUntil: .max) } }
        } catch {
            // Each station's own commit tells of what is wrong.
            crowd.withLock { $0.share(nothingUntil: monotonicNanoseconds() + Crowd<StationDesk>.rest) }
        }
        while true {
            let desks = crowd.withLock { $0.nextRound() }
            if desks.isEmpty { return }
            if let shared = fileSystem.take() {
                commit(desks, syncing: shared)
                fileSystem = consume shared
            } else {
                leaveAlone(desks)
            }
        }
    }

    private func leaveAlone(_ desks: [StationDesk]) {
        crowd.withLock { $0.moveFromRound(desks.count) }
        for desk in desks { commitAlone(desk) }
    }

    /// Commits what waits at several stations, with one sync for all of them.
    ///
    /// - Parameters:
    ///   - desks: The stations', each with something in its queue; those that may take long commit by themselves.
    ///   - fileSystem: Theirs.
    private func commit(_ desks: [StationDesk], syncing fileSystem: borrowing FileSystemSync) {
        var parts: [RoundPart] = []
        var slow: [StationDesk] = []
        for desk in desks {
            let tickets = desk.queue.withLock { queue in
                guard queue.isQuick else { return [StationDesk.Ticket]() }
                defer { queue.pending = [] }
                return queue.pending
            }
            if tickets.isEmpty {
                slow.append(desk)
            } else {
                parts.append(RoundPart(tickets, desk, batch(of: tickets)))
            }
        }
        leaveAlone(slow)
        for index in parts.indices { parts[index].write() }
        let failure = sync(parts, fileSystem)
        for index in parts.indices {
            parts[index].confirm(failure, fileSystem)
            let (failure, desk, started) = (parts[index].failure, parts[index].desk, parts[index].started)
            settle(&parts[index].batch, failure, at: desk, started: started)
        }
        // All at once: the event loops wake once for many.
        let fates = parts.indices.flatMap { index in
            answers(to: parts[index].tickets, of: parts[index].batch, at: parts[index].desk)
        }
        for (ticket, outcome) in fates { ticket.completion(outcome) }
        for index in parts.indices { rest(parts[index].desk) }
    }

    /// Syncs what a round has written.
    ///
    /// - Returns: Why nothing of it counts as stored, if that is so.
    private func sync(_ parts: [RoundPart], _ fileSystem: borrowing FileSystemSync) -> SystemError? {
        let events = parts.reduce(0) { $0 + ($1.isWritten ? $1.batch.eventCount : 0) }
        if events == 0 { return nil }
        let started = monotonicNanoseconds()
        do throws(SystemError) { try fileSystem.run() } catch { return error }
        let now = monotonicNanoseconds()
        if now &- started > Crowd<StationDesk>.patience {
            crowd.withLock { $0.share(nothingUntil: now + Crowd<StationDesk>.rest) }
        }
        observer.ledgerSynced(events: events, nanoseconds: now &- started)
        return nil
    }

    /// Lets go of a station after its round, unless more waits there.
    private func rest(_ desk: StationDesk) {
        let hasErasures = desk.state.withLock { !$0.inbox.erasures.due.isEmpty }
        let isBusy = desk.queue.withLock { queue in
            queue.hasErasures = queue.hasErasures || hasErasures
            queue.isBusy = queue.hasErasures || !queue.pending.isEmpty
            return queue.isBusy
        }
        if isBusy { admit(desk) }
    }
}

/// One station's share of a round.
private struct RoundPart {
    let tickets: [StationDesk.Ticket]
    let desk: StationDesk
    var batch: Batch
    let started = monotonicNanoseconds()
    private(set) var failure: SystemError?

    /// Whether something of it waits for the sync.
    var isWritten: Bool { failure == nil && !batch.output.isEmpty }

    init(_ tickets: [StationDesk.Ticket], _ desk: StationDesk, _ batch: Batch) {
        self.tickets = tickets
        self.desk = desk
        self.batch = batch
    }

    mutating func write() {
        do throws(SystemError) { try batch.write(at: desk) } catch { failure = error }
    }

    /// Takes note of how the round's sync ended.
    mutating func confirm(_ failure: SystemError?, _ fileSystem: borrowing FileSystemSync) {
        guard isWritten else { return }
        if let failure { return self.failure = failure }
        do throws(SystemError) { try desk.confirmSync(of: fileSystem) } catch { self.failure = error }
    }
}
