import LiaisonSystem

extension EventLoop {
    /// Milliseconds that a server about to end waits for peers to close: what an answer needs on a poor line.
    static let drainingLinger: UInt64 = 2000

    /// Accepts what waits.
    ///
    /// - Parameter most: How many at a time, so that those accepted before get their turn.
    func acceptConnections(atMost most: Int = 64) {
        guard let listener, acceptingPausedUntil == nil else { return }
        for _ in 0..<most {
            if shared.census.isFull {
                guard listener.isAwaited else { return }
                if !closeIdlest() { return pauseAccepting() }
            }
            switch listener.accept() {
            case .connection(let number, let peer): place(FileDescriptor(owning: number), from: peer)
            case .none: return
            case .aborted: continue
            case .exhausted: return pauseAccepting()
            }
        }
    }

    /// Gives a new connection to the loop that has the fewest.
    private func place(_ socket: consuming FileDescriptor, from peer: SocketAddress) {
        guard shared.census.enter(peer.address) else {
            shared.observer.connectionRefused()
            return
        }
        shared.observer.connectionOpened()
        var chosen = self
        var fewest = load.load(ordering: .relaxed)
        for loop in loops {
            let count = loop.load.load(ordering: .relaxed)
            if count < fewest { (chosen, fewest) = (loop, count) }
        }
        chosen.load.add(1, ordering: .relaxed)
        if chosen === self {
            adopt(socket, from: peer)
        } else {
            chosen.mailbox.post(.adopt(socket.release(), peer))
        }
    }

    /// Takes in a connection that is counted already.
    func adopt(_ socket: consuming FileDescriptor, from peer: SocketAddress) {
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = UInt32(connections.count)
            connections.append(nil)
            generations.append(0)
        }
        let key = ConnectionKey(slot: slot, generation: generations[Int(slot)])
        let number = socket.rawValue
        let connection = Connection(
            socket: socket, key: key, peer: peer,
            machine: ConnectionMachine(
                peer: peer.address, limits: shared.configuration.limits, proxies: shared.configuration.proxies
            ))
        connection.lastHeard = nowNanoseconds
        connections[Int(slot)] = connection
        do {
            try queue.watchConnection(number, key: key.rawValue)
            setDeadline(of: connection, to: now + headTime)
        } catch {
            // Out of kernel memory or watches: this one can't be served.
            close(connection)
        }
    }

    /// What a fresh connection gets for its first head; little once the server is about to end.
    private var headTime: UInt64 {
        drainDeadline == nil
            ? shared.configuration.deadlines.head : min(2000, shared.configuration.deadlines.head)
    }

    /// Lets go of a connection; its socket closes.
    func close(_ connection: Connection) {
        if connection.isClosed { return }
        connection.isClosed = true
        connection.presence.leave()
        giveBackAnswer(of: connection)
        let slot = Int(connection.key.slot)
        connections[slot] = nil
        generations[slot] &+= 1
        freeSlots.append(connection.key.slot)
        load.subtract(1, ordering: .relaxed)
        shared.census.leave(connection.peer.address)
        shared.observer.connectionClosed()
    }

    /// Closes the connections of this loop that have said nothing for the longest, for others who want to be served.
    ///
    /// - Returns: Whether there were any.
    private func closeIdlest() -> Bool {
        let leastSilence = shared.configuration.deadlines.leastSilence * 1_000_000
        var silent: [(since: UInt64, connection: Connection)] = []
        for case let connection? in connections
        where (connection.phase == .reading || connection.phase == .lingering) && !connection.isPaused
            && nowNanoseconds - connection.lastHeard >= leastSilence
        {
            silent.append((connection.lastHeard, connection))
        }
        if silent.isEmpty { return false }
        // Several at a time: to look through all of them takes a while.
        silent.sort { $0.since < $1.since }
        for (_, connection) in silent.prefix(max(1, min(64, silent.count / 8))) { close(connection) }
        return true
    }

    /// Stops accepting for a moment: without descriptors, a listening socket would report itself for ever.
    private func pauseAccepting() {
        shared.observer.acceptingPaused()
        acceptingPausedUntil = now + 100
        watchListener(false)
    }

    /// Accepts again after a pause.
    func resumeAccepting() {
        guard let until = acceptingPausedUntil, now >= until else { return }
        acceptingPausedUntil = nil
        watchListener(true)
    }

    /// Accepts the last that wait, then no more; connections end after their present request.
    func beginDraining(until deadline: UInt64) {
        if drainDeadline != nil { return }
        drainDeadline = deadline
        acceptConnections(atMost: .max)
        if acceptingPausedUntil == nil { watchListener(false) }
        acceptingPausedUntil = nil
        listener = nil
        loops = []
        shared.census.acceptingLoops.subtract(1, ordering: .releasing)
        for case let connection? in connections where connection.phase == .lingering {
            setDeadline(of: connection, to: min(connection.deadline, now + Self.drainingLinger))
        }
        for case let connection? in connections where connection.phase == .handling {
            // In time for an answer, even if it is only that there is none.
            setDeadline(of: connection, to: min(connection.deadline, max(now, deadline - 1000)))
        }
        for case let connection? in connections where connection.phase == .reading && !connection.isPaused {
            // What has arrived and is not read yet is an accepted request too.
            connection.isReadable = true
            advance(connection)
            guard !connection.isClosed, connection.phase == .reading, connection.machine.isIdle else {
                continue
            }
            if connection.hasServed {
                close(connection)
            } else {
                setDeadline(of: connection, to: now + headTime)
            }
        }
    }
}
