import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import Synchronization

/// Hands the pieces of the queue to the operator's program, a few at once, one at a time for one addressee, in order.
///
/// A piece that failed holds those behind it for the five seconds until its second try; from then on they go past it,
/// so that a bad piece stops no other, and an addressee whom nothing reaches stops nobody else.
final class NewsCourier: Sendable {
    private let queue: NewsQueue
    private let world: NewsWorld
    private let metrics: NewsMetrics
    private let observer: any NewsObserver
    private let isWanted: @Sendable () -> Bool
    private let isOver: @Sendable () -> Bool
    private let slots = Mutex<[String: Slot]>([:])
    private let health = Mutex(NewsHealth())

    /// A piece in memory.
    private struct Slot {
        var item: QueuedNews
        /// When it is due, by the monotonic clock.
        var due: UInt64
        var isBusy = false
    }

    /// - Parameters:
    ///   - queue: Where pieces wait.
    ///   - world: What is asked at every try.
    ///   - metrics: Counts.
    ///   - observer: Hears of what becomes of them.
    ///   - isWanted: Whether this server hands news on still.
    ///   - isOver: Whether no program may go on any more.
    init(
        queue: NewsQueue, world: NewsWorld, metrics: NewsMetrics, observer: any NewsObserver,
        isWanted: @escaping @Sendable () -> Bool, isOver: @escaping @Sendable () -> Bool = { false }
    ) {
        self.queue = queue
        self.world = world
        self.metrics = metrics
        self.observer = observer
        self.isWanted = isWanted
        self.isOver = isOver
    }

    /// The pieces that wait.
    var waiting: [QueuedNews] { slots.withLock { $0.values.map(\.item) }.sorted { $0.number < $1.number } }

    /// Whether any is at the program now.
    var isBusy: Bool { slots.withLock { $0.values.contains(where: \.isBusy) } }

    /// Forgets what is in memory: somebody else hands it on.
    func forget() { slots.withLock { $0 = $0.filter(\.value.isBusy) } }

    /// Takes in what others put into the queue, and lets go of what they took out; blocks on the disk.
    func look() throws(SystemError) {
        let names = Set(try queue.waiting())
        let known = slots.withLock { slots in
            slots = slots.filter { names.contains($0.key) || $0.value.isBusy }
            return Set(slots.keys)
        }
        for name in names.subtracting(known).sorted() {
            if let item = try queue.read(name) {
                take(item)
            } else if try queue.waiting().contains(name) {
                try queue.layBy(fileNamed: name)
            }
        }
    }

    /// Takes a piece in that stands in the queue.
    func take(_ item: QueuedNews) {
        // Another server's clock may be an hour off: nobody waits longer than the schedule has it.
        let longest = item.failures == 0 ? 0 : RetrySchedule.delay(afterFailures: item.failures) ?? 0
        let left = min(max(0, item.next.milliseconds - world.clock.now.milliseconds), longest)
        let due = monotonicNanoseconds() + UInt64(left) * 1_000_000
        slots.withLock { $0[item.fileName] = Slot(item: item, due: due) }
    }

    /// The pieces that are to be tried now, one of each addressee; they count as being at the program from here on.
    ///
    /// - Parameters:
    ///   - limit: How many may be at the program at once.
    ///   - isHeld: Whether those behind a piece wait for its second try.
    /// - Returns: The pieces.
    func next(limit: Int, isHeld: Bool = true) -> [QueuedNews] {
        let now = monotonicNanoseconds()
        return slots.withLock { slots in
            let free = limit - slots.values.count(where: \.isBusy)
            if free <= 0 { return [] }
            var found: [QueuedNews] = []
            let lines = Dictionary(grouping: slots.values, by: \.item.piece.to)
            // Whoever waits longest first.
            var first: [QueuedNews] = []
            for line in lines.values where !line.contains(where: \.isBusy) {
                for slot in line.sorted(by: { $0.item.number < $1.item.number }) {
                    if slot.due <= now {
                        first.append(slot.item)
                        break
                    }
                    if isHeld, slot.item.failures < 2, slot.item.taken == nil { break }
                }
            }
            for item in first.sorted(by: { ($0.failures, $0.number) < ($1.failures, $1.number) })
                .prefix(free)
            {
                slots[item.fileName]?.isBusy = true
                found.append(item)
            }
            return found
        }
    }

    /// Tries a piece; blocks on the program.
    func attempt(_ item: QueuedNews) {
        do throws(SystemError) {
            try handOn(item)
        } catch {
            observer.newsStopped(by: error)
            again(item, in: RetrySchedule.delays[0])
        }
    }

    private func handOn(_ waiting: QueuedNews) throws(SystemError) {
        var item = waiting
        let source = try world.source()
        if let taken = item.taken { return try record(item, taken) }
        guard let piece = try source.current(item.piece) else { return try drop(item) }
        if piece.id != item.piece.id {
            // Somebody else answers for it now: it is another's, with a name of its own.
            var moved = QueuedNews(number: item.number, piece: piece, next: world.clock.now)
            moved.failures = 0
            try queue.store(moved)
            try queue.remove(item)
            slots.withLock { slots in
                slots[moved.fileName] = Slot(item: moved, due: 0, isBusy: true)
                slots[item.fileName] = nil
            }
            item = moved
        }
        item.piece = piece
        guard let program = world.program() else { return again(item, in: RetrySchedule.delays[0]) }
        let addressee = Addressee(code: piece.to, station: piece.station)
        let contact = source.contact(of: addressee)
        let message = NewsMessage(piece: piece, contact: contact, source: source, failures: item.failures)
        let (isWanted, isOver) = (isWanted, isOver)
        let outcome = program.hand(message.bytes, to: contact?.address) { !isWanted() || isOver() }
        switch outcome {
        case .taken(let problems):
            for problem in problems {
                note(problem, "")
                observer.newsOdd(piece, problem)
            }
            noteTaken()
            metrics.note { $0.taken += 1 }
            observer.newsTaken(piece)
            try record(item, QueuedNews.Taken(channel: contact?.channel))
        case .failed(let problem, let error): try fail(item, problem, error)
        case .cancelled: again(item, in: 0)
        }
    }

