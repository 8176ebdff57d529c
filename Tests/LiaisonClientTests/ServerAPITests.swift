import LiaisonMail
import LiaisonText
import Synchronization
import Testing

@testable import LiaisonClient

@Suite struct ServerAPITests {
    private static let host = "llz.example.gov.cn"

    /// Time passes in pauses, and while a request is under way: `seconds` for each.
    private func api(
        _ transport: ScriptedTransport, pauses: PauseLog = PauseLog(), seconds: Int = 0,
        notice: @escaping @Sendable (ClientError) -> Void = { _ in }
    ) throws -> ServerAPI {
        let retrying = Retrying(
            pause: { pauses.append($0) }, random: { 0 },
            now: { pauses.all.reduce(0, +) + transport.requests.count * seconds * 1000 })
        return ServerAPI(
            server: try ServerURL(Self.host), token: try BearerToken("secret-1".utf8), transport: transport,
            retrying: retrying.telling(notice))
    }

    @Test(
        arguments: [
            ("<?after=abc&limit=5>; rel=\"next\"", "after=abc&limit=5"), ("<?a=b>; rel=\"prev\"", nil),
            ("<https://evil.example/?a=b>; rel=\"next\"", nil), ("</api/v1/cases?a=b>; rel=\"next\"", nil),
            ("<?a=b c>; rel=\"next\"", nil), ("", nil), ("<>", nil),
            ("<?a>; rel=\"prev\", <?b>; rel=\"next\"", "b"),
        ] as [(String, String?)])
    func followsTheNextPageOfTheSamePathOnly(link: String, query: String?) {
        #expect(ServerAPI.nextQuery(link) == query)
    }

