import CLinux
import Glibc
import LiaisonSystem

extension EventLoop {
    /// Reads a connection may do before others get their turn.
    private static let readsPerTurn = 16

    /// Acts on what epoll reports of a connection.
    func handle(_ event: EventQueue.Event, on connection: Connection) {
        if event.isBroken { return close(connection) }
        if event.isHalfClosed {
            connection.isHalfClosed = true
            connection.presence.hangUp()
        }
        if event.isReadable || event.isHalfClosed { connection.isReadable = true }
        if connection.phase == .writing {
            if event.isWritable, resumeWriting(connection) { advance(connection) }
        } else if event.isReadable || event.isHalfClosed {
            resumeReading(connection)
        }
    }

    /// Reads on, in whatever phase.
    func resumeReading(_ connection: Connection) {
        switch connection.phase {
        case .reading: if !connection.isPaused { advance(connection) }
        case .lingering: discard(connection)
        case .handling, .writing: break
        }
    }

    /// Carries out the machine's actions until it waits for bytes, a handler or the kernel.
    func advance(_ connection: Connection) {
        connection.isAdvancing = true
        defer { connection.isAdvancing = false }
        var reads = 0
        while true {
            switch connection.machine.next() {
            case .receive:
                guard connection.isReadable else { return awaitBytes(connection) }
                if reads == Self.readsPerTurn {
                    unfinished.append(connection)
                    return awaitBytes(connection)
                }
                reads += 1
                if !fill(connection) { return }
            case .admit(let head):
                admit(head, on: connection)
            case .sendContinue:
                if !sendContinue(on: connection) { return close(connection) }
            case .body(let range):
                guard take(range, of: connection) else {
                    return refuse(connection, .handlerTimedOut, connection.machine.understood)
                }
                if pauseForDisk(connection) { return awaitBytes(connection) }
            case .request(let head):
                if !serve(head, on: connection) { return }
            case .cut(let head):
                connection.closes = true
                if !serve(head, on: connection, isCut: true) { return }
            case .options:
                connection.phase = .handling
                connection.exchange.start = nowNanoseconds
                let allowed = Header("Allow", "GET, HEAD, POST, OPTIONS")
                let headers = shared.handler.commonHeaders + [allowed]
                if !send(Response(status: .noContent, headers: headers), on: connection) { return }
            case .refuse(let reason, let head):
                refuse(connection, reason, head)
                return
            }
        }
    }

    /// Asks the handler how much content it wants, and in what shape.
    private func admit(_ head: RequestHead, on connection: Connection) {
        (connection.phaseStart, connection.movedBefore) = (now, 0)
        let client = head.client.address
        var form: MultipartForm?
        if let limits = shared.handler.formLimits(for: head), let contentType = head.headers["content-type"] {
            form = MultipartForm(
                contentType: contentType, limits: limits, spooler: shared.spooler, client: client)
        }
        connection.content = IncomingContent(form: form, client: client, memory: shared.pendingContent)
        // A form in parts has its text first: it is handed over even when its files are too much.
        connection.machine.admit(
            bodyLimit: shared.handler.bodyLimit(for: head), cuts: form != nil)
    }

    /// Takes a piece of content.
    ///
    /// - Returns: Whether there was room for it.
    private func take(_ range: Range<Int>, of connection: Connection) -> Bool {
        connection.machine.buffer.withUnsafeBytes {
            connection.content?.receive(UnsafeRawBufferPointer(rebasing: $0[range])) ?? true
        }
    }

    /// Takes no more of a connection's content while the disk is far behind with what has come.
    private func pauseForDisk(_ connection: Connection) -> Bool {
        let key = connection.key
        connection.isPaused =
            connection.content?.isBehind { [mailbox] in mailbox.post(.caughtUp(key)) } ?? false
        return connection.isPaused
    }

    /// Goes on with content that the disk can take again.
    func resumeAfterDisk(_ key: ConnectionKey) {
        guard let connection = connection(key), connection.isPaused else { return }
        connection.isPaused = false
        resumeReading(connection)
    }

