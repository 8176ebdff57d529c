import CLinux
import Glibc
import LiaisonSystem

extension EventLoop {
    /// Content up to this many bytes is sent from behind its head, in one system call; longer content is worth a second
    /// one rather than a copy.
    private static let copiedContent = 64 * 1024

    /// Sends an answer.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - connection: A connection that waits for one.
    /// - Returns: Whether it is out and the connection goes on with its next request.
    func send(_ response: Response, on connection: Connection) -> Bool {
        if !connection.machine.keepsAlive || drainDeadline != nil { connection.closes = true }
        if connection.fallback != nil { connection.fallback = nil }
        if connection.pending != nil { connection.pending = nil }
        let count = response.content.count
        let dropsContent = connection.exchange.method == .head || response.status.forbidsContent
        connection.exchange.status = response.status
        connection.exchange.route = response.route
        connection.exchange.responseBytes = dropsContent ? 0 : count
        output.removeAll(keepingCapacity: true)
        headWriter.write(response, closes: connection.closes, to: &output)
        var rest: [UInt8] = []
        if !dropsContent {
            if count <= Self.copiedContent {
                response.content.append(to: &output)
            } else {
                rest = response.content.bytes
            }
        }
        let sent = Self.write(output, rest, from: 0, to: connection.socket.rawValue)
        if sent == output.count + rest.count { return finish(connection) }
        guard sent >= 0 else {
            close(connection)
            return false
        }
        // What a peer doesn't take stands in memory: nobody may leave much of it there.
        let client = connection.exchange.client?.address ?? connection.peer.address
        let left = output.count + rest.count - sent
        guard shared.pendingAnswers.take(left, for: client) else {
            shared.observer.answerCut()
            close(connection)
            return false
        }
        connection.pendingAnswer = (left, client)
        connection.phase = .writing
        (connection.phaseStart, connection.movedBefore) = (now, 0)
        connection.output = Connection.Output(first: output, rest: rest, sent: sent)
        setWritingDeadline(connection)
        return false
    }

    /// Goes on sending when the kernel has room again.
    ///
    /// - Returns: Whether the answer is out and the connection goes on with its next request.
    func resumeWriting(_ connection: Connection) -> Bool {
        let output = connection.output
        let sent = Self.write(output.first, output.rest, from: output.sent, to: connection.socket.rawValue)
        guard sent >= 0 else {
            close(connection)
            return false
        }
        connection.output.sent += sent
        if connection.output.remaining > 0 { return false }
        connection.output = Connection.Output()
        giveBackAnswer(of: connection)
        return finish(connection)
    }

    /// Writes until all is out or the kernel takes no more, without SIGPIPE.
    ///
    /// - Returns: How many bytes it took; negative when the connection is gone.
    private static func write(_ first: [UInt8], _ rest: [UInt8], from start: Int, to number: Int32) -> Int {
        let total = first.count + rest.count
        var position = start
        while position < total {
            let count =
                position < first.count
                ? send(first, from: position, to: number, followed: !rest.isEmpty)
                : send(rest, from: position - first.count, to: number, followed: false)
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

    /// One send(2): for one run of bytes the kernel does less than for a vector of them.
    private static func send(_ bytes: [UInt8], from position: Int, to number: Int32, followed: Bool) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | (followed ? Int32(MSG_MORE) : 0)
        return bytes.withUnsafeBytes {
            clinux_send(number, $0.baseAddress?.advanced(by: position), $0.count - position, flags)
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

    func setWritingDeadline(_ connection: Connection) {
        setDeadline(of: connection, to: connection.phaseStart + shared.configuration.deadlines.transfer)
    }

    /// Whether a peer has taken enough of its answer, since this was asked last, to be given as long once more.
    ///
    /// The kernel's buffer may have much that the peer hasn't: what counts is what has been acknowledged.
    func isTaking(_ connection: Connection) -> Bool {
        let taken = connection.output.sent - Int(clinux_unsent(connection.socket.rawValue))
        guard taken - connection.movedBefore >= shared.configuration.deadlines.transferBytes else {
            return false
        }
        (connection.phaseStart, connection.movedBefore) = (now, taken)
        return true
    }

    /// Counts an answer out that is taken, or that nobody takes any more.
    func giveBackAnswer(of connection: Connection) {
        guard let (bytes, client) = connection.pendingAnswer.take() else { return }
        shared.pendingAnswers.give(bytes, for: client)
    }
}
