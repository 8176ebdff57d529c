import CLinux
import Glibc
import LiaisonSystem
import Synchronization

/// One thread's share of a server: an epoll instance and the connections registered with it.
///
/// `@unchecked Sendable`: other threads call only ``deliver(_:to:)`` and the mailbox; everything else is
/// touched by the loop's own thread alone, from the moment `run()` begins.
final class EventLoop: @unchecked Sendable {
    /// What all loops of a server share.
    struct Shared: Sendable {
        let configuration: ServerConfiguration
        let handler: any RequestHandler
        let observer: any ServerObserver
        let census: ConnectionCensus
        let spooler: Spooler
        /// Bytes of answers that peers haven't taken yet.
        let pendingAnswers: Allotment
        /// Bytes of long plain content that isn't whole yet.
        let pendingContent: Allotment
    }

    private static let listenerKey = UInt64.max
    private static let mailboxKey = UInt64.max - 1

    let shared: Shared
    let mailbox: Mailbox
    let queue: EventQueue
    /// Connections that this loop has, for the others to compare.
    let load = Atomic(0)
    /// All loops of the server, this one among them; empty once draining began.
    var loops: [EventLoop] = []
    var listener: Listener?
    private let threadID = Atomic<UInt>(0)
    /// The last ping that has come through.
    let lastPing = Atomic(0)

    // Each request meets those that are not checked for overlapping uses at run time; no use of them spans a call back.
    @exclusivity(unchecked) var connections: [Connection?] = []
    @exclusivity(unchecked) var generations: [UInt32] = []
    var freeSlots: [UInt32] = []
    /// Connections with more to read than their turn allowed.
    var unfinished: [Connection] = []
    @exclusivity(unchecked) var wheel: TimerWheel
    /// Monotonic milliseconds at the beginning of this round.
    var now: UInt64
    /// The same in nanoseconds.
    var nowNanoseconds: UInt64 = 0
    var acceptingPausedUntil: UInt64?
    /// When draining ends at the latest; nothing while the server serves.
    var drainDeadline: UInt64?
    let input: UnsafeMutableRawBufferPointer
    @exclusivity(unchecked) var headWriter = ResponseHeadWriter()
    /// The bytes of the answer that is being sent.
    @exclusivity(unchecked) var output: [UInt8] = []
    /// Answers given on this thread to connections other than the one being advanced, and silences.
    private var localAnswers: [(ConnectionKey, Response?)] = []
    private var due: [(key: ConnectionKey, tick: UInt64)] = []

    init(shared: Shared, listener: Listener) throws(SystemError) {
        self.shared = shared
        self.listener = listener
        mailbox = try Mailbox()
        queue = try EventQueue()
        now = monotonicMilliseconds()
        wheel = TimerWheel(now: now)
        input = .allocate(byteCount: 64 * 1024, alignment: 64)
        output.reserveCapacity(16 * 1024)
        try queue.watchInput(mailbox.descriptor.rawValue, key: Self.mailboxKey)
        try queue.watchShared(listener.socket.rawValue, key: Self.listenerKey)
    }

    deinit { input.deallocate() }

