import Glibc
import CLinux
import LiaisonSystem
import Synchronization

@testable import LiaisonHTTP

/// A server on a free port that ends with the test.
final class TestServer: Sendable {
    private let server: Server
    var address: SocketAddress { server.address }

    init(
        _ handler: any RequestHandler, observer: any ServerObserver = SilentObserver(), loops: Int = 2,
        _ adjust: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = ServerConfiguration(
            address: SocketAddress(.v4(0x7F00_0001), port: 0), loops: loops)
        adjust(&configuration)
        server = try Server(configuration: configuration, handler: handler, observer: observer)
        try server.run()
    }

    func drain(deadline: Duration = .seconds(20)) { server.drain(deadline: deadline) }

    func isResponsive() -> Bool { server.isResponsive() }

    deinit { server.drain(deadline: .zero) }
}

/// Answers with method, path and content.
struct EchoHandler: RequestHandler {
    var limit = 1000

    func bodyLimit(for head: RequestHead) -> Int { limit }

    func handle(_ request: Request, _ responder: Responder) {
        var text = Array("\(request.method.name) ".utf8) + request.path
        if !request.body.isEmpty { text += Array(" [".utf8) + request.body + Array("]".utf8) }
        responder.send(Response(status: .ok, body: text))
    }
}

/// Answers from a thread of its own.
struct ThreadedHandler: RequestHandler {
    func bodyLimit(for head: RequestHead) -> Int { 0 }

    func handle(_ request: Request, _ responder: Responder) {
        do {
            _ = try Thread(named: "late") {
                responder.send(Response(status: .ok, body: Array("late ".utf8) + request.path))
            }
        } catch {
            responder.send(Response(status: .serviceUnavailable))
        }
    }
}

/// Answers from a thread of its own with what is made on the event loop's; and once more, which nobody hears.
struct MakingHandler: RequestHandler {
    func bodyLimit(for head: RequestHead) -> Int { 0 }

    func handle(_ request: Request, _ responder: Responder) {
        let loop = pthread_self()
        let answer: @Sendable () -> Response = {
            Response(status: .ok, body: Array("made there: \(pthread_self() == loop)".utf8), route: "/own")
        }
        // On the loop's own thread it is made at once.
        if request.path == Array("/here".utf8) { return responder.send(answer) }
        do {
            _ = try Thread(named: "late") {
                responder.labelled("/made").send(answer)
                responder.send { Response(status: .internalServerError) }
            }
        } catch {
            responder.send(Response(status: .serviceUnavailable))
        }
    }
}

/// Remembers the routes of the answers.
final class RouteObserver: ServerObserver {
    private let routes = Mutex<[String]>([])
    var seen: [String] { routes.withLock { $0 } }

    func answered(_ exchange: Exchange) {
        routes.withLock { $0.append(exchange.route.map { "\($0)" } ?? "-") }
    }
}

/// Lets go of every responder.
struct ForgetfulHandler: RequestHandler {
    func bodyLimit(for head: RequestHead) -> Int { 0 }
    func handle(_ request: Request, _ responder: Responder) {}
}

/// Answers with many bytes.
struct LargeHandler: RequestHandler {
    let count: Int
    func bodyLimit(for head: RequestHead) -> Int { 0 }
    func handle(_ request: Request, _ responder: Responder) {
        responder.send(Response(status: .ok, body: [UInt8](repeating: 0x61, count: count)))
    }
}

/// Blocks its event loop, as no handler may.
final class BlockingHandler: RequestHandler {
    let entered = Gate()
    let leave = Gate()

    func bodyLimit(for head: RequestHead) -> Int { 0 }

    func handle(_ request: Request, _ responder: Responder) {
        entered.open()
        leave.wait()
        responder.send(Response(status: .ok))
    }
}

/// Keeps the responder of a request until it is released.
final class HoldingHandler: RequestHandler {
    private let responders = Mutex<[Responder]>([])
    private let arrived: FileDescriptor
    private let fallback: String?

    /// - Parameter fallback: What it asks to be answered in its stead.
    init(fallback: String? = nil) {
        self.fallback = fallback
        arrived = FileDescriptor(owning: eventfd(0, 0))
    }

    func bodyLimit(for head: RequestHead) -> Int { 0 }

    func handle(_ request: Request, _ responder: Responder) {
        if let fallback {
            responder.onTimeout { Response(status: .serviceUnavailable, body: Array(fallback.utf8)) }
        }
        responders.withLock { $0.append(responder) }
        eventfd_write(arrived.rawValue, 1)
    }

    func waitForRequest() {
        var count: eventfd_t = 0
        eventfd_read(arrived.rawValue, &count)
    }

    func release() {
        let held = responders.withLock { $0 }
        for responder in held { responder.send(Response(status: .ok, body: Array("held".utf8))) }
    }
}
