import CLinux
import Glibc
import LiaisonSystem

/// A connected TCP socket whose calls end after a time of silence.
struct ClientSocket: ~Copyable {
    private let descriptor: FileDescriptor

    /// Connects to a numeric address.
    ///
    /// - Parameters:
    ///   - host: An IPv4 or IPv6 address.
    ///   - port: The port.
    ///   - timeoutSeconds: How long connecting, sending and receiving may each wait.
    /// - Throws: What socket(2) or connect(2) says; EINPROGRESS when the time is over.
    init(connectedTo host: String, port: UInt16, timeoutSeconds: Int) throws(SystemError) {
        let subject = "\(host):\(port)"
        var address4 = sockaddr_in()
        var address6 = sockaddr_in6()
        let isIPv4 = inet_pton(AF_INET, host, &address4.sin_addr) == 1
        guard isIPv4 || inet_pton(AF_INET6, host, &address6.sin6_addr) == 1 else {
            throw SystemError("inet_pton", subject, code: .invalidArgument)
        }
        let number = try retryingOnInterrupt("socket", subject) {
            socket(isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        }
        let descriptor = FileDescriptor(owning: number)
        var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            try retryingOnInterrupt("setsockopt", subject) {
                setsockopt(number, SOL_SOCKET, option, &timeout, socklen_t(MemoryLayout<timeval>.size))
            }
        }
        var isOn: Int32 = 1
        try retryingOnInterrupt("setsockopt", subject) {
            setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
        }
        address4.sin_family = sa_family_t(AF_INET)
        address4.sin_port = port.bigEndian
        address6.sin6_family = sa_family_t(AF_INET6)
        address6.sin6_port = port.bigEndian
        if isIPv4 {
            try Self.connect(number, &address4, subject)
        } else {
            try Self.connect(number, &address6, subject)
        }
        self.descriptor = descriptor
    }

    private static func connect<Address>(
        _ number: Int32, _ address: inout Address, _ subject: String
    ) throws(SystemError) {
        try retryingOnInterrupt("connect", subject) {
            withUnsafeBytes(of: &address) { bytes in
                Glibc.connect(
                    number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
            }
        }
    }

    /// Sends every byte; a closed other end is an error, not a signal.
    borrowing func sendAll(_ bytes: [UInt8]) throws(SystemError) {
        let number = descriptor.rawValue
        var done = 0
        while done < bytes.count {
            let start = done
            done += try retryingOnInterrupt("send") {
                bytes.withUnsafeBytes {
                    Glibc.send(
                        number, $0.baseAddress?.advanced(by: start), $0.count - start, Int32(MSG_NOSIGNAL))
                }
            }
        }
    }

    /// Receives what has arrived; 0 when the other end has closed.
    borrowing func receive(into buffer: inout [UInt8]) throws(SystemError) -> Int {
        let number = descriptor.rawValue
        return try retryingOnInterrupt("recv") {
            buffer.withUnsafeMutableBytes { recv(number, $0.baseAddress, $0.count, 0) }
        }
    }
}
