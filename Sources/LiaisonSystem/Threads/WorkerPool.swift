import CLinux
import Glibc

/// Threads that run jobs in the order of their arrival: for work that blocks in the kernel.
///
/// `@unchecked` because of the C lock: every access to the stored properties after `init` happens between
/// pthread_mutex_lock(3) and pthread_mutex_unlock(3) of `lock`, the C objects' own calls aside.
package final class WorkerPool: @unchecked Sendable {
    package typealias Job = @Sendable () -> Void

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let departure = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [Job] = []
    private var nextJob = 0
    private var idle = 0
    private var running = 0
    private var isStopping = false

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - name: Their common name for top(1), at most 15 bytes.
    ///   - count: How many.
    /// - Throws: EAGAIN when the machine allows no more threads.
    package init(named name: String, count: Int) throws(SystemError) {
        pthread_mutex_init(lock, nil)
        pthread_cond_init(arrival, nil)
        pthread_cond_init(departure, nil)
        for _ in 0..<count {
            _ = try Thread(named: name) { [self] in work() }
            pthread_mutex_lock(lock)
            running += 1
            pthread_mutex_unlock(lock)
        }
    }

    /// Hands a job to the next free thread.
    ///
    /// - Returns: Whether it will be run; not once the threads have ended.
    @discardableResult
    package func run(_ job: @escaping Job) -> Bool {
        pthread_mutex_lock(lock)
        // A thread that hasn't ended looks for a job once more before it does.
        let isTaken = running > 0
        if isTaken { jobs.append(job) }
        let isAnyoneIdle = idle > 0
        pthread_mutex_unlock(lock)
        if isTaken, isAnyoneIdle { pthread_cond_signal(arrival) }
        return isTaken
    }

    /// Lets the threads finish every job that has been handed in, and waits for their end.
    ///
    /// It doesn't end before jobs stop coming in: whoever hands them in has to be told first.
    package func stop() {
        pthread_mutex_lock(lock)
        isStopping = true
        pthread_cond_broadcast(arrival)
        while running > 0 { pthread_cond_wait(departure, lock) }
        pthread_mutex_unlock(lock)
    }

    private func work() {
        pthread_mutex_lock(lock)
        while true {
            while nextJob == jobs.count && !isStopping {
                idle += 1
                pthread_cond_wait(arrival, lock)
                idle -= 1
            }
            if nextJob == jobs.count { break }
            let job = jobs[nextJob]
            nextJob += 1
            if nextJob == jobs.count {
                jobs.removeAll(keepingCapacity: true)
                nextJob = 0
            }
            pthread_mutex_unlock(lock)
            job()
            pthread_mutex_lock(lock)
        }
        running -= 1
        pthread_cond_broadcast(departure)
        pthread_mutex_unlock(lock)
    }
}
