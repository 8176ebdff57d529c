import LiaisonCodes
import LiaisonSystem
import Synchronization

/// One station's part of the journal: what is known of it, its waiting proposals, its pen.
///
/// Proposals wait in `pending` until the journal's committer takes them all at once; there is at most one
/// committer at a time, and whatever arrives while it syncs makes the next round: group commit. In a crowd of stations
/// that is first the thread on which a message arrives, then the one that writes and syncs for all.
package final class StationJournal<Deciding: Decider>: Sendable {
    package var station: StationID { inbox.station }
    /// Writes its lines; the committer's alone.
    package let pen: StationPen
    let queue = Mutex(Queue())
    let state: Mutex<State>
    /// Told of damage, once for each.
    private let report: @Sendable (Verification.Finding) -> Void
    /// Told, once, that a newer release wrote something here.
    private let reportNewer: @Sendable () -> Void

    /// Where its lines are.
    package var inbox: InboxDirectory { pen.inbox }

    /// The proposals on their way in.
    struct Queue {
        var pending: [Ticket<Deciding>] = []
        /// Whether a committer is at work.
        var isBusy = false
        /// Whether erasures wait to be finished.
        var hasErasures = false
        /// Whether the station's segments have been read and one is open: what is left to do is quickly done.
        var isWarm = false
        /// Whether what waits is quickly done: nobody else may have to wait for photos or erasures.
        var isQuick: Bool { isWarm && !hasErasures && pending.allSatisfy { $0.proposal.isQuick } }
        /// How this station's last attempt to write ended.
        var health = WritingHealth()

        /// Takes everything that waits, if it is quickly done; nothing otherwise.
        mutating func takeQuick() -> [Ticket<Deciding>] {
            if !isQuick { return [] }
            defer { pending = [] }
            return pending
        }
    }

    /// What is known of the station.
    struct State: Sendable {
        var known: FoldedStation<Deciding.Folded>
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
        var savingThreshold = StationJournal.leastSaved
    }

    /// Who waits for a second look; gets why it failed, if it did.
    package typealias Seeker = @Sendable (SystemError?) -> Void

    /// How many bytes of extracts are worth a file: some hundred messages. Until then they stay in memory, for each of some
    /// five hundred stations.
    private static var leastSaved: Int { 16 << 10 }
    private let extracts: ExtractFile
    private let background: WorkerPool
    /// CLOCK_MONOTONIC, for telling what stays damaged from what is on its way.
    private let monotonic: @Sendable () -> UInt64

    init(
        inbox: InboxDirectory, decider: Deciding, watcher: ChangeWatcher?,
        background: WorkerPool, monotonic: @escaping @Sendable () -> UInt64,
        report: @escaping @Sendable (Verification.Finding) -> Void,
        reportNewer: @escaping @Sendable () -> Void
    ) {
        self.monotonic = monotonic
        self.background = background
        self.report = report
        self.reportNewer = reportNewer
        extracts = ExtractFile(of: inbox.station, in: inbox.parent.data)
        pen = StationPen(in: inbox)
        let known = FoldedStation(
            inbox.station, decider.fold(of: inbox.station), isCached: decider.keepsExtracts)
        state = Mutex(State(known: known, view: DirectoryView(watcher: watcher)))
    }

    /// Runs `body` on a fold that is at most `maximumAge` nanoseconds behind what other writers stored.
    ///
    /// - Parameters:
    ///   - maximumAge: How far it may be behind.
    ///   - body: Gets what is known, and must not block.
    /// - Returns: What `body` returns.
    /// - Throws: What the file system says.
    package func withFreshFold<Value>(
        maximumAge: UInt64, _ body: (inout FoldedStation<Deciding.Folded>) -> sending Value
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
                || state.known.fold.isUnordered
            if isStale, state.known.lines.isOpen {
                // What is folded now would be taken back with the batch, should that fail: the next batch reads it.
                state.isAwaited = true
            } else if isStale {
                defer { findings = state.known.lines.damage.takeUntold() }
                try refresh(&state, at: now)
                meetsNewer = !state.hasToldOfNewer && state.known.lines.newerLines > 0
                state.hasToldOfNewer = state.hasToldOfNewer || meetsNewer
            }
            if state.known.lines.unsavedExtracts >= state.savingThreshold, !state.isSaving {
                state.isSaving = true
                background.run { [self] in saveExtracts() }
            }
            return body(&state.known)
        }
    }

    /// Reads what other writers have stored; no batch may be open.
    private func refresh(_ state: inout State, at now: UInt64) throws(SystemError) {
        do throws(SystemError) {
            try state.known.readNewLines(
                in: inbox, extracts: extracts, view: &state.view, now: monotonic())
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
            if state.seekers.isEmpty || state.known.lines.isOpen { return ([], nil) }
            defer {
                state.seekers = []
                findings = state.known.lines.damage.takeUntold()
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
    func withFoldAtHand<Value>(
        maximumAge: UInt64, _ body: (inout FoldedStation<Deciding.Folded>) -> sending Value
    ) -> Value? {
        state.withLockIfAvailable { state -> Value? in
            let age = monotonicNanoseconds() &- state.refreshedAt
            guard state.refreshedAt != 0, age <= maximumAge, !state.isAwaited,
                !state.known.fold.isUnordered, !state.known.lines.isPinned
            else { return nil }
            return body(&state.known)
        } ?? nil
    }

    /// Runs `body` on what is known as it is, without a look at the disk.
    ///
    /// - Parameter body: Gets what is known, and must not block.
    /// - Returns: What `body` returns.
    package func withKnown<Value>(
        _ body: (inout FoldedStation<Deciding.Folded>) -> sending Value
    ) -> Value { state.withLock { body(&$0.known) } }

    /// Takes note of what can't be read back any more, and tells of it.
    ///
    /// - Parameter damage: What that is.
    /// - Returns: Whether some of it may be there in a moment.
    package func note(_ damage: ReadingDamage) -> Bool {
        let (findings, isOnItsWay) = state.withLock { state in
            let isOnItsWay = state.known.lines.note(damage, in: inbox, at: monotonic())
            return (state.known.lines.damage.takeUntold(), isOnItsWay)
        }
        findings.forEach(report)
        return isOnItsWay
    }

    /// Has everything looked at once more, behind the batch that is open, if one is.
    ///
    /// - Parameter seeker: Called once: on this thread where no batch is open, else on the committer's.
    package func lookAgain(_ seeker: @escaping Seeker) {
        state.withLock { $0.seekers.append(seeker) }
        lookForSeekers()
    }

    /// Ends a batch: its lines stay in the fold and count as durable, or are taken back.
    func settle(keeping: Bool) {
        state.withLock { state in
            if state.known.settle(keeping: keeping, isAbandoned: pen.isIdle) { state.view.distrust() }
        }
        lookForSeekers()
    }

    /// Takes away what failed batches have left, before anybody can rely on it.
    func finishAbandoning() throws(SystemError) {
        if try pen.finishAbandoning() { state.withLock { $0.refreshedAt = 0 } }
    }

    /// Makes sure that what answers rely on is on stable storage, and stays there.
    ///
    /// - Parameter indices: The segments of the lines in question; our own are sure by themselves.
    /// - Throws: What the file system says; ESTALE when lines have been taken back.
    func secure(segmentsAt indices: Set<Int>) throws(SystemError) {
        if indices.isEmpty { return }
        try pen.secure(
            state.withLock { state in
                indices.map { state.known.lines.segments[$0] }.filter { !$0.isOwn }
            })
    }

    /// Makes sure that what stands in segments of others can't be taken back any more by their writers.
    ///
    /// - Parameter segments: The segments.
    /// - Throws: What the file system says; ESTALE when it has been taken back, or isn't there to be read.
    package func secure(_ segments: Set<SegmentName>) throws(SystemError) {
        if segments.isEmpty { throw SystemError("pread", inbox.path, code: .noSuchFile) }
        try pen.secure(
            state.withLock { state in state.known.lines.segments.filter { segments.contains($0.name) } })
    }

    /// Looks at every segment, those of old months too, and reads what is new.
    ///
    /// - Throws: What the file system says; the next reader looks at everything then.
    package func sweep() throws(SystemError) {
        state.withLock { $0.view.demandSweep() }
        try withFreshFold(maximumAge: 0) { _ in }
    }

    /// Stores what the extracts' file doesn't have yet.
    ///
    /// - Parameter least: The fewest bytes that are worth it.
    func saveExtracts(ifAtLeast least: Int = 0) {
        let (unsaved, statuses) = state.withLock {
            $0.known.lines.unsavedExtracts >= least ? $0.known.lines.takeUnsavedExtracts() : ([], [:])
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
