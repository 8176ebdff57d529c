import CLinux
import Glibc

/// Signals as something to wait for, signalfd(2), instead of handlers that interrupt.
package struct SignalQueue: ~Copyable {
    private let descriptor: FileDescriptor

    /// Holds the signals back from the whole process and queues them here.
    ///
    /// To be called before any thread is started: threads inherit what is held back.
    ///
    /// - Parameter signals: Such as SIGTERM and SIGHUP.
    /// - Throws: What pthread_sigmask(3) or signalfd(2) says.
    package init(_ signals: [Int32]) throws(SystemError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        let code = pthread_sigmask(SIG_BLOCK, &set, nil)
        if code != 0 { throw SystemError("pthread_sigmask", code: Errno(code)) }
        let number = try retryingOnInterrupt("signalfd") {
            signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
        }
        descriptor = FileDescriptor(owning: number)
    }

    /// Waits for the next signal.
    ///
    /// - Parameter milliseconds: The longest wait; nothing for ever.
    /// - Returns: The signal; nothing when the time is over.
    /// - Throws: What poll(2) or read(2) says.
    package borrowing func next(within milliseconds: Int? = nil) throws(SystemError) -> Int32? {
        let number = descriptor.rawValue
        var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        let ready = try retryingOnInterrupt("poll") {
            poll(&entry, 1, milliseconds.map { Int32(clamping: $0) } ?? -1)
        }
        if ready == 0 { return nil }
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        try retryingOnInterrupt("read") { read(number, &information, size) }
        return Int32(information.ssi_signo)
    }
}