    @Test func learnsWhoTheTokenBelongsTo() throws {
        let transport = ScriptedTransport([
            answer(200, #"{"kind":"deputy","name":"张三代表","code":"0000000","station":"SS00"}"#)
        ])
        let identity = try api(transport).identity()
        #expect(identity == Identity(kind: "deputy", name: "张三代表", code: "0000000", station: "SS00"))
        #expect(identity.holder == "0000000")
        let request = try #require(transport.requests.first)
        #expect(request.target == "/api/v1/whoami")
        #expect(request.fields.contains(.init("Authorization", "Bearer secret-1")))
    }

    @Test(arguments: [
        (
            answer(401, "{}", type: "application/problem+json"),
            ClientError.unauthorised(host: host, reason: nil)
        ),
        (answer(401, ""), .unauthorised(host: host, reason: nil)),
        (
            answer(
                401, #"{"title":"The deputy has left office","reason":"retired"}"#,
                type: "application/problem+json"),
            .unauthorised(host: host, reason: "The deputy has left office")
        ),
        (answer(200, "<html>", type: "text/html"), .notLiaison(host: host)),
        (answer(200, "{}"), .notLiaison(host: host)),
        (answer(404, "<html>", type: "text/html"), .notLiaison(host: host)),
        (
            .success(ClientResponse(status: 301, fields: [("location", "https://b/")])),
            .redirected(host: host, location: "https://b/")
        ),
        (
            answer(
                403, #"{"type":"about:blank","title":"T","detail":"D"}"#,
                type: "application/problem+json; charset=utf-8"),
            .problem(Problem(status: 403, type: "about:blank", title: "T", detail: "D"))
        ),
        (.failure(.untrusted(host: host, reason: "x")), .untrusted(host: host, reason: "x")),
    ])
    func reportsAtOnceWhatRepeatingCanNotHelp(answer: Result<ClientResponse, ClientError>, error: ClientError)
        throws
    {
        let transport = ScriptedTransport([answer])
        let api = try api(transport)
        #expect(throws: error) { try api.identity() }
        #expect(transport.requests.count == 1)
    }

    @Test func repeatsWhatMaySucceedLater() throws {
        let pauses = PauseLog()
        let transport = ScriptedTransport([
            .failure(.unreachable(host: Self.host, reason: "")),
            answer(502, "bad gateway", type: "text/html"),
            .success(
                ClientResponse(
                    status: 503,
                    fields: [("content-type", "application/problem+json"), ("retry-after", "2")],
                    body: Array("{}".utf8))),
            answer(200, #"{"kind":"office","name":"人大办"}"#),
        ])
        #expect(try api(transport, pauses: pauses).identity().kind == "office")
        #expect(pauses.all == [200, 800, 3200])
    }

    @Test func givesUpAfterFourAttempts() throws {
        let transport = ScriptedTransport(Array(repeating: .failure(.timedOut(host: Self.host)), count: 9))
        let api = try api(transport)
        #expect(throws: ClientError.timedOut(host: Self.host)) { try api.identity() }
        #expect(transport.requests.count == 4)
    }

    @Test func repeatsNothingOnceThirtySecondsHavePassed() throws {
        let transport = ScriptedTransport(Array(repeating: .failure(.timedOut(host: Self.host)), count: 9))
        let told = Mutex(0)
        let api = try api(transport, seconds: 20) { _ in told.withLock { $0 += 1 } }
        #expect(throws: ClientError.timedOut(host: Self.host)) { try api.identity() }
        #expect(transport.requests.count == 2)
        #expect(told.withLock { $0 } == 1)
    }

    @Test func doesNotWaitForMinutes() throws {
        let late = ClientResponse(
            status: 429, fields: [("content-type", "application/problem+json"), ("retry-after", "60")],
            body: Array("{}".utf8))
        let transport = ScriptedTransport([.success(late)])
        let api = try api(transport)
        #expect(throws: ClientError.problem(Problem(status: 429, retryAfter: 60))) { try api.identity() }
    }

    @Test func sendsPhotosAsAFormWithTheDocument() throws {
        let transport = ScriptedTransport([answer(201, "{}")])
        _ = try api(transport).post(
            "log", json: ["duty": "visit"], photos: [[0x0D, 0x0A, 0x2D, 0x2D], []], idempotencyKey: "k")
        let request = try #require(transport.requests.first)
        let type = try #require(request.fields.first { $0.name == "Content-Type" }?.value)
        let boundary = try #require(type.split(separator: "=").last)
        #expect(type == "multipart/form-data; boundary=\(boundary)" && boundary.count == 32)
        let part = "--\(boundary)\r\nContent-Disposition: form-data; name="
        let file = part + "\"photos\"; filename=\"photo\"\r\n\r\n"
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == part + "\"document\"\r\n\r\n{\"duty\":\"visit\"}\r\n"
                + "\(file)\r\n--\r\n\(file)\r\n--\(boundary)--\r\n")
        #expect(request.fields.contains(.init("Idempotency-Key", "k")))
    }

    @Test func postsTheSameKeyAgain() throws {
        let transport = ScriptedTransport([.failure(.torn(host: Self.host)), answer(201, "{}")])
        _ = try api(transport).post(
            "cases/X/events", json: .members(["kind": .string("ack")]), idempotencyKey: "k-1")
        #expect(transport.requests.count == 2)
        #expect(transport.requests[0] == transport.requests[1])
        #expect(transport.requests[0].fields.contains(.init("Idempotency-Key", "k-1")))
        #expect(transport.requests[0].body == Array(#"{"kind":"ack"}"#.utf8))
    }

    /// What became of an act, by all that was answered to it.
    enum Outcome: Sendable {
        case done, refused, unclear
    }

    private static let space = #"{"type":"/problems/space-short","title":"T"}"#
    private static let problem = #"{"type":"/problems/refused","title":"T"}"#
    private static let problemType = "application/problem+json"

    @Test(
        arguments: [
            ([answer(201, "{}")], .done),
            ([.failure(.refused(host: host))], .refused),
            ([.failure(.unreachable(host: host, reason: "x"))], .refused),
            ([.failure(.untrusted(host: host, reason: "x"))], .refused),
            ([answer(409, problem, type: problemType)], .refused),
            ([answer(401, "")], .refused),
            ([answer(429, problem, type: problemType)], .refused),
            // A gateway's own page, of a request that it didn't hand on.
            ([answer(413, "<html>", type: "text/html")], .refused),
            ([answer(503, space, type: problemType)], .refused),
            ([.failure(.timedOut(host: host))], .unclear),
            ([.failure(.torn(host: host))], .unclear),
            ([.failure(.broken(host: host, reason: "x"))], .unclear),
            ([answer(201, #"{"case":"#)], .unclear),
            ([answer(200, "<html>", type: "text/html")], .unclear),
            ([answer(500, "<html>", type: "text/html")], .unclear),
            ([answer(502, "<html>", type: "text/html")], .unclear),
            ([answer(503, #"{"type":"/problems/unavailable"}"#, type: problemType)], .unclear),
            // What came before it counts, unless the answer tells of it too.
            ([.failure(.torn(host: host)), .failure(.refused(host: host))], .unclear),
            ([.failure(.torn(host: host)), answer(429, problem, type: problemType)], .unclear),
            ([.failure(.torn(host: host)), answer(401, "")], .unclear),
            ([.failure(.torn(host: host)), answer(409, problem, type: problemType)], .refused),
            ([.failure(.torn(host: host)), answer(201, "{}")], .done),
        ] as [([Result<ClientResponse, ClientError>], Outcome)])
    func tellsWhatMayHaveBeenDoneFromWhatWasNot(
        answers: [Result<ClientResponse, ClientError>], outcome: Outcome
    ) throws {
        // The last answer comes again as often as it is asked for.
        let last = try #require(answers.last)
        let api = try api(ScriptedTransport(answers + Array(repeating: last, count: 9)))
        func post(wasSent: Bool = false) throws(ClientError) -> Outcome {
            do throws(ClientError) {
                _ = try api.post("cases", json: .members([:]), idempotencyKey: "k", wasSent: wasSent)
                return .done
            } catch .unclear {
                return .unclear
            } catch {
                return .refused
            }
        }
        #expect(try post() == outcome)
    }

    @Test func whatWasUnclearStaysSoUntilASureAnswer() throws {
        let transport = ScriptedTransport([
            answer(401, ""), answer(409, Self.problem, type: Self.problemType),
        ])
        let api = try api(transport)
        #expect(throws: ClientError.unclear(.unauthorised(host: Self.host, reason: nil))) {
            try api.post("cases", json: .members([:]), idempotencyKey: "k", wasSent: true)
        }
        #expect(throws: ClientError.problem(Problem(status: 409, type: "/problems/refused", title: "T"))) {
            try api.post("cases", json: .members([:]), idempotencyKey: "k", wasSent: true)
        }
    }

    @Test func anAccountTellsTokensApartWithoutTellingThem() throws {
        let first = try api(ScriptedTransport([])).account
        let other = ServerAPI(
            server: try ServerURL(Self.host), token: try BearerToken("secret-2".utf8),
            transport: ScriptedTransport([])
        ).account
        #expect(first != other)
        #expect(!first.contains("secret"))
    }

    @Test func asksAgainForATornPage() throws {
        let event = String(decoding: try sampleEvent(1).json.bytes, as: UTF8.self)
        let type = "application/x-ndjson"
        let transport = ScriptedTransport([
            answer(200, "\(event)\n", type: type),
            answer(200, "\(event)\n{\"cursor\":\"c 1\",\"more\":true}", type: type),
            answer(200, "\(event)\n{\"cursor\":\"c 1\",\"more\":true}\n", type: type),
        ])
        let page = try inbox(transport).events(after: "a&b", limit: 7)
        #expect(page == EventPage(events: [try sampleEvent(1)], cursor: "c 1", hasMore: true))
        #expect(transport.requests.count == 3)
        #expect(transport.requests[0].target == "/api/v1/events?limit=7&after=a%26b")
    }

    @Test func readsAnEmptyPage() throws {
        let transport = ScriptedTransport([answer(200, "{\"cursor\":\"0\"}\n", type: "application/x-ndjson")])
        #expect(
            try inbox(transport).events(after: nil, limit: 7)
                == EventPage(events: [], cursor: "0", hasMore: false))
        #expect(transport.requests[0].target == "/api/v1/events?limit=7")
    }

    @Test func leavesOutAPhotoThatIsGone() throws {
        let gone = answer(404, "{}", type: "application/problem+json")
        let transport = ScriptedTransport([gone, answer(200, "abc", type: "image/jpeg")])
        let inbox = try inbox(transport)
        let number = try sampleEvent(1).case
        #expect(try inbox.photo(of: number, index: 1) == nil)
        #expect(try inbox.photo(of: number, index: 2) == Array("abc".utf8))
        #expect(transport.requests.last?.target == "/api/v1/cases/\(number)/photos/2")
    }

    private func inbox(_ transport: ScriptedTransport) throws -> RemoteInbox {
        RemoteInbox(
            api: try api(transport),
            identity: Identity(kind: "deputy", name: "x", code: "0000000", station: "SS00"))
    }
}

/// The pauses that were asked for.
final class PauseLog: Sendable {
    private let pauses = Mutex<[Int]>([])
    var all: [Int] { pauses.withLock { $0 } }
    func append(_ milliseconds: Int) { pauses.withLock { $0.append(milliseconds) } }
}
