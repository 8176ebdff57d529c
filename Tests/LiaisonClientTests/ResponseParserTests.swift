import Testing

@testable import LiaisonClient

@Suite struct ResponseParserTests {
    /// Feeds an answer whole, then byte by byte; both must come to the same end.
    private func parse(_ wire: String, end: Bool = false, limit: Int = 100) throws -> ResponseParser {
        var whole = ResponseParser(bodyLimit: limit)
        try whole.receive(Array(wire.utf8))
        var slow = ResponseParser(bodyLimit: limit)
        for byte in wire.utf8 { try slow.receive([byte]) }
        if end {
            _ = whole.end()
            _ = slow.end()
        }
        #expect(whole.response == slow.response)
        #expect(whole.keepsAlive == slow.keepsAlive)
        return whole
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true),
        ("HTTP/1.1 200\r\ncontent-length:2 \r\nConnection: Close\r\n\r\nhi", 200, "hi", false),
        ("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404, "", false),
        ("HTTP/1.1 204 No Content\r\n\r\n", 204, "", true),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\n", 304, "", true),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
            200, "abc0123456789", true
        ),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n1 \r\na\r\n0\r\nTrailer: x\r\n\r\n", 200,
            "a", true
        ),
    ])
    func readsAnAnswer(wire: String, status: Int, body: String, keepsAlive: Bool) throws {
        let parser = try parse(wire)
        let response = try #require(parser.response)
        #expect(response.status == status)
        #expect(response.body == Array(body.utf8))
        #expect(parser.keepsAlive == keepsAlive)
    }

    @Test func readsToTheEndWithoutALength() throws {
        let wire = "HTTP/1.1 200 OK\r\nX: 1\r\n\r\nabc"
        #expect(try parse(wire).response == nil)
        let parser = try parse(wire, end: true)
        #expect(parser.response == ClientResponse(status: 200, fields: [("x", "1")], body: Array("abc".utf8)))
        #expect(!parser.keepsAlive)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
    ])
    func knowsATornAnswer(wire: String) throws {
        #expect(try parse(wire, end: true).response == nil)
    }

    @Test(arguments: [
        ("HTTP/2 200\r\n\r\n", "status line"), ("ICY 200 OK\r\n\r\n", "status line"),
        ("HTTP/1.1 20 OK\r\n\r\n", "status line"), ("HTTP/1.1 2000\r\n\r\n", "status line"),
        ("HTTP/1.1 000 x\r\n\r\n", "status line"), ("HTTP/1.1 200 OK\r\nA b: c\r\n\r\n", "field line"),
        ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "field line"),
        ("HTTP/1.1 200 OK\r\nA\r\n\r\n", "field line"),
        ("HTTP/1.1 200 OK\r\nA: b\u{0}\r\n\r\n", "field line"),
        ("HTTP/1.1 101 x\r\n\r\n", "switches protocols unasked"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", "content length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n", "content length"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", "transfer encoding"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "transfer encoding"),
        ("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "transfer encoding"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "chunk size"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", "chunk size"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc", "chunk end"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na", "bare line feed"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", "body too long"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + String(repeating: "x", count: 101)
                + "\r\n", "body too long"
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc", "bytes after the answer"),
    ])
    func refusesAnAmbiguousAnswer(wire: String, reason: String) {
        #expect(throws: ResponseParser.Failure(reason: reason)) { try parse(wire) }
    }
}
