import Testing

@testable import LiaisonHTTP

@Suite struct HeaderTests {
    @Test(arguments: ["a\rb", "a\nb", "a\u{0}b", "a\u{7F}", "a\r\nSet-Cookie: b"])
    func refusesControlBytesInValues(value: String) {
        #expect(throws: HeaderError.self) { try Header("Location", value: value) }
    }

    @Test func writesTheLine() throws {
        #expect(try Header("Location", value: "/r/文").line == Array("Location: /r/文\r\n".utf8))
        #expect(Header("Allow", "GET").line == Array("Allow: GET\r\n".utf8))
    }
}

@Suite struct HeadersTests {
    private func headers(_ fields: String) -> Headers? {
        var machine = ConnectionMachine(peer: .v4(1), limits: RequestLimits(), proxies: .none)
        Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8).withUnsafeBytes { machine.receive($0) }
        guard case .request(let head) = machine.next() else { return nil }
        return head.headers
    }

    @Test func looksUpInAnyLetterCase() {
        #expect(headers("ACCEPT-Language:  zh-CN \r\n")?.string("accept-language") == "zh-CN")
    }

    @Test func joinsRepeatedFields() {
        #expect(headers("Accept: a\r\nX: y\r\naccept: b\r\n")?.string("accept") == "a, b")
    }

    @Test func knowsNoOtherField() {
        #expect(headers("Accept: a\r\n")?["accep"] == nil)
        #expect(headers("Accept: a\r\n")?.contains("accept-language") == false)
    }

    @Test func countsFields() { #expect(headers("A: b\r\nC: d\r\n")?.count == 3) }
}

@Suite struct ResponseHeadTests {
    private func text(_ response: Response, closes: Bool = false) -> String {
        var writer = ResponseHeadWriter()
        writer.update(secondsSince1970: 784_111_777)
        var bytes: [UInt8] = []
        writer.write(response, closes: closes, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func writesStatusDateFieldsAndLength() {
        let response = Response(status: .ok, headers: [Header("A", "b")], body: [1, 2, 3])
        #expect(
            text(response)
                == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nA: b\r\nContent-Length: 3\r\n\r\n"
        )
    }

    @Test func saysThatTheConnectionCloses() {
        #expect(
            text(Response(status: .gone), closes: true).hasSuffix(
                "Content-Length: 0\r\nConnection: close\r\n\r\n"))
    }

    @Test func givesNoLengthToStatusesWithoutContent() {
        #expect(!text(Response(status: .notModified)).contains("Content-Length"))
        #expect(!text(Response(status: .noContent)).contains("Content-Length"))
    }
}

@Suite struct QueryTests {
    @Test(arguments: [
        ("lang=en", "lang", "en"), ("a=b&lang=zh%2DHans", "lang", "zh-Hans"), ("q=a+b", "q", "a b"),
        ("q=%E6%96%87", "q", "文"), ("q", "q", ""), ("q=", "q", ""), ("q=1&q=2", "q", "1"),
        ("%71=1", "q", "1"),
        ("", "q", nil), ("qq=1", "q", nil), ("q=%zz", "q", nil), ("q=%FF", "q", nil),
    ])
    func findsAQueryValue(query: String, name: String, value: String?) {
        let head = RequestHead(
            method: .get, path: [], query: Array(query.utf8), headers: .none, client: ClientAddress(.v4(1)))
        #expect(head.queryValue(name) == value)
    }

    @Test(arguments: [
        ("", ""), ("lang=en", ""), ("a=1&lang=en&b=%26", "a=1&b=%26"),
        ("lang&lang=x&l%61ng=en&language=zh", "language=zh"),
        ("%zz=1&a=", "%zz=1&a="),
    ])
    func leavesAQueryParameterOut(query: String, rest: String) {
        let head = RequestHead(
            method: .get, path: [], query: Array(query.utf8), headers: .none, client: ClientAddress(.v4(1)))
        #expect(Request(head: head, body: []).query(without: "lang") == Array(rest.utf8))
    }
}