    /// Has the ledger say that it was handed on; only then it is out of the queue.
    private func record(_ item: QueuedNews, _ taken: QueuedNews.Taken) throws(SystemError) {
        for covered in item.piece.handedOn {
            let told = Event.Notification(
                news: .known(covered.kind), to: item.piece.to, channel: taken.channel)
            let key = SHA256.digest(Array("notified|\(item.piece.id)|\(covered.caseNumber)".utf8))
            let action = CaseAction(
                number: covered.caseNumber, body: .notified(told), actor: Actor(role: "office"),
                key: Digest(key))
            do throws(LedgerError) {
                _ = try world.ledger.perform(.action(action), station: covered.caseNumber.station)
            } catch {
                switch error {
                case .storage(let cause), .unavailable(let cause):
                    // The program isn't asked again for the ledger's sake.
                    var known = item
                    known.taken = taken
                    try queue.store(known)
                    observer.newsStopped(by: cause)
                    return again(known, in: RetrySchedule.delays[0])
                case .stopping: return again(item, in: 0)
                // Erased in the meantime: there is nothing to be said of it any more.
                case .absent, .refused, .spaceShort, .formNumberTaken, .keyReused, .numbersExhausted,
                    .recordRefused:
                    continue
                }
            }
        }
        try drop(item)
    }

    private func fail(_ item: QueuedNews, _ problem: NewsProblem, _ error: String) throws(SystemError) {
        note(problem, error)
        // Whoever hands the news on now decides when it is tried again.
        guard isWanted() else { return again(item, in: 0) }
        var failed = item
        failed.failures += 1
        failed.error = [problem.rawValue, error].filter { !$0.isEmpty }.joined(separator: ": ")
        guard let delay = RetrySchedule.delay(afterFailures: failed.failures) else {
            try queue.layBy(failed)
            slots.withLock { $0[item.fileName] = nil }
            metrics.note {
                $0.failed += 1
                $0.dead += 1
            }
            observer.newsFailed(item.piece, problem, error: error, next: nil)
            return
        }
        failed.next = world.clock.now.adding(milliseconds: delay)
        try queue.store(failed)
        metrics.note { $0.failed += 1 }
        observer.newsFailed(item.piece, problem, error: error, next: failed.next)
        again(failed, in: delay)
    }

    private func drop(_ item: QueuedNews) throws(SystemError) {
        try queue.remove(item)
        slots.withLock { $0[item.fileName] = nil }
    }

    /// Leaves a piece where it is, to be tried after some milliseconds.
    private func again(_ item: QueuedNews, in delay: Int64) {
        let due = monotonicNanoseconds() + UInt64(max(0, delay)) * 1_000_000
        slots.withLock { $0[item.fileName] = Slot(item: item, due: due) }
    }

    // MARK: For the doctor

    private func note(_ problem: NewsProblem, _ error: String) {
        metrics.note { $0.problems[problem, default: 0] += 1 }
        store { health, now in
            health.note(problem, error, at: now)
            return true
        }
    }

    private func noteTaken() { store { health, now in health.noteTaken(at: now) } }

    /// Changes the account for `doctor`; a store that takes no writes has worse to tell.
    private func store(_ change: (inout NewsHealth, Timestamp) -> Bool) {
        let now = world.clock.now
        let failure = health.withLock { health -> SystemError? in
            do throws(SystemError) {
                var known = try NewsHealth(in: queue.directory)
                guard change(&known, now) else { return nil }
                health = known
                try known.store(in: queue.directory)
                return nil
            } catch {
                return error
            }
        }
        if let failure { observer.newsStopped(by: failure) }
    }
}

/// What the news asks of the installation around it, each time anew: people come and go, settings change.
package struct NewsWorld: Sendable {
    package let ledger: Ledger
    package let clock: WallClock
    /// The installation at this moment.
    package let source: @Sendable () throws(SystemError) -> NewsSource
    /// The operator's program; nothing where none is set.
    package let program: @Sendable () -> NewsProgram?
    /// From which hour of the day, in Beijing, the day's news is told.
    package let hour: @Sendable () -> Int
    /// Takes out the contacts of those who have left, whoever changed the roster.
    package let tidy: @Sendable () -> Void

    package init(
        ledger: Ledger, clock: WallClock, source: @escaping @Sendable () throws(SystemError) -> NewsSource,
        program: @escaping @Sendable () -> NewsProgram?, hour: @escaping @Sendable () -> Int,
        tidy: @escaping @Sendable () -> Void = {}
    ) {
        self.ledger = ledger
        self.clock = clock
        self.source = source
        self.program = program
        self.hour = hour
        self.tidy = tidy
    }
}
