import LiaisonSystem
import Synchronization

/// An HTTP/1.1 server: one listening socket, one event-loop thread for each core.
///
/// It listens from `init`, serves from ``run()``, and ends with ``drain(deadline:)``.
package final class Server: Sendable {
    /// The address it listens on: the real port where 0 was asked for.
    package let address: SocketAddress

    private struct State {
        var loops: [EventLoop]
        var threads: [JoinableThread] = []
        var pings = 0
    }

    /// A thread in a place that an array can hold; joined once, under the server's lock.
    private final class JoinableThread: @unchecked Sendable {
        private var thread: Thread?

        init(_ thread: consuming Thread) { self.thread = consume thread }

        func join() { thread.take()?.join() }
    }

    private let state: Mutex<State>
    private let spooler: Spooler

    /// Binds the listening socket.
    ///
    /// - Parameters:
    ///   - configuration: How it listens and what it bears.
    ///   - handler: What answers requests.
    ///   - observer: What hears of answers and connections.
    /// - Throws: What socket(2), bind(2), epoll_create1(2) and their like say.
    package init(
        configuration: ServerConfiguration, handler: any RequestHandler, observer: any ServerObserver
    ) throws(SystemError) {
        let listener: Listener
        if let inherited = configuration.inheritedListener {
            listener = try Listener(adopting: FileDescriptor(owning: inherited))
        } else {
            listener = try Listener(on: configuration.address)
        }
        let census = ConnectionCensus(
            maximum: configuration.maximumConnections,
            maximumPerClient: configuration.maximumConnectionsPerClient, proxies: configuration.proxies,
            loops: configuration.loops)
        spooler = Spooler(
            in: configuration.spoolDirectory, limit: configuration.spoolLimit,
            opening: configuration.spoolOpening)
        // One client may have a fourth of what is free, and an answer or two in any case.
        func memory(_ total: Int) -> Allotment {
            Allotment(.init(total: total, most: total / 4, least: min(total, 2 << 20), part: 4))
        }
        let shared = EventLoop.Shared(
            configuration: configuration, handler: handler, observer: observer, census: census,
            spooler: spooler, pendingAnswers: memory(configuration.pendingAnswerLimit),
            pendingContent: memory(configuration.pendingContentLimit))
        var loops: [EventLoop] = []
        for _ in 0..<configuration.loops { loops.append(try EventLoop(shared: shared, listener: listener)) }
        for loop in loops { loop.loops = loops }
        address = listener.address
        state = Mutex(State(loops: loops))
    }

    /// Starts the event loops' threads and returns.
    ///
    /// - Throws: EAGAIN when the machine allows no more threads.
    package func run() throws(SystemError) {
        let loops = state.withLock { $0.loops }
        for (index, loop) in loops.enumerated() {
            let thread = JoinableThread(try Thread(named: "http-\(index)") { loop.run() })
            state.withLock { $0.threads.append(thread) }
        }
    }

    /// Whether every event loop has turned since this was asked last: one that hangs in a handler hasn't.
    package func isResponsive() -> Bool {
        state.withLock { state in
            let isAlive = state.loops.allSatisfy { $0.lastPing.load(ordering: .relaxed) >= state.pings }
            guard isAlive else { return false }
            state.pings += 1
            for loop in state.loops { loop.mailbox.post(.ping(state.pings)) }
            return true
        }
    }

    /// Stops accepting, finishes every request that has arrived, closes idle connections, and returns when all
    /// is over. Not to be called on an event-loop thread.
    ///
    /// - Parameter deadline: How long it may take; connections that are left then are cut.
    package func drain(deadline: Duration) {
        let end = monotonicMilliseconds() + UInt64(max(0, deadline / .milliseconds(1)))
        let (loops, threads) = state.withLock { state in
            let all = (state.loops, state.threads)
            state = State(loops: [])
            return all
        }
        for loop in loops { loop.mailbox.post(.drain(deadline: end)) }
        for thread in threads { thread.join() }
        spooler.stop(within: .seconds(1))
    }
}
