import CLinux
import Glibc
import LiaisonSystem
import Synchronization
import Testing

@testable import LiaisonHTTP

/// Deadlines and caps, with times so short that the test needs no patience.
@Suite struct ServerLimitTests {
    @Test func answersSlowContentWith408() throws {
        let server = try TestServer(EchoHandler()) { $0.deadlines.transfer = 100 }
        let client = try TestClient(server.address)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test func givesContentThatStallsNoTimeForWhatCameBefore() throws {
        let server = try TestServer(EchoHandler(limit: 1_000_000)) { $0.deadlines.transfer = 100 }
        let client = try TestClient(server.address)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n")
        client.send([UInt8](repeating: 0x61, count: 100_000))
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test func cutsAReaderThatStopsAfterMuch() throws {
        let observer = EventObserver()
        let server = try TestServer(LargeHandler(count: 50_000_000), observer: observer) {
            $0.deadlines.transfer = 100
        }
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        observer.waitForClose()
        #expect(client.receiveToEnd().utf8.count < 50_000_000)
    }

    @Test func boundsWhatOneClientLeavesUntaken() throws {
        let observer = EventObserver()
        let server = try TestServer(LargeHandler(count: 50_000_000), observer: observer) {
            $0.pendingAnswerLimit = 1 << 20
        }
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        observer.waitForClose()
        #expect(client.receiveToEnd().utf8.count < 50_000_000)
        #expect(observer.cuts == 1)
    }

    @Test func boundsTheContentThatOneClientHasUnderWay() throws {
        let server = try TestServer(EchoHandler(limit: 1_000_000)) { $0.pendingContentLimit = 100_000 }
        let client = try TestClient(server.address)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")
        client.send([UInt8](repeating: 0x61, count: 300_000))
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        // It is given back with the connection.
        let other = try TestClient(server.address)
        other.send("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 90000\r\n\r\n")
        other.send([UInt8](repeating: 0x61, count: 90_000))
        #expect(other.receiveToEnd().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func closesTheIdlestWhereThereIsNoRoom() throws {
        let server = try TestServer(EchoHandler(), loops: 1) {
            $0.maximumConnections = 2
            $0.deadlines.leastSilence = 0
        }
        let silent = try TestClient(server.address)
        let busy = try TestClient(server.address)
        busy.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        busy.waitForBytes()
        let late = try TestClient(server.address)
        late.send("GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(late.receiveToEnd().hasSuffix("GET /2"))
        #expect(silent.receiveToEnd().isEmpty)
        busy.send("GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(busy.receiveToEnd().hasSuffix("GET /3"))
    }

    @Test func answersSlowChunksWith408() throws {
        let server = try TestServer(EchoHandler()) { $0.deadlines.transfer = 100 }
        let client = try TestClient(server.address)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test func closesAConnectionThatSaysNothing() throws {
        let server = try TestServer(EchoHandler()) { $0.deadlines.head = 100 }
        let client = try TestClient(server.address)
        #expect(client.receiveToEnd().isEmpty)
    }

    @Test func cutsAReaderThatTakesNothing() throws {
        let observer = EventObserver()
        let server = try TestServer(LargeHandler(count: 50_000_000), observer: observer) {
            $0.deadlines.transfer = 100
            $0.deadlines.minimumRate = 1_000_000_000
        }
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        observer.waitForClose()
        #expect(client.receiveToEnd().utf8.count < 50_000_000)
    }

    @Test func closesAPeerThatLingers() throws {
        let observer = EventObserver()
        let server = try TestServer(EchoHandler(), observer: observer) { $0.deadlines.linger = 100 }
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(client.receiveToEnd().hasSuffix("GET /"))
        // The client keeps its side open; the server lets go all the same.
        observer.waitForClose()
    }

    @Test func turnsAwayAClientWithTooManyConnections() throws {
        let server = try TestServer(EchoHandler()) { $0.maximumConnectionsPerClient = 1 }
        let first = try TestClient(server.address)
        first.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        first.waitForBytes()
        let second = try TestClient(server.address)
        #expect(second.receiveToEnd().isEmpty)
        first.send("GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(first.receiveToEnd().hasSuffix("GET /2"))
    }

    @Test func countsNoConnectionsOfATrustedProxy() throws {
        let block = try #require(AddressBlock("127.0.0.0/8"))
        let server = try TestServer(EchoHandler()) {
            $0.maximumConnectionsPerClient = 1
            $0.proxies = TrustedProxies([block])
        }
        let first = try TestClient(server.address)
        first.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        first.waitForBytes()
        let second = try TestClient(server.address)
        second.send("GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(second.receiveToEnd().hasSuffix("GET /2"))
    }

    @Test func acceptsAgainWhenThereIsRoom() throws {
        let observer = EventObserver()
        let server = try TestServer(EchoHandler(), observer: observer) { $0.maximumConnections = 1 }
        do {
            let first = try TestClient(server.address)
            first.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
            first.waitForBytes()
            let second = try TestClient(server.address)
            second.send("GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            observer.waitForPause()
            _ = consume first
            #expect(second.receiveToEnd().hasSuffix("GET /2"))
        }
    }

    @Test func tellsItsObserverOfEveryAnswer() throws {
        let observer = EventObserver()
        let server = try TestServer(EchoHandler(), observer: observer)
        let client = try TestClient(server.address)
        client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab/ GET\n")
        #expect(client.receiveToEnd().contains("HTTP/1.1 400"))
        let exchanges = observer.exchanges
        #expect(exchanges.map(\.status.code) == [200, 400])
        #expect(exchanges.map(\.method) == [.post, nil])
        #expect(exchanges.map(\.requestBytes) == [2, 0])
        #expect(exchanges.map(\.responseBytes) == [12, 0])
        #expect(exchanges.first?.client?.description == "127.0.0.1")
    }

    @Test func drainsConnectionsThatWaitToBeAccepted() throws {
        let server = try TestServer(EchoHandler(), loops: 2)
        let clients = try (0..<200).map { _ in
            let client = HeldClient(try TestClient(server.address))
            client.client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
            return client
        }
        let drainer = try Thread(named: "drainer") { server.drain() }
        for client in clients {
            #expect(client.client.receiveToEnd().hasSuffix("GET /x"))
            client.client.shutWriting()
        }
        drainer.join()
    }
}

/// A client in a place that an array can hold.
final class HeldClient {
    let client: TestClient
    init(_ client: consuming TestClient) { self.client = client }
}

/// Lets a test wait for what a server does.
private final class EventObserver: ServerObserver {
    private let seen = Mutex<[Exchange]>([])
    private let closed = FileDescriptor(owning: eventfd(0, 0))
    private let paused = FileDescriptor(owning: eventfd(0, 0))

    private let cutCount = Counter()

    var cuts: Int { cutCount.value }
    var exchanges: [Exchange] { seen.withLock { $0 } }

    func answered(_ exchange: Exchange) { seen.withLock { $0.append(exchange) } }
    func connectionClosed() { eventfd_write(closed.rawValue, 1) }
    func answerCut() { cutCount.add() }
    func acceptingPaused() { eventfd_write(paused.rawValue, 1) }

    func waitForClose() { wait(closed.rawValue) }
    func waitForPause() { wait(paused.rawValue) }

    private func wait(_ number: Int32) {
        var count: eventfd_t = 0
        eventfd_read(number, &count)
    }
}
