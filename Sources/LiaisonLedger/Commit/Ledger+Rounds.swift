import LiaisonJournal
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
            crowd.withLock { $0.share(nothingUntil: monotonicNanoseconds() + Crowd<StationCommit>.rest) }
        }
        while true {
            var commits = crowd.withLock { $0.nextRound() }
            if commits.isEmpty { return }
            if let shared = fileSystem.take() {
                commit(&commits, syncing: shared)
                fileSystem = consume shared
            } else {
                crowd.withLock { $0.moveFromRound(commits.count) }
                for commit in commits { commitAlone(commit.desk, after: commit) }
            }
        }
    }

    /// Commits what waits at several stations, with one sync for all of them.
    ///
    /// - Parameters:
    ///   - commits: The stations', decided or not.
    ///   - fileSystem: Theirs.
    private func commit(_ commits: inout [StationCommit], syncing fileSystem: borrowing FileSystemSync) {
        let shortage = space.shortage()
        for index in commits.indices { commits[index].write(shortage: shortage) }
        let failure = sync(commits, fileSystem)
        for index in commits.indices {
            if let failure {
                commits[index].fail(failure)
            } else {
                commits[index].confirmSync(of: fileSystem)
            }
            settle(commits[index])
        }
        // All at once: the event loops wake once for many.
        complete(commits.indices.flatMap { answers(to: commits[$0]) })
        for index in commits.indices { rest(commits[index].desk) }
    }

    /// Syncs what a round has written.
    ///
    /// - Returns: Why nothing of it counts as stored, if that is so.
    private func sync(_ commits: [StationCommit], _ fileSystem: borrowing FileSystemSync) -> SystemError? {
        let events = commits.reduce(0) { $0 + ($1.needsSync ? $1.batch.eventCount : 0) }
        if events == 0 { return nil }
        let started = monotonicNanoseconds()
        do throws(SystemError) { try fileSystem.run() } catch { return error }
        let now = monotonicNanoseconds()
        if now &- started > Crowd<StationCommit>.patience {
            crowd.withLock { $0.share(nothingUntil: now + Crowd<StationCommit>.rest) }
        }
        observer.ledgerSynced(events: events, nanoseconds: now &- started)
        return nil
    }

    /// Lets go of a station after its round, unless more waits there.
    private func rest(_ desk: StationDesk) {
        let hasErasures = desk.state.withLock { $0.inbox.hasErasures }
        let isBusy = desk.queue.withLock { queue in
            queue.hasErasures = queue.hasErasures || hasErasures
            queue.isBusy = queue.hasErasures || !queue.pending.isEmpty
            return queue.isBusy
        }
        if isBusy { admit(desk) }
    }
}
