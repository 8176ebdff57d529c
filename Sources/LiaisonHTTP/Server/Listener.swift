import CLinux
import Glibc
import LiaisonSystem

/// A listening TCP socket; it closes when the last event loop lets it go.
final class Listener: Sendable {
    let socket: FileDescriptor
    /// The address it really has, after port 0 has become one.
    let address: SocketAddress

    /// Binds and listens.
    ///
    /// - Parameters:
    ///   - address: Where; port 0 picks a free one.
    ///   - backlog: Connections that the kernel holds until they are accepted.
    /// - Throws: What socket(2), bind(2) or listen(2) says.
    init(on address: SocketAddress, backlog: Int32 = 4096) throws(SystemError) {
        let family = if case .v4 = address.address { AF_INET } else { AF_INET6 }
        let subject = address.description
        let number = try retryingOnInterrupt("socket", subject) {
            Glibc.socket(
                family,
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        }
        socket = FileDescriptor(owning: number)
        try Self.setOption(number, SOL_SOCKET, SO_REUSEADDR)
        try retryingOnInterrupt("bind", subject) { address.withSocketAddress { bind(number, $0, $1) } }
        try retryingOnInterrupt("listen", subject) { listen(number, backlog) }
        // Accepted sockets inherit it: an answer is one write, so Nagle's wait could only delay its tail.
        try Self.setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY)
        self.address = try Self.name(of: number)
    }

    /// Takes over a socket that a service manager listens on already.
    ///
    /// - Parameter socket: The listening socket.
    /// - Throws: What fcntl(2) or getsockname(2) says; ENOTSOCK when it is none.
    init(adopting socket: consuming FileDescriptor) throws(SystemError) {
        let number = socket.rawValue
        self.socket = socket
        let flags = try retryingOnInterrupt("fcntl") { fcntl(number, F_GETFL) }
        try retryingOnInterrupt("fcntl") { fcntl(number, F_SETFL, flags | O_NONBLOCK) }
        try Self.setOption(number, Int32(IPPROTO_TCP), TCP_NODELAY)
        address = try Self.name(of: number)
    }

    private static func setOption(_ number: Int32, _ level: Int32, _ option: Int32) throws(SystemError) {
        var on: Int32 = 1
        try retryingOnInterrupt("setsockopt") {
            setsockopt(number, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    private static func name(of number: Int32) throws(SystemError) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        try retryingOnInterrupt("getsockname") {
            withUnsafeMutablePointer(to: &storage) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &length) }
            }
        }
        return SocketAddress(storage)
    }

    /// Whether somebody waits to be accepted.
    var isAwaited: Bool {
        var descriptor = pollfd(fd: socket.rawValue, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 1
    }

    /// What accept4(2) came back with.
    enum Acceptance {
        case connection(Int32, SocketAddress)
        /// Nobody waits.
        case none
        /// This one is gone; the next may be there.
        case aborted
        /// The process or the machine is out of descriptors or memory.
        case exhausted
    }

    /// Accepts one connection, non-blocking and closed on exec.
    func accept() -> Acceptance {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let number = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                clinux_accept(socket.rawValue, $0, &length)
            }
        }
        if number >= 0 { return .connection(number, SocketAddress(storage)) }
        switch Errno.current {
        case .wouldBlock: return .none
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem, Errno(ENOBUFS), Errno(ENOMEM): return .exhausted
        // accept(2): errors of the connection itself, to be treated like no connection.
        default: return .aborted
        }
    }
}
