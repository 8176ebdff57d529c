import LiaisonHTTP
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// What the server turns away before a handler sees it, below `/api/` and elsewhere.
@Suite struct APIRefusalTests {
    private func refused(_ wire: String) throws -> String {
        try WebFixture { ($0.deadlines.head, $0.deadlines.transfer) = (200, 200) }.exchange(wire)
    }

    private static let post = "POST /api/v1/cases HTTP/1.1\r\nHost: a\r\n"

    @Test(arguments: [
        ("\(post)Content-Length: 9999999\r\n\r\n", "413 Content Too Large"),
        ("\(post)Transfer-Encoding: chunked\r\n\r\n7ffffff\r\n", "413 Content Too Large"),
        ("\(post)Content-Length: 5\r\n\r\nab", "408 Request Timeout"),
        ("GET /api/v1/events HTTP/1.1\r\nHost:", "408 Request Timeout"),
        ("GET /api/v1/events HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 Bad Request"),
        ("GET /api/v1/events HTTP/1.1\r\nA: \(String(repeating: "a", count: 20_000))", "431 Request Header"),
        ("\(post)\r\n", "411 Length Required"),
        ("\(post)Expect: wonders\r\nContent-Length: 0\r\n\r\n", "417 Expectation Failed"),
        ("\(post)Transfer-Encoding: gzip, chunked\r\n\r\n", "501 Not Implemented"),
        ("GET /api/v1/events?after=\(String(repeating: "a", count: 20_000))", "414 URI Too Long"),
        ("BREW /api/v1/events HTTP/1.1\r\nHost: a\r\n\r\n", "501 Not Implemented"),
        ("GET /api/v1/events HTTP/2.0\r\n", "505 HTTP Version Not Supported"),
        ("GET /api/v1/events\n", "400 Bad Request"), ("GET /api/v1/ev", "408 Request Timeout"),
    ])
    func areProblemDetailsBelowAPI(wire: String, status: String) throws {
        let answer = try refused(wire)
        #expect(answer.hasPrefix("HTTP/1.1 \(status)"))
        #expect(answer.field("Content-Type") == "application/problem+json")
        #expect(answer.field("Connection") == "close")
        #expect(answer.contains("\"status\":\(status.prefix(3)),"))
    }

    @Test func speakTheLanguageThatTheHeadSaidBeforeItBrokeOff() throws {
        let head = "GET /api/v1/events HTTP/1.1\r\nAccept-Language: en\r\n"
        #expect(try refused("\(head)Host : a\r\n\r\n").contains("\"title\":\"The request is no valid HTTP\""))
        #expect(try refused("GET /api/v1/events HTTP/1.1\r\nHost : a\r\n\r\n").contains("请求不符合 HTTP 规范"))
    }

    @Test(arguments: [
        ("POST /q HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", "413 Content Too Large"),
        ("GET /apis HTTP/1.1\r\nHost:", "408 Request Timeout"), ("GET /api", "408 Request Timeout"),
        ("BREW /q HTTP/1.1\r\n\r\n", "501 Not Implemented"), ("\u{1}/api/v1/events", "400 Bad Request"),
        ("GET /\(String(repeating: "a", count: 20_000))", "414 URI Too Long"),
    ])
    func arePagesElsewhereAndWhereTheTargetIsUnknown(wire: String, status: String) throws {
        let answer = try refused(wire)
        #expect(answer.hasPrefix("HTTP/1.1 \(status)"))
        #expect(answer.field("Content-Type") == "text/html; charset=utf-8")
    }
}

/// How access log and metrics name what was asked of the API.
@Suite struct APIRouteLabelTests {
    @Test(arguments: [
        ("whoami", "/api/v1/whoami"), ("events?after=abc", "/api/v1/events"),
        ("cases/nonsense", "none"), ("cases/x/message.eml", "none"), ("wonders", "none"),
    ])
    func areTheRoutesPattern(path: String, label: String) throws {
        let web = try WebFixture()
        let token = try web.officeToken()
        let head = "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        _ = try web.exchange("\(head)\r\n")
        _ = try web.exchange("\(head)Authorization: Bearer \(token.text)\r\n\r\n")
        #expect(web.routes == [label, label])
    }

    @Test func haveNoCaseNumber() throws {
        let web = try WebFixture()
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let receipt = try web.post("/\(web.deputy)", ["nonce": nonce, "text": "text"]).field("Location")
        let number = try #require(receipt?.split(separator: "/").dropFirst().first)
        let token = try web.officeToken()
        for path in ["", "/message.eml", "/photos/1", "/events"] {
            _ = try web.exchange(
                "GET /api/v1/cases/\(number)\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Authorization: Bearer \(token.text)\r\n\r\n")
        }
        #expect(
            web.routes.dropFirst() == [
                "/api/v1/cases/:number", "/api/v1/cases/:number/message.eml",
                "/api/v1/cases/:number/photos/:index", "/api/v1/cases/:number/events",
            ])
    }
}
