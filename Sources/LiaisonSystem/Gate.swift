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
        pthread_cond_init(opening, nil)
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

    /// Waits until the door is open.
    package func wait() {
        pthread_mutex_lock(lock)
        while !isOpen { pthread_cond_wait(opening, lock) }
        pthread_mutex_unlock(lock)
    }
}
