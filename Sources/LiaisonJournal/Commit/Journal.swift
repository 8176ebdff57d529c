import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import Synchronization

/// The durable lines of every station, and what a fold makes of them; it knows lines, not what they say.
///
/// Each station has a directory of segments; this process appends to segments of its own and reads the
/// others'. A proposal is answered only after its lines are on stable storage. Proposals for one station that
/// wait at the same time share one sync; stations sync side by side.
package final class Journal<Deciding: Decider>: Sendable {
    /// The data directory.
    package let directory: DataDirectory
    /// Decides what is proposed; copied for each round.
    let decider: Deciding
    private let clock: WallClock
    private let monotonic: @Sendable () -> UInt64
    private let writer: String
    let observer: any LedgerObserver
    private let journals = Mutex<[StationID: StationJournal<Deciding>]>([:])
    /// Tells of what other processes write; nothing where the machine allows no more of them.
    private let watcher: ChangeWatcher?
    let health = Mutex(WritingHealth())
    /// Keeps a reserve of free space on the store's file system.
    package let space: SpaceWatch
    let sharing = Mutex(SyncSharing<Round<Deciding>>())
    /// Commit one station each.
    let committers: WorkerPool
    /// Commits many stations with one sync.
    let sharedCommitter: WorkerPool
    /// Saves what a start needn't read again.
    private let background: WorkerPool
    /// Whether nothing new is taken any more.
    private let isStopping = Atomic(false)

    /// Opens the journal of a data directory; nothing is read before it is asked for.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - decider: Decides what is proposed.
    ///   - clock: Gives the time of lines.
    ///   - committers: How many stations can be synced at the same time.
    ///   - observer: Told of each commit.
    ///   - monotonic: CLOCK_MONOTONIC in nanoseconds, for telling what stays damaged from what is on its way.
    /// - Throws: EAGAIN when the machine allows no more threads.
    package init(
        directory: DataDirectory, decider: Deciding, clock: WallClock = .system, committers: Int = 48,
        observer: any LedgerObserver = SilentLedgerObserver(),
        monotonic: @escaping @Sendable () -> UInt64 = { monotonicNanoseconds() }
    ) throws(SystemError) {
        self.directory = directory
        self.decider = decider
        self.monotonic = monotonic
        self.clock = clock
        self.observer = observer
        writer = Host.describeProcess()
        space = SpaceWatch(path: directory.path)
        watcher = try? ChangeWatcher()
        self.committers = try WorkerPool(named: "liaison-commit", count: committers)
        sharedCommitter = try WorkerPool(named: "liaison-round", count: 1)
        background = try WorkerPool(named: "liaison-extract", count: 1)
    }

    /// Finishes what has been proposed and ends the threads; later proposals are refused as
    /// ``JournalRefusal/stopping``.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        sharedCommitter.stop()
        committers.stop()
        background.stop()
        saveExtracts(ifAtLeast: Self.leastSavedAtEnd)
    }

    /// Bytes of extracts that are worth a file at the end: some fifty messages, that the next start needn't read.
    private static var leastSavedAtEnd: Int { 4096 }

    /// Stores what the stations' extracts don't have yet.
    ///
    /// - Parameter least: The fewest bytes of a station that are worth it.
    package func saveExtracts(ifAtLeast least: Int = 0) {
        for journal in allJournals { journal.saveExtracts(ifAtLeast: least) }
    }

    /// Hands in a proposal.
    ///
    /// - Parameters:
    ///   - proposal: What to write.
    ///   - station: Whose journal it belongs to.
    ///   - completion: Called once, on a committer's thread, when its outcome is on stable storage.
    package func propose(
        _ proposal: Deciding.Proposal, at station: StationID,
        completion: @escaping @Sendable (Ticket<Deciding>.Outcome) -> Void
    ) {
        if isStopping.load(ordering: .acquiring) { return completion(.failure(.stopping)) }
        let journal = journal(of: station)
        // Only this station's own failures count: a damaged one must not keep the healthy from serving.
        if let failure = journal.queue.withLock({ $0.health.recentFailure }) {
            return completion(.failure(.unavailable(failure)))
        }
        let ticket = Ticket<Deciding>(proposal, completion: completion)
        wake(journal) { $0.pending.append(ticket) }
    }

    /// Hands in a proposal and waits: for commands, never on an event loop.
    ///
    /// - Parameters:
    ///   - proposal: What to write.
    ///   - station: Whose journal it belongs to.
    /// - Returns: What was settled, once it is on stable storage.
    /// - Throws: Why nothing was.
    package func perform(
        _ proposal: Deciding.Proposal, at station: StationID
    ) throws(Deciding.Refusal) -> Deciding.Settlement {
        let slot = Mutex<Ticket<Deciding>.Outcome?>(nil)
        let done = Gate()
        propose(proposal, at: station) { outcome in
            slot.withLock { $0 = outcome }
            done.open()
        }
        done.wait()
        guard let outcome = slot.withLock({ $0 }) else { throw .stopping }
        return try outcome.get()
    }

    /// Has whatever erasures were left unfinished, by a crash or by another server's late words, finished in the
    /// background. Costs next to nothing when there are none.
    package func finishErasures() {
        for journal in allJournals where journal.withKnown({ $0.fold.hasErasures }) {
            wake(journal) { $0.hasErasures = true }
        }
    }

    /// Adds to a journal's queue and starts its committer unless it is at work.
    private func wake(
        _ journal: StationJournal<Deciding>, _ change: (inout StationJournal<Deciding>.Queue) -> Void
    ) {
        let isIdle = journal.queue.withLock { queue in
            change(&queue)
            defer { queue.isBusy = true }
            return !queue.isBusy
        }
        if isIdle { admit(journal) }
    }

    /// The failure that keeps the journal from taking writes, or nothing when it takes them.
    ///
    /// After a failure it tries a small durable write at most once a second, so that it knows by itself when
    /// the store is well again. Blocks on the disk.
    ///
    /// - Returns: The failure.
    package func writeFailure() -> SystemError? {
        if let failure = health.withLock({ $0.recentFailure }) { return failure }
        do throws(SystemError) {
            try SegmentWriter.probe(in: directory.path(of: .stations))
        } catch {
            note(failure: error)
            return error
        }
        health.withLock { $0.note(nil) }
        return nil
    }

    /// What keeps the journal from taking new messages, or nothing when it takes them. Blocks on the disk.
    ///
    /// - Returns: The obstacle.
    package func intakeObstacle() -> IntakeObstacle? {
        if let failure = writeFailure() { return .failure(failure) }
        return space.shortage().map { .shortage($0) }
    }

    /// A station's part.
    ///
    /// - Parameter station: The station; it need not have a line yet.
    /// - Returns: Its journal.
    package func journal(of station: StationID) -> StationJournal<Deciding> {
        journals.withLock { journals in
            if let journal = journals[station] { return journal }
            let journal = StationJournal(
                inbox: InboxDirectory(of: station, in: directory), decider: decider, watcher: watcher,
                background: background, monotonic: monotonic,
                report: { [observer] in observer.ledgerFound($0) },
                reportNewer: { [observer] in observer.ledgerMetNewer(in: station) })
            journals[station] = journal
            return journal
        }
    }

    /// The stations that have been touched so far.
    package var allJournals: [StationJournal<Deciding>] { journals.withLock { Array($0.values) } }

    /// Takes note of a failure, and tells of it.
    func note(failure: SystemError) {
        // One damaged file makes nobody else wait, and the service no less ready.
        if !failure.concernsOneFile { health.withLock { $0.note(failure) } }
        observer.ledgerFailed(failure)
    }

    /// A round of a station that has written nothing yet.
    func newRound(
        of tickets: [Ticket<Deciding>], in journal: StationJournal<Deciding>
    ) -> Round<Deciding> {
        Round(tickets, in: journal, decider, LineDraft(with: journal.pen, now: clock.now, writer: writer))
    }

    /// Has a pool run a job; once its threads have ended this thread does, so that nobody waits for ever.
    static func run(_ job: @escaping @Sendable () -> Void, on pool: WorkerPool) {
        if !pool.run(job) { job() }
    }
}
