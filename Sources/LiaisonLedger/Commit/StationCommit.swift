import LiaisonJournal
import LiaisonSystem

/// What waits at one station, on its way to stable storage: by itself, or in a round with other stations'.
struct StationCommit: Sendable {
    let desk: StationDesk
    private(set) var tickets: [StationDesk.Ticket]
    private(set) var batch: Batch
    private var isDecided = false
    /// Why nothing of it counts as stored, if that is so.
    private(set) var failure: SystemError?
    /// CLOCK_MONOTONIC in nanoseconds.
    let started = monotonicNanoseconds()

    /// - Parameters:
    ///   - tickets: What was taken from the station's queue.
    ///   - desk: The station's.
    ///   - batch: An empty one.
    init(_ tickets: [StationDesk.Ticket], at desk: StationDesk, in batch: Batch) {
        self.tickets = tickets
        self.desk = desk
        self.batch = batch
    }

    /// Whether it has lines that count only once they are synced.
    var needsSync: Bool { failure == nil && !batch.output.isEmpty }

    /// The tickets, each with its outcome, once it is settled.
    var outcomes: [(ticket: StationDesk.Ticket, outcome: Result<Settlement, LedgerError>)] {
        tickets.indices.map { index in
            (tickets[index], failure.map { .failure(.storage($0)) } ?? batch.outcomes[index])
        }
    }

    /// Decides what it has if nothing has to be waited for.
    mutating func decideAtOnce() {
        do throws(SystemError) {
            isDecided = try batch.decideAtOnce(tickets, at: desk)
        } catch {
            failure = error
        }
    }

    /// Decides the rest and writes everything, all but synced.
    ///
    /// - Parameter shortage: What keeps new messages out, if anything does.
    mutating func write(shortage: SpaceShortage?) {
        if failure != nil { return }
        do throws(SystemError) {
            if !isDecided { try batch.decide(tickets, at: desk, shortage: shortage) }
            try addLateComers(shortage: shortage)
            try batch.write(at: desk)
        } catch {
            failure = error
        }
    }

    /// Takes in what has come since, for the same sync.
    private mutating func addLateComers(shortage: SpaceShortage?) throws(SystemError) {
        let late = desk.queue.withLock { queue in
            // The fold isn't brought up to date amid a batch.
            queue.pending.contains(where: \.proposal.needsLatest) ? [] : queue.takeQuick()
        }
        if late.isEmpty { return }
        tickets += late
        try batch.decide(late, at: desk, shortage: shortage)
    }

    /// Puts what was written on stable storage.
    ///
    /// - Parameter observer: Is told of it.
    mutating func sync(_ observer: any LedgerObserver) {
        guard needsSync else { return }
        do throws(SystemError) {
            let writtenAt = monotonicNanoseconds()
            try desk.sync()
            observer.ledgerSynced(
                events: batch.eventCount, nanoseconds: monotonicNanoseconds() &- writtenAt)
        } catch {
            failure = error
        }
    }

    /// Takes note that the whole file system was synced after everything was written.
    mutating func confirmSync(of fileSystem: borrowing FileSystemSync) {
        guard needsSync else { return }
        do throws(SystemError) { try desk.confirmSync(of: fileSystem) } catch { failure = error }
    }

    /// Takes note that the sync which it shares has failed.
    mutating func fail(_ failure: SystemError) {
        if needsSync { self.failure = failure }
    }

    /// Keeps the batch, or takes it back if it failed.
    func settle() { batch.settle(keeping: failure == nil, at: desk) }
}
