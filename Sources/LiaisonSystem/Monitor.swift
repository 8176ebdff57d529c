import Glibc

/// A value behind a lock, with threads that wait until it is as they want it: Hoare's monitor.
///
/// `@unchecked` because of the C objects: the value is touched only between pthread_mutex_lock(3) and
/// pthread_mutex_unlock(3) of `lock`.
package final class Monitor<Value: Sendable>: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let change = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var value: Value

    package init(_ value: Value) {
        self.value = value
        pthread_mutex_init(lock, nil)
        pthread_cond_init(change, nil)
    }

    deinit {
        pthread_cond_destroy(change)
        pthread_mutex_destroy(lock)
        change.deallocate()
        lock.deallocate()
    }

    /// Runs `body` while nobody else has the value; who waits learns of what it changes by ``announce()`` alone.
    package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body(&value)
    }

    /// Has everyone who waits look at the value again.
    package func announce() { pthread_cond_broadcast(change) }

    /// Runs `body` now and after every ``announce()``, until it finds what it looks for.
    ///
    /// - Parameter body: Looks at the value, and changes it once that is as wanted.
    /// - Returns: What it found.
    package func wait<Result>(for body: (inout Value) -> Result?) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while true {
            if let found = body(&value) { return found }
            pthread_cond_wait(change, lock)
        }
    }
}
