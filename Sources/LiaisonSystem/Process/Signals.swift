import Glibc

/// The signals that an operator or service manager sends to a server.
package enum Signal: CaseIterable, Sendable {
    /// SIGTERM or SIGINT: finish and end.
    case terminate
    /// SIGHUP: read the settings again.
    case reload
}

/// Signals taken one at a time by the thread that asks for them, sigtimedwait(2): nothing runs inside a
/// signal handler.
package enum Signals {
    private static let terminating = [SIGTERM, SIGINT]

    /// Holds the signals back from now on, in this thread and in those that it starts.
    package static func block() { _ = withSet { pthread_sigmask(SIG_BLOCK, $0, nil) } }

    /// Waits for the next signal.
    ///
    /// - Parameter seconds: How long to wait.
    /// - Returns: The signal; nothing when none came in that time.
    package static func wait(seconds: Int) -> Signal? {
        var timeout = timespec(tv_sec: seconds, tv_nsec: 0)
        let number = withSet { sigtimedwait($0, nil, &timeout) }
        if number == SIGHUP { return .reload }
        return terminating.contains(number) ? .terminate : nil
    }

    private static func withSet<Value>(_ body: (UnsafePointer<sigset_t>) -> Value) -> Value {
        var set = sigset_t()
        sigemptyset(&set)
        for number in terminating + [SIGHUP] { sigaddset(&set, number) }
        return body(&set)
    }
}

/// What the kernel lets this process have.
package enum ProcessLimits {
    /// Raises the number of open files from the usual limit to the most that is allowed: every connection and
    /// every station's segment needs one. Where that is refused, the usual limit holds.
    package static func raiseOpenFiles() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Gives new files no permission for others, and none to write for the group.
    package static func restrictNewFiles() { umask(0o027) }
}
