import LiaisonStore
import LiaisonSystem

// Many stations at once: their rounds share a sync of the file system.
extension Journal {
    /// Runs one shared sync after another until nobody waits for one.
    func runSharedSyncs() {
        // Opened before anything of its rounds is written, so that it is told of every failure.
        var fileSystem: FileSystemSync?
        do throws(SystemError) {
            fileSystem = try FileSystemSync(at: directory.path(of: .stations))
            if fileSystem == nil { sharing.withLock { $0.share(nothingUntil: .max) } }
        } catch {
            // Each station's own commit tells of what is wrong.
            sharing.withLock {
                $0.share(nothingUntil: monotonicNanoseconds() + SyncSharing<Round<Deciding>>.rest)
            }
        }
        while true {
            var rounds = sharing.withLock { $0.nextMembers() }
            if rounds.isEmpty { return }
            if let shared = fileSystem.take() {
                commit(&rounds, syncing: shared)
                fileSystem = consume shared
            } else {
                sharing.withLock { $0.dismiss(rounds.count) }
                for round in rounds { commitAlone(round.journal, after: round) }
            }
        }
    }

    /// Commits what waits at several stations, with one sync for all of them.
    ///
    /// - Parameters:
    ///   - rounds: The stations', decided or not.
    ///   - fileSystem: Theirs.
    private func commit(_ rounds: inout [Round<Deciding>], syncing fileSystem: borrowing FileSystemSync) {
        let shortage = space.shortage()
        // By their indices, here and below: a round that is taken out of the array is copied.
        let count = rounds.indices.reduce(0) { $0 + rounds[$1].write(shortage: shortage) }
        let failure = sync(count, fileSystem)
        var tickets: [Ticket<Deciding>] = []
        for index in rounds.indices {
            if let failure {
                rounds[index].fail(failure)
            } else {
                rounds[index].confirmSync(of: fileSystem)
            }
            tickets += settle(&rounds[index])
        }
        // All at once: the event loops wake once for many.
        answer(tickets)
        for round in rounds { rest(round.journal) }
    }

    /// Syncs what several rounds have written, so many lines.
    ///
    /// - Returns: Why nothing of it counts as stored, if that is so.
    private func sync(_ count: Int, _ fileSystem: borrowing FileSystemSync) -> SystemError? {
        if count == 0 { return nil }
        let started = monotonicNanoseconds()
        do throws(SystemError) { try fileSystem.run() } catch { return error }
        let now = monotonicNanoseconds()
        if now &- started > SyncSharing<Round<Deciding>>.patience {
            sharing.withLock { $0.share(nothingUntil: now + SyncSharing<Round<Deciding>>.rest) }
        }
        observer.ledgerSynced(events: count, nanoseconds: now &- started)
        return nil
    }

    /// Lets go of a station after its round, unless more waits there.
    private func rest(_ journal: StationJournal<Deciding>) {
        let hasErasures = journal.withKnown { $0.fold.hasErasures }
        let isBusy = journal.queue.withLock { queue in
            queue.hasErasures = queue.hasErasures || hasErasures
            queue.isBusy = queue.hasErasures || !queue.pending.isEmpty
            return queue.isBusy
        }
        if isBusy { admit(journal) }
    }
}
