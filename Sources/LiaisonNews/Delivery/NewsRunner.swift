import LiaisonCodes
import LiaisonInstallation
import LiaisonStore
import LiaisonSystem
import Synchronization

// News goes three steps. `NewsSource` finds it: in the ledger, from a durable cursor on, and in the calendar. The queue
// keeps it: a file for each piece, stored before the cursor moves. `NewsCourier` hands it to the operator's program, and
// has the ledger say so. `NewsLease` lets one server of several do all three.

/// Hands news on, as long as this server holds the lease.
package final class NewsRunner: Sendable {
    private let queue: NewsQueue
    private let world: NewsWorld
    private let observer: any NewsObserver
    private let courier: NewsCourier
    private let lease: NewsLease
    private let ended = Gate()
    private let lastMoment = Moment()
    private let metrics: NewsMetrics
    private let senders: WorkerPool
    private let threads = Mutex(0)
    private let finished = Gate()

    /// When programs at work are asked to end.
    private final class Moment: Sendable {
        let value = Atomic<UInt64>(.max)
    }

    /// How long they may go on once the end has been asked for.
    private static let drainTime: UInt64 = 5_000_000_000
    /// How many programs run at once.
    private static let width = 4
    /// How often the ledger is looked at, and how often what costs more.
    private static let interval: UInt64 = 3_000_000_000
    private static let longInterval: UInt64 = 60_000_000_000

    /// - Parameters:
    ///   - directory: The data directory.
    ///   - world: What is asked of the installation.
    ///   - metrics: Counts.
    ///   - observer: Hears of what becomes of news.
    /// - Throws: EAGAIN when the machine allows no more threads.
    package convenience init(
        of directory: DataDirectory, _ world: NewsWorld, metrics: NewsMetrics, observer: any NewsObserver
    ) throws(SystemError) {
        try self.init(of: directory, world, metrics: metrics, observer: observer, NewsLease.Times())
    }

    init(
        of directory: DataDirectory, _ world: NewsWorld, metrics: NewsMetrics, observer: any NewsObserver,
        _ times: NewsLease.Times
    ) throws(SystemError) {
        queue = NewsQueue(in: directory)
        self.world = world
        self.observer = observer
        self.metrics = metrics
        let (lease, lastMoment) = (NewsLease(in: directory.path(of: .notify), times: times), lastMoment)
        self.lease = lease
        courier = NewsCourier(
            queue: queue, world: world, metrics: metrics, observer: observer,
            isWanted: { lease.isHeld },
            isOver: { lastMoment.value.load(ordering: .relaxed) < monotonicNanoseconds() })
        senders = try WorkerPool(named: "liaison-news", count: Self.width)
    }

    // MARK: As a part of a server

    /// Starts its threads; they end with ``end()``.
    package func start() throws(SystemError) {
        threads.withLock { $0 = 2 }
        _ = try Thread(named: "news-lease") { [self] in
            while !ended.wait(atMost: .milliseconds(500)) {
                if world.program() != nil { attendToLease() }
            }
            leave()
        }
        _ = try Thread(named: "news") { [self] in
            work()
            leave()
        }
    }

    /// Ends it: programs at work get some seconds; what isn't done then comes once more.
    package func end() {
        ended.open()
        lastMoment.value.store(monotonicNanoseconds() + Self.drainTime, ordering: .relaxed)
        if threads.withLock({ $0 > 0 }) { finished.wait() }
        senders.stop()
        do throws(SystemError) { try lease.release() } catch { observer.newsStopped(by: error) }
    }

    private func leave() {
        let left = threads.withLock { threads in
            threads -= 1
            return threads
        }
        if left == 0 { finished.open() }
    }

    private func attendToLease() {
        let before = lease.isHeld
        do throws(SystemError) {
            try queue.prepare()
            try lease.attend()
        } catch {
            observer.newsStopped(by: error)
        }
        let isHeld = lease.isHeld
        metrics.note { $0.isHolder = isHeld }
        if isHeld != before { observer.newsLease(isHeld: isHeld) }
    }

    private func work() {
        var reading: NewsReading?
        var last: (look: UInt64, long: UInt64) = (0, 0)
        while true {
            if !lease.isHeld || world.program() == nil {
                courier.forget()
                reading = nil
                last = (0, 0)
                if ended.wait(atMost: .milliseconds(500)) { return }
                continue
            }
            let now = monotonicNanoseconds()
            if last.look == 0 || now &- last.look >= Self.interval {
                last.look = now
                let isLong = last.long == 0 || now &- last.long >= Self.longInterval
                if isLong {
                    last.long = now
                    world.tidy()
                }
                do throws(SystemError) {
                    if reading == nil { reading = try NewsReading(queue: queue, world: world) }
                    try courier.look()
                    let hour = BeijingTime(world.clock.now).hour
                    try reading?.read(
                        into: courier, wantsPending: isLong, wantsDay: isLong && hour >= world.hour(),
                        isWanted: { lease.isHeld })
                } catch {
                    reading = nil
                    observer.newsStopped(by: error)
                }
            }
            dispatch()
            if ended.wait(atMost: courier.isBusy ? .milliseconds(50) : .milliseconds(500)) { return }
        }
    }

    /// Hands what is due to the senders; how many that were.
    @discardableResult
    private func dispatch(isHeld: Bool = true) -> Int {
        let items = courier.next(limit: Self.width, isHeld: isHeld)
        for item in items {
            senders.run { [courier] in courier.attempt(item) }
        }
        return items.count
    }

    /// Whether any process hands the news of a data directory on; watches it for some seconds.
    package static func isAtWork(in directory: DataDirectory) throws(SystemError) -> Bool {
        try NewsLease.isKept(in: directory.path(of: .notify))
    }

    // MARK: By hand

    /// What came of one go.
    package struct Summary: Sendable {
        package let taken: Int
        package let waiting: Int
        package let dead: Int
    }

    /// Waits for the lease, finds all news, the day's too, and tries each piece that is due once.
    ///
    /// - Parameter isWaiting: Told once who holds the lease, if that is somebody else.
    /// - Returns: What came of it; nothing when another server hands the news on.
    /// - Throws: What the file system says.
    package func runOnce(isWaiting: (String) -> Void) throws(SystemError) -> Summary? {
        try queue.prepare()
        guard try waitForLease(isWaiting) else { return nil }
        let end = Gate()
        let beats = try Thread(named: "news-lease") { [self] in
            while !end.wait(atMost: .milliseconds(500)) { attendToLease() }
        }
        let result = Result { () throws(SystemError) in
            var reading = try NewsReading(queue: queue, world: world)
            try courier.look()
            try reading.read(
                into: courier, wantsPending: true, wantsDay: true, isWanted: { lease.isHeld })
            while lease.isHeld {
                // Asked before: what ends in between may let another go on.
                let wasBusy = courier.isBusy
                if dispatch(isHeld: false) == 0, !wasBusy { break }
                _ = end.wait(atMost: .milliseconds(10))
            }
        }
        end.open()
        beats.join()
        try result.get()
        let figures = metrics.figures
        return Summary(
            taken: figures.taken, waiting: courier.waiting.count, dead: try queue.deadCount())
    }

    private func waitForLease(_ isWaiting: (String) -> Void) throws(SystemError) -> Bool {
        var seen: String?
        let start = monotonicNanoseconds()
        while true {
            if try lease.attend() { return true }
            if let owner = lease.otherOwner, seen == nil {
                seen = owner
                isWaiting(owner)
            }
            // Longer than a dead one's lease stands.
            if monotonicNanoseconds() &- start > 40_000_000_000 { return false }
            if ended.wait(atMost: .milliseconds(500)) { return false }
        }
    }
}
