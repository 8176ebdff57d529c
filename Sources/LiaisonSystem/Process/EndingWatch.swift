import CLinux
import Glibc

/// Tidies up should somebody end the process, with Ctrl-C or kill(1): what was begun elsewhere would be left behind.
///
/// As long as it lasts, SIGINT, SIGTERM and SIGHUP wait for a thread of its own, which tidies up and then lets the process
/// end by that signal, as it would have. A signal that is ignored, as by nohup(1), stays ignored.
package struct EndingWatch: ~Copyable {
    private let thread: Thread
    private let quitting: FileDescriptor
    private let before: sigset_t

    /// Begins to watch. The threads that are started from now on leave the signals to it as well.
    ///
    /// - Parameter tidy: What is done before the end, on the watch's thread.
    /// - Returns: The watch, to be stopped by the thread that began it.
    /// - Throws: What signalfd(2), eventfd(2) or pthread_create(3) says.
    package static func begin(_ tidy: @escaping @Sendable () -> Void) throws(SystemError) -> EndingWatch {
        var watched = sigset_t()
        sigemptyset(&watched)
        for number in [SIGINT, SIGTERM, SIGHUP] where clinux_signal_is_ignored(number) == 0 {
            sigaddset(&watched, number)
        }
        let quitting = FileDescriptor(
            owning: try retryingOnInterrupt("eventfd") { eventfd(0, Int32(EFD_CLOEXEC)) })
        let quittingNumber = quitting.rawValue
        let signals = try retryingOnInterrupt("signalfd") { signalfd(-1, &watched, Int32(SFD_CLOEXEC)) }
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &watched, &before)
        do throws(SystemError) {
            let thread = try Thread(named: "ending") {
                watch(FileDescriptor(owning: signals), quittingNumber, tidy)
            }
            return EndingWatch(thread: thread, quitting: quitting, before: before)
        } catch {
            pthread_sigmask(SIG_SETMASK, &before, nil)
            close(signals)
            throw error
        }
    }

    /// Watches no more. A signal that came at the last moment ends the process now.
    package consuming func stop() {
        var before = before
        eventfd_write(quitting.rawValue, 1)
        thread.join()
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    private static func watch(
        _ signals: consuming FileDescriptor, _ quitting: Int32, _ tidy: () -> Void
    ) {
        var wanted = [signals.rawValue, quitting].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&wanted, 2, -1) < 0 {}
        if wanted[0].revents == 0 { return }
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(signals.rawValue, &information, size) == size else { return }
        tidy()
        let number = Int32(information.ssi_signo)
        signal(number, SIG_DFL)
        var one = sigset_t()
        sigemptyset(&one)
        sigaddset(&one, number)
        pthread_sigmask(SIG_UNBLOCK, &one, nil)
        raise(number)
    }
}
