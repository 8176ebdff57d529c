import Glibc
import LiaisonSystem
import Testing

@testable import LiaisonHTTP

@Suite struct ServerTests {
    @Test func answersOverASocket() throws {
        let server = try TestServer(EchoHandler())
        let client = try TestClient(server.address)
        client.send("GET /hello?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answer = client.receiveToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
        #expect(answer.hasSuffix("Content-Length: 10\r\nConnection: close\r\n\r\nGET /hello"))
    }

    @Test func answersHeadWithTheHeadersOfGet() throws {
        let server = try TestServer(EchoHandler())
        let client = try TestClient(server.address)
        client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(client.receiveToEnd().hasSuffix("Content-Length: 10\r\nConnection: close\r\n\r\n"))
    }

    @Test func answersPipelinedRequestsInOrder() throws {
        let server = try TestServer(EchoHandler())
        let client = try TestClient(server.address)
        client.send(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
                + "GET /3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answer = client.receiveToEnd()
        let bodies = answer.split(separator: "\r\n\r\n").map { $0.prefix { $0 != "\r\n" } }
        #expect(bodies.count == 4)
        #expect(bodies[1].hasPrefix("GET /1HTTP/1.1 200"))
        #expect(bodies[2].hasPrefix("POST /2 [ab]HTTP/1.1 200"))
        #expect(bodies[3] == "GET /3")
    }

    @Test func answersFromAnotherThread() throws {
        let server = try TestServer(ThreadedHandler())
        let client = try TestClient(server.address)
        client.send(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let answer = client.receiveToEnd()
        #expect(answer.contains("\r\n\r\nlate /1HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nlate /2"))
    }

    @Test func answersAreMadeOnTheLoopsThread() throws {
        let routes = RouteObserver()
        let server = try TestServer(MakingHandler(), observer: routes)
        let client = try TestClient(server.address)
        client.send(
            "GET /there HTTP/1.1\r\nHost: a\r\n\r\nGET /here HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        let answer = client.receiveToEnd()
        #expect(answer.contains("\r\n\r\nmade there: trueHTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nmade there: true"))
        server.drain()
        #expect(routes.seen == ["/made", "/own"])
    }

    @Test func aDroppedResponderAnswers500() throws {
        let server = try TestServer(ForgetfulHandler())
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
    }

    @Test func sendsAnswersLargerThanTheKernelTakesAtOnce() throws {
        let server = try TestServer(LargeHandler(count: 20_000_000))
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(client.receiveToEnd().utf8.count > 20_000_000)
    }

    @Test func closesAfterARefusal() throws {
        let server = try TestServer(EchoHandler())
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\nHost: a\n\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }

    @Test func answersASlowHeadWith408() throws {
        let server = try TestServer(EchoHandler()) { $0.deadlines.head = 100 }
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost:")
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    }

    @Test func closesAnIdleConnection() throws {
        let server = try TestServer(EchoHandler()) { $0.deadlines.idle = 100 }
        let client = try TestClient(server.address)
        client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receiveToEnd().hasSuffix("\r\n\r\nGET /1"))
    }

    @Test func drainingFinishesTheRequestUnderWay() throws {
        let handler = HoldingHandler()
        let server = try TestServer(handler)
        let client = try TestClient(server.address)
        client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
        handler.waitForRequest()
        let drainer = try Thread(named: "drainer") { server.drain() }
        handler.release()
        #expect(client.receiveToEnd().hasSuffix("\r\n\r\nheld"))
        _ = consume client
        drainer.join()
    }

    @Test func aHandlerThatNeverAnswersIsAnsweredFor() throws {
        let handler = HoldingHandler()
        let server = try TestServer(handler) { $0.deadlines.handler = 100 }
        let client = try TestClient(server.address)
        client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = client.receiveToEnd()
        #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        #expect(answer.contains("\r\nConnection: close\r\n"))
        // What comes too late meets no other request.
        handler.release()
        #expect(answer.split(separator: "HTTP/1.1").count == 1)
    }

    @Test func aHandlerSaysWhatToAnswerInItsStead() throws {
        let handler = HoldingHandler(fallback: "your words")
        let server = try TestServer(handler) { $0.deadlines.handler = 100 }
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(client.receiveToEnd().hasSuffix("\r\n\r\nyour words"))
    }

    @Test func drainingAnswersForAHandlerThatDoesNot() throws {
        let handler = HoldingHandler()
        let server = try TestServer(handler)
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        handler.waitForRequest()
        let drainer = try Thread(named: "drainer") { server.drain(deadline: .milliseconds(1300)) }
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
        _ = consume client
        drainer.join()
        handler.release()
    }

    @Test func isResponsiveUntilALoopHangs() throws {
        let handler = BlockingHandler()
        let server = try TestServer(handler, loops: 1)
        #expect(server.isResponsive())
        // The second question waits for the answer to the first.
        while !server.isResponsive() { usleep(1000) }
        let client = try TestClient(server.address)
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        handler.entered.wait()
        while server.isResponsive() {}
        #expect(!server.isResponsive())
        handler.leave.open()
        while !server.isResponsive() { usleep(1000) }
        #expect(client.receiveToEnd().hasPrefix("HTTP/1.1 200"))
    }

    /// Needs Debian's python3-h11.
    @Test(.enabled(if: Tool.python(importing: "h11")))
    func aStrictClientFindsNoFault() throws {
        let server = try TestServer(EchoHandler())
        #expect(
            Tool.run("python3 Tests/Scripts/check_http.py \(server.address.address) \(server.address.port)")
                == 0)
    }
}
