import CLinux
import Glibc
import LiaisonSystem

extension EventLoop {
    /// Sends an answer: head and content in one system call when the kernel takes them.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - connection: A connection that waits for one.
    /// - Returns: Whether it is out and the connection goes on with its next request.
    func send(_ response: Response, on connection: Connection) -> Bool {
        if !connection.machine.keepsAlive || drainDeadline != nil { connection.closes = true }
        if connection.fallback != nil { connection.fallback = nil }
        if connection.pending != nil { connection.pending = nil }
        connection.exchange.status = response.status
        connection.exchange.route = response.route
        let dropsBody = connection.exchange.method == .head || response.status.forbidsContent
        head.removeAll(keepingCapacity: true)
        headWriter.write(response, closes: connection.closes, to: &head)
        let body = dropsBody ? [] : response.body
        connection.exchange.responseBytes = body.count
        let total = head.count + body.count
        let sent = Self.write(head, body, from: 0, to: connection.socket.rawValue)
        if sent == total { return finish(connection) }
        guard sent >= 0 else {
            close(connection)
            return false
        }
        connection.phase = .writing
        connection.phaseStart = now
        connection.output = Connection.Output(head: head, body: body, sent: sent)
        setWritingDeadline(connection)
        return false
    }

    /// Goes on sending when the kernel has room again.
    ///
    /// - Returns: Whether the answer is out and the connection goes on with its next request.
    func resumeWriting(_ connection: Connection) -> Bool {
        let output = connection.output
        let sent = Self.write(output.head, output.body, from: output.sent, to: connection.socket.rawValue)
        guard sent >= 0 else {
            close(connection)
            return false
        }
        connection.output.sent += sent
        if connection.output.remaining > 0 {
            setWritingDeadline(connection)
            return false
        }
        connection.output = Connection.Output()
        return finish(connection)
    }

    /// Writes until all is out or the kernel takes no more.
    ///
    /// - Returns: How many bytes it took; negative when the connection is gone.
    private static func write(_ head: [UInt8], _ body: [UInt8], from start: Int, to number: Int32) -> Int {
        let total = head.count + body.count
        var position = start
        while position < total {
            let count = head.withUnsafeBytes { head in
                body.withUnsafeBytes { body in
                    write(head, body, from: position, to: number)
                }
            }
            if count >= 0 {
                position += count
                continue
            }
            switch Errno.current {
            case .interrupted: continue
            case .wouldBlock: return position - start
            default: return -1
            }
        }
        return position - start
    }

    /// One sendmsg(2) of the rest of both, without SIGPIPE.
    private static func write(
        _ head: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, from position: Int, to number: Int32
    ) -> Int {
        let first = head.dropFirst(position)
        let second = body.dropFirst(max(0, position - head.count))
        var parts = (
            iovec(
                iov_base: UnsafeMutableRawPointer(
                    mutating: UnsafeRawBufferPointer(rebasing: first).baseAddress),
                iov_len: first.count),
            iovec(
                iov_base: UnsafeMutableRawPointer(
                    mutating: UnsafeRawBufferPointer(rebasing: second).baseAddress),
                iov_len: second.count)
        )
        return withUnsafeMutablePointer(to: &parts) { pointer in
            pointer.withMemoryRebound(to: iovec.self, capacity: 2) { vector in
                var message = msghdr()
                message.msg_iov = vector
                message.msg_iovlen = 2
                return clinux_send(number, &message, Int32(MSG_NOSIGNAL))
            }
        }
    }

    /// Gives leave to send the content. Twenty-five bytes always fit a socket that has nothing under way.
    func sendContinue(on connection: Connection) -> Bool {
        let text: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"
        return Glibc.send(
            connection.socket.rawValue, text.utf8Start, text.utf8CodeUnitCount, Int32(MSG_NOSIGNAL))
            == text.utf8CodeUnitCount
    }

    /// Notes that an answer is out.
    ///
    /// - Returns: Whether the connection goes on with its next request.
    private func finish(_ connection: Connection) -> Bool {
        connection.exchange.nanoseconds = monotonicNanoseconds() - connection.exchange.start
        shared.observer.answered(connection.exchange)
        if connection.closes {
            end(connection)
            return false
        }
        connection.phase = .reading
        connection.phaseStart = 0
        connection.machine.finishRequest()
        return true
    }

    /// Ends a connection after its last answer.
    private func end(_ connection: Connection) {
        shutdown(connection.socket.rawValue, Int32(SHUT_WR))
        if connection.isHalfClosed, !connection.isReadable { return close(connection) }
        connection.phase = .lingering
        let linger = shared.configuration.deadlines.linger
        setDeadline(
            of: connection, to: now + (drainDeadline == nil ? linger : min(linger, Self.drainingLinger)))
        if connection.isReadable { discard(connection) }
    }

    /// Throws away what a lingering peer still sends, without copying it (tcp(7), MSG_TRUNC).
    func discard(_ connection: Connection) {
        for _ in 0..<16 {
            let count = recv(connection.socket.rawValue, nil, 1 << 20, Int32(MSG_TRUNC))
            if count > 0 { continue }
            let code = Errno.current
            if count < 0, code == .interrupted { continue }
            if count < 0, code == .wouldBlock {
                connection.isReadable = false
                return
            }
            return close(connection)
        }
        unfinished.append(connection)
    }

    private func setWritingDeadline(_ connection: Connection) {
        let deadlines = shared.configuration.deadlines
        let allowed = deadlines.transfer + UInt64(connection.output.sent) * 1000 / deadlines.minimumRate
        setDeadline(of: connection, to: connection.phaseStart + allowed)
    }
}
