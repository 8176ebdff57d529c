import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import Synchronization

/// One station's place in the ledger: its fold, its waiting proposals, its segment.
///
/// Proposals wait in `pending` until the desk's committer takes them all at once; there is at most one
/// committer at a time, and whatever arrives while it syncs makes the next batch: group commit. In a crowd of stations
/// that is first the thread on which a message arrives, then the one that writes and syncs the round.
///
/// `@unchecked` because of `writer` and `abandoned`: they are touched only by the committer, and `Queue.isBusy`,
/// set and cleared under `queue`'s lock, admits one committer at a time and orders its memory before the next
/// one's.
final class StationDesk: @unchecked Sendable {
    let station: StationID
    /// `stations/<ID>/inbox` in the data directory.
    let directory: String
    let queue = Mutex(Queue())
    let state: Mutex<State>
    var writer: SegmentWriter?
    /// What failed batches have left in segments that were given up.
    var abandoned: [SegmentRest] = []
    /// Told of damage, once for each.
    private let report: @Sendable (Verification.Finding) -> Void
    /// Told, once, that a newer release wrote something here.
    private let reportNewer: @Sendable () -> Void

    /// The proposals on their way in.
    struct Queue {
        var pending: [Ticket] = []
        var isBusy = false
        /// Whether erasures wait to be finished.
        var hasErasures = false
        /// Whether the station's segments have been read and one is open: what is left to do is quickly done.
        var isWarm = false
        /// Whether what waits is quickly done: nobody else may have to wait for photos or erasures.
        var isQuick: Bool { isWarm && !hasErasures && pending.allSatisfy(\.proposal.isQuick) }
        /// How this station's last attempt to write ended.
        var health = Ledger.Health()

        /// Takes everything that waits, if it is quickly done; nothing otherwise.
        mutating func takeQuick() -> [Ticket] {
            if !isQuick { return [] }
            defer { pending = [] }
            return pending
        }
    }

    /// A proposal and who waits for its fate.
    struct Ticket {
        let proposal: PreparedProposal
        let completion: @Sendable (Result<Settlement, LedgerError>) -> Void
    }

    /// What is known of the station.
    struct State: Sendable {
        var inbox: Inbox
        /// What needn't be looked at again at once.
        var view: DirectoryView
        /// When the segments of other writers were last looked at, CLOCK_MONOTONIC; 0 for never.
        var refreshedAt: UInt64 = 0
        /// Whether somebody wanted to see more while a batch was open.
        var isAwaited = false
        /// Who didn't find something, and waits for a second look.
        var seekers: [Seeker] = []
        /// Whether extracts are on their way to their file.
        var isSaving = false
        /// Whether it has been told that a newer release wrote something here.
        var hasToldOfNewer = false
        /// Bytes of extracts from which on they are stored.
        var savingThreshold = StationDesk.leastSaved
    }

    /// How many bytes of extracts are worth a file: a few hundred messages.
    private static let leastSaved = 64 << 10
    private let extracts: ExtractFile
    private let background: WorkerPool
    /// CLOCK_MONOTONIC, for telling what stays damaged from what is on its way.
    private let monotonic: @Sendable () -> UInt64

    init(
        station: StationID, dataDirectory: String, records: any RecordFold.Type, watcher: ChangeWatcher?,
        background: WorkerPool, monotonic: @escaping @Sendable () -> UInt64,
        report: @escaping @Sendable (Verification.Finding) -> Void,
        reportNewer: @escaping @Sendable () -> Void
    ) {
        self.station = station
        self.monotonic = monotonic
        self.background = background
        self.report = report
        self.reportNewer = reportNewer
        extracts = ExtractFile(of: station, in: dataDirectory)
        directory = "\(dataDirectory)/stations/\(station)/inbox"
        state = Mutex(
            State(inbox: Inbox(station: station, records: records), view: DirectoryView(watcher: watcher)))
    }

    /// Runs `body` on a fold that is at most `maximumAge` nanoseconds behind what other writers stored.
    func withFreshInbox<Value>(
        maximumAge: UInt64, _ body: (inout Inbox) -> sending Value
    ) throws(SystemError) -> Value {
        var findings: [Verification.Finding] = []
        var meetsNewer = false
        defer {
            findings.forEach(report)
            if meetsNewer { reportNewer() }
        }
        return try state.withLock { state throws(SystemError) in
            let now = monotonicNanoseconds()
            // A case whose latest event is older than one before it must be folded anew before anyone looks.
            let isStale =
                state.refreshedAt == 0 || now &- state.refreshedAt > maximumAge || state.isAwaited
                || !state.inbox.unordered.isEmpty
            if isStale, state.inbox.isOpen {
                // What is folded now would be taken back with the batch, should that fail: the next batch reads it.
                state.isAwaited = true
            } else if isStale {
                defer { findings = state.inbox.damage.takeUntold() }
                try refresh(&state, at: now)
                meetsNewer = !state.hasToldOfNewer && state.inbox.newerLines > 0
                state.hasToldOfNewer = state.hasToldOfNewer || meetsNewer
            }
            if state.inbox.unsavedExtracts >= state.savingThreshold, !state.isSaving {
                state.isSaving = true
                background.run { [self] in saveExtracts() }
            }
            return body(&state.inbox)
        }
    }