    private var isCurrentThread: Bool { threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Serves until it is drained.
    func run() {
        threadID.store(UInt(pthread_self()), ordering: .relaxed)
        updateTime()
        while true {
            if isOver { break }
            let count = queue.wait(milliseconds: waitTime())
            updateTime()
            for index in 0..<count { dispatch(queue.event(index)) }
            resumeUnfinished()
            sendLocalAnswers()
            expireDeadlines()
            resumeAccepting()
        }
        for connection in connections { connection.map(close) }
        loops = []
        lastPing.store(.max, ordering: .relaxed)
    }

    /// Whether draining has ended: at its deadline, or with the last connection once no loop can pass on another.
    private var isOver: Bool {
        guard let drainDeadline else { return false }
        if now >= drainDeadline { return true }
        // In this order: a connection counts for its new loop before its old loop stops accepting.
        return shared.census.acceptingLoops.load(ordering: .acquiring) == 0
            && load.load(ordering: .acquiring) == 0
    }

    private func dispatch(_ event: EventQueue.Event) {
        switch event.key {
        case Self.listenerKey: acceptConnections()
        case Self.mailboxKey: mailbox.collect().forEach(take)
        default:
            if let connection = connection(ConnectionKey(rawValue: event.key)) {
                handle(event, on: connection)
            }
        }
    }

    private func take(_ message: Mailbox.Message) {
        switch message {
        case .answer(let key, let response): answer(response, to: key)
        case .answerMade(let key, let make): if isHandling(key) { answer(make(), to: key) }
        case .declined(let key): decline(key)
        case .caughtUp(let key): resumeAfterDisk(key)
        case .adopt(let number, let peer): adopt(FileDescriptor(owning: number), from: peer)
        case .ping(let number): lastPing.store(number, ordering: .relaxed)
        case .drain(let deadline): beginDraining(until: deadline)
        }
    }

    /// The connection that a key means, if it is still there.
    func connection(_ key: ConnectionKey) -> Connection? {
        let slot = Int(key.slot)
        guard slot < connections.count, generations[slot] == key.generation else { return nil }
        return connections[slot]
    }

    /// Brings an answer, or a handler's silence, to the connection that waits for it; from any thread.
    func deliver(_ response: consuming Response?, to key: ConnectionKey) {
        guard isCurrentThread else {
            mailbox.post(.answer(key, response))
            return
        }
        if response != nil, let connection = connection(key), connection.isAdvancing,
            connection.phase == .handling
        {
            connection.answer = response
        } else {
            // Answering here could nest one connection's handler in another's without end.
            localAnswers.append((key, response))
        }
    }

    /// Brings what makes an answer to the connection that waits for it; from any thread.
    func deliver(_ make: AnswerMaker, to key: ConnectionKey) {
        if isCurrentThread { deliver(make(), to: key) } else { mailbox.post(.answerMade(key, make)) }
    }

    /// Answers a request as if its handler's time were up, once the handler has returned; from any thread.
    func deliverRefusal(to key: ConnectionKey) { mailbox.post(.declined(key)) }

    private func decline(_ key: ConnectionKey) {
        guard let connection = connection(key), connection.phase == .handling else { return }
        answer(fallback(of: connection), to: key)
    }

    /// Whether a connection waits for an answer.
    private func isHandling(_ key: ConnectionKey) -> Bool { connection(key)?.phase == .handling }

    private func sendLocalAnswers() {
        while !localAnswers.isEmpty {
            let answers = localAnswers
            localAnswers = []
            for (key, response) in answers { answer(response, to: key) }
        }
    }

    private func answer(_ response: Response?, to key: ConnectionKey) {
        guard let connection = connection(key), connection.phase == .handling else { return }
        let answer = response ?? shared.handler.refusal(of: connection.pending, .handlerFailed)
        if send(answer, on: connection) {
            advance(connection)
        }
    }

    private func updateTime() {
        nowNanoseconds = monotonicNanoseconds()
        now = nowNanoseconds / 1_000_000
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        headWriter.update(secondsSince1970: Int64(time.tv_sec))
    }

    private func waitTime() -> Int32 {
        if !unfinished.isEmpty || !localAnswers.isEmpty { return 0 }
        var time = wheel.wait(now: now) ?? -1
        let moment = min(acceptingPausedUntil ?? .max, drainDeadline ?? .max)
        if moment != .max {
            let left = moment > now ? Int32(clamping: moment - now) : 0
            time = time < 0 ? left : min(time, left)
        }
        // The other loops say nothing when they stop accepting; they all do so at once.
        return drainDeadline != nil && load.load(ordering: .relaxed) == 0 ? min(time, 5) : time
    }

    private func expireDeadlines() {
        wheel.advance(to: now, due: &due)
        for (key, tick) in due {
            if let connection = connection(key) { expire(connection, at: tick) }
        }
        due.removeAll(keepingCapacity: true)
    }

    private func resumeUnfinished() {
        if unfinished.isEmpty { return }
        let connections = unfinished
        unfinished = []
        for connection in connections where !connection.isClosed { resumeReading(connection) }
    }

    /// Starts or stops watching the listening socket.
    func watchListener(_ isWatched: Bool) {
        guard let listener else { return }
        do {
            if isWatched {
                try queue.watchShared(listener.socket.rawValue, key: Self.listenerKey)
            } else {
                try queue.forget(listener.socket.rawValue)
            }
        } catch {
            // ENOMEM is the one error that epoll_ctl(2) has left here; the next pause or resume tries again.
            acceptingPausedUntil = now + 100
        }
    }
}

/// CLOCK_MONOTONIC in milliseconds.
func monotonicMilliseconds() -> UInt64 { monotonicNanoseconds() / 1_000_000 }
