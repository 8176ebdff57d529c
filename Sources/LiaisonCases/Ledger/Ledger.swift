import LiaisonCodes
import LiaisonJournal
import LiaisonStore
import LiaisonSystem
import Synchronization

// The room where others ask: for a case, a list, the messages of a month, and to have something written. Its rule: nobody is told
// that something isn't there before everything was looked at, and what can't be read is named, never passed over without a
// word. Questions come from the modules above; answers come from the fold, and words from the segments.

/// The durable record of everything that happened to every case.
///
/// What makes it durable is the ``Journal``: each station has its lines there, and a proposal is answered only after its
/// line is on stable storage. The ledger says what lines mean.
package final class Ledger: Sendable {
    /// The functions of the installation's secret.
    package let keys: ReceiptKeys
    /// Where photos are.
    package let photos: PhotoStore
    let clock: WallClock
    /// Where the lines stand.
    let journal: Journal<CaseDecider>
    /// How many pointers to other stations' cases were followed, by the station whose ledger has them.
    let followedReferrals = Mutex<[StationID: Int]>([:])
    /// Whether all of them have been followed at least once.
    let hasFollowedReferrals = Mutex(false)

    /// The data directory.
    package var directory: DataDirectory { journal.directory }
    /// Keeps a reserve of free space on the store's file system.
    package var space: SpaceWatch { journal.space }

    /// How old, in nanoseconds, a reader's view of other writers' segments may be: 5 ms.
    ///
    /// Less than any command takes, so that whoever asks after one has ended sees what it did; and enough for a
    /// thousand readers of one station to share a look at its directory.
    package static let readingAge: UInt64 = 5_000_000

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
        directory: DataDirectory, secret: [UInt8], records: any RecordFold.Type = NoRecords.self,
        clock: WallClock = .system, committers: Int = 48,
        observer: any LedgerObserver = SilentLedgerObserver(),
        monotonic: @escaping @Sendable () -> UInt64 = { monotonicNanoseconds() }
    ) throws(SystemError) {
        keys = ReceiptKeys(secret: secret)
        photos = PhotoStore(in: directory)
        self.clock = clock
        journal = try Journal(
            directory: directory, decider: CaseDecider(keys: keys, photos: photos, records: records),
            clock: clock, committers: committers, observer: observer, monotonic: monotonic)
    }

    /// Finishes what has been proposed and ends the threads; later proposals are refused as ``LedgerError/stopping``.
    package func stop() { journal.stop() }

    /// Reads every station that is there, so that no one who asks for it first has to wait.
    ///
    /// A station that can't be read is left to whoever asks for it, and the observer is told of what is damaged.
    package func load() {
        journal.load()
        _ = followReferralsOnce()
    }

    /// The stations that have a directory in the store.
    ///
    /// - Returns: The stations, in order.
    /// - Throws: What the file system says.
    package func stations() throws(SystemError) -> [StationID] { try journal.stations() }

    /// Hands in a proposal.
    ///
    /// - Parameters:
    ///   - proposal: What to write.
    ///   - station: Whose ledger it belongs to: the one in the case's number.
    ///   - completion: Called once, on a committer's thread, when the outcome is on stable storage.
    package func propose(
        _ proposal: Proposal, station: StationID,
        completion: @escaping @Sendable (Result<Commitment, LedgerError>) -> Void
    ) {
        journal.propose(
            PreparedProposal(proposal, keys: keys), at: station, completion: Self.ofCase(completion))
    }

    /// Computes what follows from a message's nonce, its query code among it, to hand it in then.
    package func prepare(_ submission: Submission) -> PreparedSubmission {
        PreparedSubmission(submission, keys: keys)
    }

    /// Hands in a message.
    ///
    /// - Parameters:
    ///   - submission: The message.
    ///   - completion: Called once, on a committer's thread, when the outcome is on stable storage.
    package func propose(
        _ submission: PreparedSubmission,
        completion: @escaping @Sendable (Result<Commitment, LedgerError>) -> Void
    ) {
        journal.propose(
            .submission(submission), at: submission.station, completion: Self.ofCase(completion))
    }

    /// A completion for a proposal about a case, as a ticket has it.
    private static func ofCase(
        _ completion: @escaping @Sendable (Result<Commitment, LedgerError>) -> Void
    ) -> @Sendable (Result<LedgerSettlement, LedgerError>) -> Void {
        { settlement in
            // What is proposed about a case is settled as such; records are handed in by `record`.
            completion(settlement.flatMap { $0.commitment.map { .success($0) } ?? .failure(.absent) })
        }
    }

    /// Hands in a proposal and waits: for commands, never on an event loop.
    package func perform(_ proposal: Proposal, station: StationID) throws(LedgerError) -> Commitment {
        let settlement = try journal.perform(PreparedProposal(proposal, keys: keys), at: station)
        guard let commitment = settlement.commitment else { throw .absent }
        return commitment
    }

    /// Says whether an act would be taken now, by all that is stored anywhere; nothing is written. Blocks on the disk.
    ///
    /// - Parameter action: The act.
    /// - Throws: Why it would be refused.
    package func check(_ action: CaseAction) throws(LedgerError) {
        let refusal: LedgerError?
        do throws(SystemError) {
            refusal = try journal(of: action.number.station).withFreshFold(maximumAge: 0) { inbox in
                guard let index = inbox.fold.index(of: action) else { return .absent }
                let known = inbox.fold.cases[index]
                return known.alreadyHolds(action) ? nil : known.refusal(of: action)
            }
        } catch {
            throw .storage(error)
        }
        if let refusal { throw refusal }
    }

    /// What keeps the ledger from taking new messages, or nothing when it takes them. Blocks on the disk.
    package func intakeObstacle() -> IntakeObstacle? { journal.intakeObstacle() }

    /// The failure that keeps the ledger from taking writes, or nothing when it takes them; see
    /// ``Journal/writeFailure()``. Blocks on the disk.
    package func writeFailure() -> SystemError? { journal.writeFailure() }

    /// Has whatever erasures were left unfinished, by a crash or by another server's late words, finished in the
    /// background. Costs next to nothing when there are none.
    package func finishErasures() { journal.finishErasures() }

    func journal(of station: StationID) -> StationJournal<CaseDecider> { journal.journal(of: station) }

    /// The stations that have been touched so far.
    var allJournals: [StationJournal<CaseDecider>] { journal.allJournals }
}

extension SegmentSweep {
    /// Begins with the first turn.
    ///
    /// - Parameters:
    ///   - ledger: Whose stations, as far as they have been read.
    ///   - turns: After how many turns each station has had its own, at least 1.
    package init(of ledger: Ledger, turns: Int) { self.init(of: ledger.journal, turns: turns) }
}
