import LiaisonSystem
import Synchronization

/// One accepted connection of an event loop: its socket, its machine and what is under way.
///
/// Only its loop's thread touches it.
final class Connection {
    enum Phase {
        case reading
        /// A handler has the request.
        case handling
        /// The kernel has not taken the whole answer yet.
        case writing
        /// The answer is out and our side shut; what the peer still sends is thrown away, since closing now
        /// would reset the connection and could destroy the answer (RFC 9112 section 9.6).
        case lingering
    }

    let socket: FileDescriptor
    let key: ConnectionKey
    let peer: SocketAddress
    /// What other threads know of it.
    let presence = Presence()
    /// Unchecked at run time, as ``answer``: its methods are handed to nobody and call nobody back, so that no two can
    /// overlap.
    @exclusivity(unchecked) var machine: ConnectionMachine
    var phase = Phase.reading

    /// Whether the socket may have bytes that no read has fetched.
    var isReadable = false
    /// Whether the peer has shut its side.
    var isHalfClosed = false
    /// Whether the loop is inside this connection's ``EventLoop/advance(_:)``.
    var isAdvancing = false
    /// Whether the disk has to catch up before more content is taken.
    var isPaused = false
    /// When the peer was heard of last, in monotonic nanoseconds.
    var lastHeard: UInt64 = 0
    /// Whether a request has come over it.
    var hasServed = false
    /// Whether it ends after the present answer.
    var closes = false
    /// Whether the loop has let it go.
    var isClosed = false

    /// When the phase has lasted too long, in monotonic milliseconds; `max` for never.
    var deadline = UInt64.max
    /// The tick of its entry in the timer wheel; `max` for none.
    var scheduledTick = UInt64.max
    /// When the present head began to arrive, or the time began in which so much of the present content or answer must
    /// move; 0 for not yet.
    var phaseStart: UInt64 = 0
    /// How much of that content or answer had moved then.
    var movedBefore = 0

    /// The present request, for the log.
    var exchange = Exchange()
    /// The content of the present request, where it has any.
    var content: IncomingContent?
    /// The answer given while ``isAdvancing``.
    @exclusivity(unchecked) var answer: Response?
    /// The answer when the handler's does not come in time.
    var fallback: AnswerMaker?
    /// The request that waits for a handler, in case the handler leaves the answer to the server.
    var pending: RequestHead?
    /// The part of the answer that is still to be sent.
    var output = Output()
    /// Bytes of it that are counted, and for whom.
    var pendingAnswer: (bytes: Int, client: IPAddress)?

    init(
        socket: consuming FileDescriptor, key: ConnectionKey, peer: SocketAddress, machine: ConnectionMachine
    ) {
        self.socket = socket
        self.key = key
        self.peer = peer
        self.machine = machine
    }

    /// Whether somebody is left to answer; asked by other threads.
    final class Presence: Sendable {
        private let state = Atomic<UInt8>(0)

        /// Whether the peer has shut its side: it may still read, but whoever leaves looks the same at first.
        var hasHungUp: Bool { state.load(ordering: .relaxed) != 0 }
        /// Whether no answer is wanted any more.
        var hasGone: Bool { state.load(ordering: .relaxed) == 2 }

        func hangUp() { _ = state.compareExchange(expected: 0, desired: 1, ordering: .relaxed) }
        func leave() { state.store(2, ordering: .relaxed) }
    }

    /// The bytes of an answer that the kernel has not taken: its head and all or nothing of its content, then the rest.
    struct Output {
        var first: [UInt8] = []
        var rest: [UInt8] = []
        /// How many bytes of both together are sent.
        var sent = 0

        var remaining: Int { first.count + rest.count - sent }
    }
}