    /// Reads what other writers have stored; no batch may be open.
    private func refresh(_ state: inout State, at now: UInt64) throws(SystemError) {
        do throws(SystemError) {
            try state.inbox.readNewLines(
                in: directory, extracts: extracts, view: &state.view, now: monotonic())
        } catch {
            // Something was left unread: next time everything is looked at.
            state.view.forget()
            throw error
        }
        state.refreshedAt = now
        state.isAwaited = false
    }

    /// Looks at everything once more for those who didn't find something, all of them together, unless a batch is open:
    /// then its end does.
    func lookForSeekers() {
        var findings: [Verification.Finding] = []
        let (seekers, failure) = state.withLock { state -> ([Seeker], SystemError?) in
            if state.seekers.isEmpty || state.inbox.isOpen { return ([], nil) }
            defer {
                state.seekers = []
                findings = state.inbox.damage.takeUntold()
            }
            let now = monotonicNanoseconds()
            state.view.demandSweep(monotonic: now)
            do throws(SystemError) {
                try refresh(&state, at: now)
                return (state.seekers, nil)
            } catch {
                return (state.seekers, error)
            }
        }
        findings.forEach(report)
        for seeker in seekers { seeker(failure) }
    }

    /// Runs `body` on the fold if nobody else has it, no batch is open, and no look at the disk is due.
    ///
    /// - Parameters:
    ///   - maximumAge: How far, in nanoseconds, it may be behind what other writers stored.
    ///   - body: Gets the fold.
    /// - Returns: What `body` returns; nothing if it wasn't called.
    func withInboxAtHand<Value>(
        maximumAge: UInt64, _ body: (inout Inbox) -> sending Value
    ) -> Value? {
        state.withLockIfAvailable { state -> Value? in
            let age = monotonicNanoseconds() &- state.refreshedAt
            guard state.refreshedAt != 0, age <= maximumAge, !state.isAwaited,
                state.inbox.unordered.isEmpty, !state.inbox.isPinned
            else { return nil }
            return body(&state.inbox)
        } ?? nil
    }

    /// Reads lines' events, sorted as every server folds them; what can't be read any more is told of.
    ///
    /// - Parameters:
    ///   - references: The lines.
    ///   - skippingDamage: Whether lines of a file that can't be read are left out instead of failing, as lines that
    ///     are damaged themselves always are.
    /// - Returns: The entries.
    /// - Throws: What the file system says.
    func read(
        _ references: [LineReference], skippingDamage: Bool = false
    ) throws(SystemError) -> [LedgerEntry] {
        var damage = ReadingDamage()
        let entries = try LineReference.read(references, station: station, in: directory, damage: &damage)
        if damage.isEmpty { return entries }
        let (findings, isOnItsWay) = state.withLock { [damage] state in
            let isOnItsWay = state.inbox.note(damage, in: directory, at: monotonic())
            return (state.inbox.damage.takeUntold(), isOnItsWay)
        }
        findings.forEach(report)
        if skippingDamage { return entries }
        if let file = damage.files.first { throw file.error }
        // It was there, and will be: nobody may go on without it.
        if isOnItsWay { throw SystemError("pread", directory, code: .inputOutput) }
        return entries
    }

    /// Looks at every segment, those of old months too, and reads what is new.
    ///
    /// - Throws: What the file system says; the next reader looks at everything then.
    func sweep() throws(SystemError) {
        state.withLock { $0.view.demandSweep() }
        try withFreshInbox(maximumAge: 0) { _ in }
    }

    /// Stores what the extracts' file doesn't have yet.
    ///
    /// - Parameter least: The fewest bytes that are worth it.
    func saveExtracts(ifAtLeast least: Int = 0) {
        let (unsaved, statuses) = state.withLock {
            $0.inbox.unsavedExtracts >= least ? $0.inbox.takeUnsavedExtracts() : ([], [:])
        }
        if !unsaved.isEmpty || !statuses.isEmpty {
            do throws(SystemError) {
                try extracts.add(unsaved, statuses: statuses)
            } catch {
                // A cache: the next start reads these lines again, and a disk that is full or read-only is told
                // of where it matters.
            }
        }
        state.withLock { state in
            state.isSaving = false
            // The file is written as a whole: the more it has, the more it waits for.
            let stored = (try? Files.status(extracts.path)?.size) ?? 0
            state.savingThreshold = max(Self.leastSaved, stored / 4)
        }
    }
}
