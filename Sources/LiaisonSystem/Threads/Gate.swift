import Glibc

/// A door that opens once; threads wait in front of it.
///
/// `@unchecked` because of the C objects: `isOpen` is touched only under `lock`.
package final class Gate: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let opening = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isOpen = false

    package init() {
        pthread_mutex_init(lock, nil)
        // A wait must not end early or late because somebody sets the clock.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(opening, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(opening)
        pthread_mutex_destroy(lock)
        opening.deallocate()
        lock.deallocate()
    }

    /// Lets everyone through, now and later.
    package func open() {
        pthread_mutex_lock(lock)
        isOpen = true
        pthread_cond_broadcast(opening)
        pthread_mutex_unlock(lock)
    }

    /// Whether it is open.
    package var isOpened: Bool {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return isOpen
    }

    /// Waits until the door is open, but no longer than that.
    ///
    /// - Parameter patience: How long to wait.
    /// - Returns: Whether it is open.
    package func wait(atMost patience: Duration) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let (seconds, attoseconds) = patience.components
        end.tv_sec += Int(seconds)
        end.tv_nsec += Int(attoseconds / 1_000_000_000)
        if end.tv_nsec >= 1_000_000_000 {
            (end.tv_sec, end.tv_nsec) = (end.tv_sec + 1, end.tv_nsec - 1_000_000_000)
        }
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while !isOpen, pthread_cond_timedwait(opening, lock, &end) == 0 {}
        return isOpen
    }

    /// Waits until the door is open.
    package func wait() {
        pthread_mutex_lock(lock)
        while !isOpen { pthread_cond_wait(opening, lock) }
        pthread_mutex_unlock(lock)
    }
}
