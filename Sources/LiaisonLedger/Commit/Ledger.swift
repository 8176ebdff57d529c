import Glibc
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import Synchronization

/// The durable record of everything that happened to every case.
///
/// Each station has a directory of segments; this process appends to segments of its own and reads the
/// others'. A proposal is answered only after its event is on stable storage. Proposals for one station that
/// wait at the same time share one sync; stations sync side by side.
package final class Ledger: Sendable {
    /// The data directory.
    package let directory: String
    /// The functions of the installation's secret.
    package let keys: ReceiptKeys
    /// Where photos are.
    package let photos: PhotoStore
    let clock: WallClock
    private let monotonic: @Sendable () -> UInt64
    let writer: String
    let observer: any LedgerObserver
    /// What folds the records of each station.
    let records: any RecordFold.Type
    private let desks = Mutex<[StationID: StationDesk]>([:])
    /// Tells of what other processes write; nothing where the machine allows no more of them.
    private let watcher: ChangeWatcher?
    let health = Mutex(Health())
    /// Keeps a reserve of free space on the store's file system.
    package let space: SpaceWatch
    let crowd = Mutex(Crowd<StationCommit>())
    /// Commit one station each.
    let committers: WorkerPool
    /// Commits many stations with one sync.
    let roundCommitter: WorkerPool
    /// Saves what a start needn't read again.
    private let background: WorkerPool
    /// Whether nothing new is taken any more.
    private let isStopping = Atomic(false)

    /// How old, in nanoseconds, a reader's view of other writers' segments may be: 5 ms.
    ///
    /// Less than any command takes, so that whoever asks after one has ended sees what it did; and enough for a
    /// thousand readers of one station to share a look at its directory.
    package static let readingAge: UInt64 = 5_000_000
    /// How long after a failure the next attempt is made, in nanoseconds: 1 s.
    static let retryDelay: UInt64 = 1_000_000_000

    /// The last failure to write, until a write has gone well again.
    struct Health {
        private var failure: SystemError?
        private var failedAt: UInt64 = 0

        /// The failure, when it is so recent that nothing is to be tried yet.
        var recentFailure: SystemError? {
            monotonicNanoseconds() &- failedAt < Ledger.retryDelay ? failure : nil
        }

        /// Takes note of how an attempt ended.
        mutating func note(_ failure: SystemError?) {
            self.failure = failure
            if failure != nil { failedAt = monotonicNanoseconds() }
        }
    }

    /// Opens the ledger of a data directory; nothing is read before it is asked for.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - secret: The installation's secret, at least 32 random bytes.
    ///   - records: What folds what belongs to no case.
    ///   - clock: Gives the time of events.
    ///   - committers: How many stations can be synced at the same time.
    ///   - observer: Told of each commit.
    ///   - monotonic: CLOCK_MONOTONIC in nanoseconds, for telling what stays damaged from what is on its way.
    /// - Throws: EAGAIN when the machine allows no more threads.
    package init(
        directory: String, secret: [UInt8], records: any RecordFold.Type = NoRecords.self,
        clock: WallClock = .system, committers: Int = 48,
        observer: any LedgerObserver = SilentLedgerObserver(),
        monotonic: @escaping @Sendable () -> UInt64 = { monotonicNanoseconds() }
    ) throws(SystemError) {
        self.directory = directory
        self.records = records
        self.monotonic = monotonic
        self.keys = ReceiptKeys(secret: secret)
        photos = PhotoStore(directory: directory)
        self.clock = clock
        self.observer = observer
        writer = Host.describeProcess()
        space = SpaceWatch(path: directory)
        watcher = try? ChangeWatcher()
        self.committers = try WorkerPool(named: "liaison-commit", count: committers)
        roundCommitter = try WorkerPool(named: "liaison-round", count: 1)
        background = try WorkerPool(named: "liaison-extract", count: 1)
    }

    /// Finishes what has been proposed and ends the threads; later proposals are refused as ``LedgerError/stopping``.
    package func stop() {
        isStopping.store(true, ordering: .releasing)
        roundCommitter.stop()
        committers.stop()
        background.stop()
        saveExtracts(ifAtLeast: Self.leastSavedAtEnd)
    }

    /// Bytes of extracts that are worth a file at the end: some fifty messages, that the next start needn't read.
    private static let leastSavedAtEnd = 4096

    /// Stores what the stations' extracts don't have yet.
    func saveExtracts(ifAtLeast least: Int = 0) {
        for desk in desks.withLock({ Array($0.values) }) { desk.saveExtracts(ifAtLeast: least) }
    }

    /// Reads every station that is there, so that no one who asks for it first has to wait.
    ///
    /// A station that can't be read is left to whoever asks for it, and the observer is told of what is damaged.
    package func load() {
        do throws(SystemError) {
            let stations = try stations()
            try Thread.concurrently(stations.count) { [self] index in
                do throws(SystemError) {
                    try desk(of: stations[index]).withFreshInbox(maximumAge: .max) { _ in }
                } catch {
                    // Whoever asks for the station is told, or reads it by then.
                }
            }
        } catch {
            let place = Verification.Place(path: "\(directory)/stations", line: 0)
            observer.ledgerFound(Verification.Finding(place: place, problem: .system(error)))
        }
    }

    /// Hands in a proposal.
    ///
    /// - Parameters:
    ///   - proposal: What to write.
    ///   - station: Whose ledger it belongs to: the one in the case's number.
    ///   - completion: Called once, on a committer's thread, when the fate is on stable storage.
    package func propose(
        _ proposal: Proposal, station: StationID,
        completion: @escaping @Sendable (Result<Commitment, LedgerError>) -> Void
    ) {
        settle(PreparedProposal(proposal, keys: keys), station: station, completion: Self.ofCase(completion))
    }

    /// Computes what follows from a message's nonce, its query code among it, to hand it in then.
    package func prepare(_ submission: Submission) -> PreparedSubmission {
        PreparedSubmission(submission, keys: keys)
    }

    /// Hands in a message.
    ///
    /// - Parameters:
    ///   - submission: The message.
    ///   - completion: Called once, on a committer's thread, when the fate is on stable storage.
    package func propose(
        _ submission: PreparedSubmission,
        completion: @escaping @Sendable (Result<Commitment, LedgerError>) -> Void
    ) {
        settle(
            .submission(submission), station: submission.station, completion: Self.ofCase(completion))
    }

    /// A completion for a proposal about a case, as a ticket has it.
    private static func ofCase(
        _ completion: @escaping @Sendable (Result<Commitment, LedgerError>) -> Void
    ) -> @Sendable (Result<Settlement, LedgerError>) -> Void {
        { settlement in
            // What is proposed about a case is settled as such; records are handed in by `record`.
            completion(settlement.flatMap { $0.commitment.map { .success($0) } ?? .failure(.absent) })
        }
    }

    /// Puts a proposal into its station's queue.
    func settle(
        _ proposal: PreparedProposal, station: StationID,
        completion: @escaping @Sendable (Result<Settlement, LedgerError>) -> Void
    ) {
        if isStopping.load(ordering: .acquiring) { return completion(.failure(.stopping)) }
        let desk = desk(of: station)
        // Only this station's own failures count: a damaged one must not keep the healthy from serving.
        if let failure = desk.queue.withLock({ $0.health.recentFailure }) {
            return completion(.failure(.unavailable(failure)))
        }
        let ticket = StationDesk.Ticket(proposal: proposal, completion: completion)
        wake(desk) { $0.pending.append(ticket) }
    }

    /// Adds to a desk's queue and starts its committer unless it is at work.
    func wake(_ desk: StationDesk, _ change: (inout StationDesk.Queue) -> Void) {
        let isIdle = desk.queue.withLock { queue in
            change(&queue)
            defer { queue.isBusy = true }
            return !queue.isBusy
        }
        if isIdle { admit(desk) }
    }

    /// Hands in a proposal and waits: for commands, never on an event loop.
    package func perform(_ proposal: Proposal, station: StationID) throws(LedgerError) -> Commitment {
        let slot = Mutex<Result<Commitment, LedgerError>?>(nil)
        let done = Gate()
        propose(proposal, station: station) { result in
            slot.withLock { $0 = result }
            done.open()
        }
        done.wait()
        guard let result = slot.withLock({ $0 }) else { throw .stopping }
        return try result.get()
    }

    /// Says whether an act would be taken now, by all that is stored anywhere; nothing is written. Blocks on the disk.
    ///
    /// - Parameter action: The act.
    /// - Throws: Why it would be refused.
    package func check(_ action: CaseAction) throws(LedgerError) {
        let refusal: LedgerError?
        do throws(SystemError) {
            refusal = try desk(of: action.number.station).withFreshInbox(maximumAge: 0) { inbox in
                guard let index = inbox.index(of: action) else { return .absent }
                let known = inbox.cases[index]
                return known.alreadyHolds(action) ? nil : known.refusal(of: action)
            }
        } catch {
            throw .storage(error)
        }
        if let refusal { throw refusal }
    }

    /// Has a pool run a job; once its threads have ended this thread does, so that nobody waits for ever.
    static func run(_ job: @escaping @Sendable () -> Void, on pool: WorkerPool) {
        if !pool.run(job) { job() }
    }

    /// What keeps the ledger from taking new messages, or nothing when it takes them. Blocks on the disk.
    package func intakeObstacle() -> IntakeObstacle? {
        if let failure = writeFailure() { return .failure(failure) }
        return space.shortage().map { .shortage($0) }
    }

    /// The failure that keeps the ledger from taking writes, or nothing when it takes them.
    ///
    /// After a failure it tries a small durable write at most once a second, so that it knows by itself when
    /// the store is well again. Blocks on the disk.
    package func writeFailure() -> SystemError? {
        if let failure = health.withLock({ $0.recentFailure }) { return failure }
        do throws(SystemError) {
            try SegmentWriter.probe(in: "\(directory)/stations")
        } catch {
            note(failure: error)
            return error
        }
        health.withLock { $0.note(nil) }
        return nil
    }

    func desk(of station: StationID) -> StationDesk {
        desks.withLock { desks in
            if let desk = desks[station] { return desk }
            let desk = StationDesk(
                station: station, dataDirectory: directory, records: records, watcher: watcher,
                background: background, monotonic: monotonic,
                report: { [observer] in observer.ledgerFound($0) },
                reportNewer: { [observer] in observer.ledgerMetNewer(in: station) })
            desks[station] = desk
            return desk
        }
    }

    /// The stations that have been touched so far.
    var allDesks: [StationDesk] { desks.withLock { Array($0.values) } }

    func note(failure: SystemError) {
        // One damaged file makes nobody else wait, and the service no less ready.
        if !failure.concernsOneFile { health.withLock { $0.note(failure) } }
        observer.ledgerFailed(failure)
    }
}
