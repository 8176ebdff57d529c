import CLinux
import Glibc
import LiaisonSystem

/// An epoll(7) instance.
struct EventQueue: ~Copyable {
    /// One readiness report: the key given at registration, and what is ready.
    struct Event {
        let key: UInt64
        let flags: UInt32

        var isReadable: Bool { flags & EPOLLIN.rawValue != 0 }
        var isWritable: Bool { flags & EPOLLOUT.rawValue != 0 }
        /// The peer will send no more.
        var isHalfClosed: Bool { flags & EPOLLRDHUP.rawValue != 0 }
        /// Nothing can be sent or received any more.
        var isBroken: Bool { flags & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 }
    }

    private let descriptor: FileDescriptor
    private let events: UnsafeMutableBufferPointer<epoll_event>

    init(capacity: Int = 256) throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try retryingOnInterrupt("epoll_create1") { epoll_create1(Int32(EPOLL_CLOEXEC)) })
        events = .allocate(capacity: capacity)
        events.initialize(repeating: epoll_event())
    }

    deinit { events.deallocate() }

    /// Watches a connection's both directions, edge-triggered: once, for its whole life.
    func watchConnection(_ number: Int32, key: UInt64) throws(SystemError) {
        let flags = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        try control(EPOLL_CTL_ADD, number, flags, key)
    }

    /// Watches for input, level-triggered.
    func watchInput(_ number: Int32, key: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, EPOLLIN.rawValue, key)
    }

    /// Watches a listening socket that other threads' queues watch too; one of them wakes.
    func watchShared(_ number: Int32, key: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, key)
    }

    /// Stops watching.
    func forget(_ number: Int32) throws(SystemError) { try control(EPOLL_CTL_DEL, number, 0, 0) }

    private func control(_ operation: Int32, _ number: Int32, _ flags: UInt32, _ key: UInt64)
        throws(SystemError)
    {
        var event = epoll_event(events: flags, data: epoll_data_t(u64: key))
        let queue = descriptor.rawValue
        try retryingOnInterrupt("epoll_ctl") { epoll_ctl(queue, operation, number, &event) }
    }

    /// Waits for events.
    ///
    /// - Parameter milliseconds: The longest wait; negative for ever.
    /// - Returns: How many events ``event(_:)`` has; none after the wait or an interrupt.
    func wait(milliseconds: Int32) -> Int {
        max(
            0,
            Int(clinux_epoll_wait(descriptor.rawValue, events.baseAddress, Int32(events.count), milliseconds))
        )
    }

    /// One of the events of the last ``wait(milliseconds:)``.
    func event(_ index: Int) -> Event {
        let event = events[index]
        return Event(key: event.data.u64, flags: event.events)
    }
}
