import CLinux
import Glibc

/// What a service tells systemd and gets from it, spoken directly (sd_notify(3), sd_listen_fds(3)).
///
/// Without systemd every message goes nowhere and nothing is inherited.
package struct ServiceManager: Sendable {
    private let socketPath: String?
    /// Half of the interval in which ``Message/alive`` must come, in milliseconds; nothing when none is watched.
    package let watchdogInterval: Int?

    package enum Message: Sendable {
        /// Start-up is over.
        case ready
        /// The configuration is being read again; ``ready`` must follow.
        case reloading
        case stopping
        /// The watchdog's proof of life.
        case alive
        /// A line for `systemctl status`.
        case status(String)
    }

    /// The manager that the environment names.
    ///
    /// - Parameter environment: Where variables are looked up.
    package init(environment: (String) -> String? = Environment.value) {
        socketPath = environment("NOTIFY_SOCKET")
        let isForUs = environment("WATCHDOG_PID").map { Int32($0) == getpid() } ?? true
        let microseconds = environment("WATCHDOG_USEC").flatMap { Int($0) }
        watchdogInterval = isForUs ? microseconds.map { max(1, $0 / 2000) } : nil
    }

    /// Sends a message.
    ///
    /// - Parameter message: What has happened.
    /// - Throws: What socket(2) or sendto(2) says.
    package func send(_ message: Message) throws(SystemError) {
        guard let socketPath else { return }
        let text =
            switch message {
            case .ready: "READY=1"
            case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(monotonicNanoseconds() / 1000)"
            case .stopping: "STOPPING=1"
            case .alive: "WATCHDOG=1"
            case .status(let line): "STATUS=\(line.filter { !$0.isNewline })"
            }
        let number = try retryingOnInterrupt("socket", socketPath) {
            socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        }
        let descriptor = FileDescriptor(owning: number)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        // A leading @ stands for the NUL of Linux's abstract name space (unix(7)).
        if path.first == UInt8(ascii: "@") { path[0] = 0 }
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemError("sendto", socketPath, code: Errno(ENAMETOOLONG))
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bytes = Array(text.utf8)
        try retryingOnInterrupt("sendto", socketPath) {
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(descriptor.rawValue, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
                }
            }
        }
    }

    /// The listening sockets that systemd has passed, each with the name of its FileDescriptorName=.
    ///
    /// To be called once; the descriptors are the caller's from then on, closed on exec.
    ///
    /// - Returns: Descriptors in the order of the socket units.
    package static func inheritedSockets() -> [(name: String, descriptor: Int32)] {
        guard Environment.value("LISTEN_PID").flatMap({ Int32($0) }) == getpid(),
            let count = Environment.value("LISTEN_FDS").flatMap({ Int32($0) }), count > 0
        else { return [] }
        let names = (Environment.value("LISTEN_FDNAMES") ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        unsetenv("LISTEN_PID")
        unsetenv("LISTEN_FDS")
        unsetenv("LISTEN_FDNAMES")
        return (0..<Int(count)).map { index in
            // SD_LISTEN_FDS_START is 3.
            let descriptor = Int32(3 + index)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return (index < names.count ? String(names[index]) : "", descriptor)
        }
    }
}