    /// Hands a whole request to the handler.
    ///
    /// - Parameters:
    ///   - head: The request's head.
    ///   - connection: Its connection, with its content.
    ///   - isCut: Whether more content would have come than the handler allows.
    /// - Returns: Whether the answer is out already and the connection goes on.
    private func serve(_ head: consuming RequestHead, on connection: Connection, isCut: Bool = false) -> Bool
    {
        connection.phase = .handling
        connection.phaseStart = 0
        connection.hasServed = true
        var exchange = Exchange()
        exchange.method = head.method
        exchange.client = head.client
        exchange.start = nowNanoseconds
        let request: Request
        if let content = connection.content.take() {
            exchange.requestBytes = content.count
            let (body, form) = content.finish(isCut: isCut)
            request = Request(head: head, body: body, form: form)
        } else {
            request = Request(head: head, body: [])
        }
        connection.exchange = exchange
        call(request, connection)
        guard let answer = connection.answer.take() else {
            // Asynchronous from here, but not for ever.
            connection.pending = request.head
            let end = now + shared.configuration.deadlines.handler
            setDeadline(of: connection, to: min(end, drainDeadline.map { max(now, $0 - 1000) } ?? end))
            return false
        }
        return send(answer, on: connection)
    }

    /// A scope of its own, so that a responder that the handler drops is gone on return.
    @inline(never)
    private func call(_ request: Request, _ connection: Connection) {
        shared.handler.handle(
            request, Responder(loop: self, key: connection.key, presence: connection.presence))
    }

    /// Turns a request away in the handler's words; the connection ends after it.
    func refuse(_ connection: Connection, _ reason: RefusalReason, _ head: RequestHead?) {
        connection.phase = .handling
        connection.closes = true
        var exchange = Exchange()
        exchange.method = head?.method
        exchange.client = head?.client ?? ClientAddress(connection.peer.address)
        exchange.start = nowNanoseconds
        connection.exchange = exchange
        connection.content = nil
        _ = send(shared.handler.refusal(of: head, reason), on: connection)
    }

    /// Answers for a handler that has not; the connection ends, so that a late answer meets nobody.
    private func giveUp(_ connection: Connection) {
        connection.closes = true
        connection.presence.leave()
        _ = send(fallback(of: connection), on: connection)
    }

    /// The answer to a request whose handler has none in time.
    func fallback(of connection: Connection) -> Response {
        connection.fallback?() ?? shared.handler.refusal(of: connection.pending, .handlerTimedOut)
    }

    /// Reads once: the kernel's buffer is empty when it gives less than was asked for (epoll(7)).
    ///
    /// - Returns: Whether there is something new for the machine.
    private func fill(_ connection: Connection) -> Bool {
        let count = clinux_receive(connection.socket.rawValue, input.baseAddress, input.count, 0)
        if count > 0 {
            if count < input.count { connection.isReadable = connection.isHalfClosed }
            connection.lastHeard = nowNanoseconds
            connection.machine.receive(UnsafeRawBufferPointer(rebasing: input[..<count]))
            return true
        }
        if count < 0 {
            switch Errno.current {
            case .wouldBlock:
                connection.isReadable = false
                awaitBytes(connection)
                return false
            case .interrupted: return true
            default: break
            }
        }
        close(connection)
        return false
    }

    /// Sets the deadline for the bytes that the machine waits for.
    private func awaitBytes(_ connection: Connection) {
        let deadlines = shared.configuration.deadlines
        if connection.machine.isReadingBody {
            // What has come fast gives nobody the time to be slow from then on.
            let moved = connection.content?.count ?? 0
            if moved - connection.movedBefore >= deadlines.transferBytes {
                (connection.phaseStart, connection.movedBefore) = (now, moved)
            }
            setDeadline(of: connection, to: connection.phaseStart + deadlines.transfer)
        } else if connection.machine.isIdle {
            // A fresh connection keeps the deadline it was accepted with.
            if connection.hasServed { setDeadline(of: connection, to: now + deadlines.idle) }
        } else {
            if connection.phaseStart == 0 { connection.phaseStart = now }
            setDeadline(of: connection, to: connection.phaseStart + deadlines.head)
        }
    }

    /// Sets a deadline; the wheel hears of it only when nothing in it fires early enough.
    func setDeadline(of connection: Connection, to deadline: UInt64) {
        connection.deadline = deadline
        if TimerWheel.tick(of: deadline) < connection.scheduledTick {
            connection.scheduledTick = wheel.schedule(connection.key, at: deadline)
        }
    }

    /// Looks at a connection whose entry in the wheel has come due.
    func expire(_ connection: Connection, at tick: UInt64) {
        guard tick == connection.scheduledTick else { return }
        connection.scheduledTick = .max
        if connection.deadline == .max { return }
        if connection.deadline > now { return setDeadline(of: connection, to: connection.deadline) }
        switch connection.phase {
        case .reading where !connection.machine.isIdle:
            refuse(connection, .timedOut, connection.machine.understood)
        case .handling: giveUp(connection)
        case .writing where isTaking(connection): setWritingDeadline(connection)
        default: close(connection)
        }
    }
}
