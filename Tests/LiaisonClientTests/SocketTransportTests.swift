import Testing

@testable import LiaisonClient

@Suite struct SocketTransportTests {
    private func request(_ port: UInt16, _ target: String, body: String? = nil) throws -> ClientRequest {
        ClientRequest(
            method: body == nil ? .get : .post, server: try ServerURL("http://127.0.0.1:\(port)/base"),
            target: target, fields: [.init("Accept", "x/y")], body: Array((body ?? "").utf8))
    }

    @Test func sendsExactlyThis() throws {
        let server = try ScriptedServer([["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]])
        _ = try SocketTransport().send(try request(server.port, "/api/v1/whoami"))
        #expect(
            server.requests == [
                "GET /base/api/v1/whoami HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nAccept: x/y\r\n\r\n"
            ])
    }

    @Test func postsABodyWithItsLength() throws {
        let server = try ScriptedServer([["HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"]])
        let response = try SocketTransport().send(try request(server.port, "/e", body: "{}"))
        #expect(response.status == 201)
        #expect(server.requests.first?.hasSuffix("\r\nContent-Length: 2\r\n\r\n{}") == true)
    }

    @Test func keepsItsConnection() throws {
        let answers = ["a", "b"].map { "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\($0)" }
        let server = try ScriptedServer([answers])
        let transport = SocketTransport()
        #expect(try transport.send(try request(server.port, "/1")).body == Array("a".utf8))
        #expect(try transport.send(try request(server.port, "/2")).body == Array("b".utf8))
    }

    @Test func connectsAnewWhenTheServerHasClosed() throws {
        let answers = ["a", "b"].map { ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\($0)"] }
        let server = try ScriptedServer(answers)
        let transport = SocketTransport()
        #expect(try transport.send(try request(server.port, "/1")).body == Array("a".utf8))
        #expect(try transport.send(try request(server.port, "/2")).body == Array("b".utf8))
    }

    @Test func reportsATornAnswer() throws {
        let server = try ScriptedServer([["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"]])
        let request = try request(server.port, "/")
        #expect(throws: ClientError.torn(host: "127.0.0.1:\(server.port)")) {
            try SocketTransport().send(request)
        }
    }

    @Test func reportsAServerThatIsNotThere() throws {
        // Bound and not listening: nobody else can take the port meanwhile.
        let server = try ScriptedServer([], listens: false)
        let request = try request(server.port, "/")
        let refused = ClientError.refused(host: "127.0.0.1:\(server.port)")
        #expect(throws: refused) { try SocketTransport().send(request) }
    }

    @Test func reportsWhatIsNoHTTP() throws {
        let server = try ScriptedServer([["SSH-2.0-OpenSSH_9\r\n\r\n"]])
        let request = try request(server.port, "/")
        #expect(throws: ClientError.malformed(host: "127.0.0.1:\(server.port)", reason: "status line")) {
            try SocketTransport().send(request)
        }
    }
}
