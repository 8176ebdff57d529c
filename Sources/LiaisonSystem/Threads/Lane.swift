import Glibc

/// Threads for one kind of work that may block: bounded, and fair to the clients that it is done for.
///
/// What is run next is ``FairQueue``'s matter. A job whose asker has gone by its turn is not run, and none is run after
/// ``stop(within:)``: whoever handed it in is told so.
///
/// `@unchecked` because of the C lock: every access to the stored variables after `init` happens between
/// pthread_mutex_lock(3) and pthread_mutex_unlock(3) of `lock`, the C objects' own calls aside.
package final class Lane<Client: Hashable & Sendable>: @unchecked Sendable {
    /// A piece of work.
    package struct Job: Sendable {
        /// Whether somebody still waits for it after so many milliseconds.
        let isWanted: @Sendable (UInt64) -> Bool
        /// Says that it isn't run.
        let refuse: @Sendable () -> Void
        let run: @Sendable () -> Void

        package init(
            isWanted: @escaping @Sendable (UInt64) -> Bool = { _ in true },
            refuse: @escaping @Sendable () -> Void = {}, run: @escaping @Sendable () -> Void
        ) {
            self.isWanted = isWanted
            self.refuse = refuse
            self.run = run
        }
    }

    /// How a lane fares.
    package struct Figures: Sendable, Equatable {
        /// Jobs that wait at this moment.
        package var waiting = 0
        /// Jobs that were run.
        package var run = 0
        /// Jobs that there was no room for.
        package var refused = 0
        /// Jobs whose asker had gone by their turn.
        package var dropped = 0

        package init(waiting: Int = 0, run: Int = 0, refused: Int = 0, dropped: Int = 0) {
            (self.waiting, self.run, self.refused, self.dropped) = (waiting, run, refused, dropped)
        }
    }

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let departure = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let now: @Sendable () -> UInt64
    private var queue: FairQueue<Client, Job>
    private var counts = Figures()
    private var idle = 0
    private var running = 0
    private var isStopping = false

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - name: Their common name for top(1), at most 15 bytes.
    ///   - threads: How many.
    ///   - limits: How much waits, and how much of one client is at work.
    ///   - now: The time, in milliseconds, on a clock that never goes back.
    /// - Throws: EAGAIN when the machine allows no more threads.
    package init(
        named name: String, threads: Int, limits: FairQueue<Client, Job>.Limits,
        now: @escaping @Sendable () -> UInt64 = { monotonicNanoseconds() / 1_000_000 }
    ) throws(SystemError) {
        queue = FairQueue(limits)
        self.now = now
        pthread_mutex_init(lock, nil)
        pthread_cond_init(arrival, nil)
        // A wait must not end early or late because somebody sets the clock.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(departure, &attributes)
        pthread_condattr_destroy(&attributes)
        for _ in 0..<threads {
            pthread_mutex_lock(lock)
            running += 1
            pthread_mutex_unlock(lock)
            do throws(SystemError) {
                _ = try Thread(named: name) { [self] in work() }
            } catch {
                pthread_mutex_lock(lock)
                running -= 1
                isStopping = true
                pthread_cond_broadcast(arrival)
                pthread_mutex_unlock(lock)
                throw error
            }
        }
    }

    /// Hands a job in; where there is no room for it, it is refused at once, on this thread.
    ///
    /// - Parameters:
    ///   - client: For whom.
    ///   - job: The work.
    package func run(for client: Client, _ job: Job) {
        let time = now()
        pthread_mutex_lock(lock)
        var refused: Job?
        if isStopping {
            refused = job
        } else {
            switch queue.add(job, of: client, at: time) {
            case .admitted: break
            case .admittedFor(let other): refused = other
            case .refused: refused = job
            }
        }
        if refused != nil { counts.refused += 1 }
        let isAnyoneIdle = idle > 0
        pthread_mutex_unlock(lock)
        if isAnyoneIdle { pthread_cond_signal(arrival) }
        refused?.refuse()
    }

    /// Refuses what waits and what is still to come, and waits for what is at work.
    ///
    /// - Parameter patience: How long; work that hangs then is left alone.
    /// - Returns: Whether all has ended.
    @discardableResult
    package func stop(within patience: Duration) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let (seconds, attoseconds) = patience.components
        end.tv_sec += Int(seconds)
        end.tv_nsec += Int(attoseconds / 1_000_000_000)
        if end.tv_nsec >= 1_000_000_000 {
            (end.tv_sec, end.tv_nsec) = (end.tv_sec + 1, end.tv_nsec - 1_000_000_000)
        }
        pthread_mutex_lock(lock)
        isStopping = true
        let refused = queue.removeAll()
        counts.refused += refused.count
        pthread_cond_broadcast(arrival)
        pthread_mutex_unlock(lock)
        for job in refused { job.refuse() }
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while running > 0, pthread_cond_timedwait(departure, lock, &end) == 0 {}
        return running == 0
    }

    /// How it fares.
    package var figures: Figures {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        var figures = counts
        figures.waiting = queue.waiting
        return figures
    }

    private func work() {
        while takeTurn() {}
    }

    /// Does one job; it is let go of without the lock, since what ends with it may hand in another.
    ///
    /// - Returns: Whether there may be more to do.
    private func takeTurn() -> Bool {
        let runningClient: Client?
        switch nextStep() {
        case .run(let client, let job)?:
            job.run()
            runningClient = client
        case .drop(let job)?:
            job.refuse()
            runningClient = nil
        case nil: return false
        }
        if let runningClient { finish(runningClient) }
        return true
    }

    /// Waits for the next step; nothing once all is to end.
    private func nextStep() -> FairQueue<Client, Job>.Step? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let step = queue.next(at: now(), isWanted: { $0.isWanted($1) }) {
                switch step {
                case .run: counts.run += 1
                case .drop: counts.dropped += 1
                }
                return step
            }
            if isStopping {
                running -= 1
                pthread_cond_broadcast(departure)
                return nil
            }
            idle += 1
            pthread_cond_wait(arrival, lock)
            idle -= 1
        }
    }

    private func finish(_ client: Client) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        queue.finish(client)
        // Of this client another job may be run now, perhaps by a thread that found none before.
        if queue.waiting > 0, idle > 0 { pthread_cond_signal(arrival) }
    }
}
