import CLinux
import Glibc
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonHTTP

/// What a handler learns of its asker, and how it says that it has no room.
@Suite struct ResponderTests {
    /// Keeps the responders of `/held`, answers everything else.
    private final class Keeper: RequestHandler {
        private let kept = Mutex<[Responder]>([])
        let arrived = Gate()
        var first: Responder? { kept.withLock { $0.first } }

        func bodyLimit(for head: RequestHead) -> Int { 0 }

        func handle(_ request: Request, _ responder: Responder) {
            guard request.path == Array("/held".utf8) else { return responder.send(Response(status: .ok)) }
            kept.withLock { $0.append(responder) }
            arrived.open()
        }
    }

    private final class ClosingObserver: ServerObserver {
        let closed = Gate()
        func connectionClosed() { closed.open() }
    }

    /// A request on a connection of its own that is answered: what came before it has been seen then.
    private func passThroughLoop(of server: TestServer) throws {
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 200"))
    }

    @Test func tellsThatThePeerHasShutItsSide() throws {
        let keeper = Keeper()
        let server = try TestServer(keeper, loops: 1)
        let client = try TestClient(server.address)
        client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
        keeper.arrived.wait()
        let responder = try #require(keeper.first)
        try passThroughLoop(of: server)
        #expect(!responder.hasHungUp)
        client.shutWriting()
        try passThroughLoop(of: server)
        #expect(responder.hasHungUp)
        // It may still want its answer.
        #expect(!responder.hasGone)
        responder.send(Response(status: .ok, body: Array("kept".utf8)))
        #expect(client.receiveToEnd().hasSuffix("kept"))
    }

    @Test func tellsThatTheConnectionIsGone() throws {
        let (keeper, observer) = (Keeper(), ClosingObserver())
        let server = try TestServer(keeper, observer: observer, loops: 1)
        do {
            let client = try TestClient(server.address)
            client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
            keeper.arrived.wait()
            client.reset()
        }
        observer.closed.wait()
        #expect(try #require(keeper.first).hasGone)
    }

    @Test func tellsThatTheTimeIsUp() throws {
        let keeper = Keeper()
        let server = try TestServer(keeper) { $0.deadlines.handler = 50 }
        let client = try TestClient(server.address)
        client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 503"))
        #expect(try #require(keeper.first).hasGone)
    }

    /// Has no room for anything.
    private struct Declining: RequestHandler {
        let fallback: String?
        func bodyLimit(for head: RequestHead) -> Int { 0 }
        func handle(_ request: Request, _ responder: Responder) {
            if let fallback {
                responder.onTimeout { Response(status: .serviceUnavailable, body: Array(fallback.utf8)) }
            }
            responder.decline()
            responder.send(Response(status: .ok))
        }
        func refusal(of head: RequestHead?, _ reason: RefusalReason) -> Response {
            Response(status: reason.status, body: head?.path ?? [])
        }
    }

    @Test(arguments: [(String?.none, "/busy"), ("kept words", "kept words")])
    func aHandlerWithoutRoomSaysSoAtOnce(fallback: String?, body: String) throws {
        let server = try TestServer(Declining(fallback: fallback))
        let client = try TestClient(server.address)
        // The connection goes on.
        for _ in 0..<2 { client.send("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n") }
        client.send("GET /busy HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answers = client.receiveToEnd()
        #expect(answers.hasSuffix("\r\n\r\n\(body)"))
        #expect(answers.split(separator: "HTTP/1.1 503").count == 3)
    }
}
