import Glibc
import LiaisonSystem
import Synchronization

/// Speaks HTTP/1.1 over a plain socket to this machine: a tunnel's end, a trial, the server next door.
///
/// ``ServerURL`` lets no other machine's `http` address come into being, so no name is ever looked up. One
/// connection is kept between requests.
package final class SocketTransport: Transport {
    private let kept = Mutex<KeptConnection?>(nil)
    private let timeoutSeconds: Int

    /// - Parameter timeoutSeconds: How long the server may stay silent.
    package init(timeoutSeconds: Int = 20) { self.timeoutSeconds = timeoutSeconds }

    package func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        precondition(!request.server.isSecure, "https needs another transport")
        if let connection = takeKept(for: request.server) {
            // Closed by the server while it was idle: it has seen nothing of this request.
            if let response = try exchange(request, over: connection, isFresh: false) { return response }
        }
        let connection = KeptConnection(
            server: request.server, socket: try connect(to: request.server))
        guard let response = try exchange(request, over: connection, isFresh: true) else {
            throw .torn(host: request.server.authority)
        }
        return response
    }

    private func takeKept(for server: ServerURL) -> KeptConnection? {
        kept.withLock { slot in
            guard let connection = slot.take(), connection.server == server else { return nil }
            return connection
        }
    }

    /// One request and its answer; nothing when a kept connection had been closed before it saw anything.
    private func exchange(
        _ request: ClientRequest, over connection: consuming KeptConnection, isFresh: Bool
    ) throws(ClientError) -> ClientResponse? {
        let host = request.server.authority
        var parser = ResponseParser(bodyLimit: request.answerLimit)
        do throws(SystemError) {
            try connection.socket.sendAll(Self.bytes(of: request))
        } catch {
            if !isFresh && error.isDisconnection { return nil }
            // A server that refuses early may answer and close before it has read everything.
            if !error.isDisconnection { throw Self.error(error, host) }
        }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count: Int
            do throws(SystemError) {
                count = try connection.socket.receive(into: &buffer)
            } catch {
                if !isFresh && parser.isUntouched && error.isDisconnection { return nil }
                throw Self.error(error, host)
            }
            if count == 0 {
                if parser.end(), let response = parser.response { return response }
                if !isFresh && parser.isUntouched { return nil }
                throw .torn(host: host)
            }
            do throws(ResponseParser.Failure) {
                try parser.receive(buffer[..<count])
            } catch {
                throw .malformed(host: host, reason: error.reason)
            }
            if let response = parser.response {
                if parser.keepsAlive { keep(connection) }
                return response
            }
        }
    }

    private func keep(_ connection: consuming KeptConnection) {
        var connection = Optional(connection)
        kept.withLock { slot in slot = connection.take() }
    }

    private static func bytes(of request: ClientRequest) -> [UInt8] {
        var output: [UInt8] = []
        output.append("\(request.method.rawValue) \(request.server.path)\(request.target) HTTP/1.1\r\n")
        output.append("Host: \(request.server.authority)\r\n")
        for field in request.fields { output.append("\(field.name): \(field.value)\r\n") }
        if request.method.hasContent { output.append("Content-Length: \(request.body.count)\r\n") }
        output.append("\r\n")
        output.append(request.body)
        return output
    }

    /// What went wrong on a connection: something may have reached the server.
    private static func error(_ error: SystemError, _ host: String) -> ClientError {
        switch error.code {
        // SO_RCVTIMEO and SO_SNDTIMEO end a call with EAGAIN (socket(7)).
        case .wouldBlock, .inProgress, Errno(ETIMEDOUT): .timedOut(host: host)
        default: .torn(host: host)
        }
    }

    /// Why there was no connection: nothing can have reached the server.
    private static func connectError(_ error: SystemError, _ host: String) -> ClientError {
        switch error.code {
        case Errno(ECONNREFUSED), Errno(EHOSTUNREACH), Errno(ENETUNREACH): .refused(host: host)
        case .inProgress: .unreachable(host: host, reason: Errno(ETIMEDOUT).description)
        default: .unreachable(host: host, reason: error.code.description)
        }
    }

    private func connect(to server: ServerURL) throws(ClientError) -> ClientSocket {
        let hosts = server.host == "localhost" ? ["127.0.0.1", "::1"] : [server.host]
        var last: ClientError = .unreachable(host: server.authority, reason: "")
        for host in hosts {
            do throws(SystemError) {
                return try ClientSocket(
                    connectedTo: host, port: server.port, timeoutSeconds: timeoutSeconds)
            } catch {
                last = Self.connectError(error, server.authority)
            }
        }
        throw last
    }
}

/// A connection and the server at its other end.
private struct KeptConnection: ~Copyable {
    let server: ServerURL
    let socket: ClientSocket
}

extension SystemError {
    /// Whether the other end has gone.
    fileprivate var isDisconnection: Bool { code == .brokenPipe || code == .connectionReset }
}
