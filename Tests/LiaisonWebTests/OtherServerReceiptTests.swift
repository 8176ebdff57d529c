import LiaisonCodes
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonCases
@testable import LiaisonJournal
@testable import LiaisonWeb

/// A receipt that another server has just given, while this one waits for a sync of its own.
@Suite struct OtherServerReceiptTests {
    private let web: WebFixture
    private let other: Ledger
    private let station: StationID

    init() throws {
        web = try WebFixture()
        other = try Ledger(
            directory: web.site.ledger.directory, secret: try web.secret(), clock: web.site.clock,
            committers: 1)
        station = try #require(web.site.current.roster.stations.first).id
        _ = try web.site.ledger.cases(of: station)
    }

    /// Runs `body` while a batch of this server is open, which ends as soon as somebody waits for it.
    private func amidBatch<Value>(_ body: () throws -> Value) throws -> Value {
        let journal = web.site.ledger.journal(of: station)
        try journal.withFreshFold(maximumAge: 0) { $0.begin() }
        let isAwaited = Gate()
        let committer = try Thread(named: "committer") {
            while journal.state.withLock({ $0.seekers.isEmpty }) && !isAwaited.wait(atMost: .milliseconds(1))
            {}
            journal.settle(keeping: true)
        }
        let result = Result { try body() }
        isAwaited.open()
        committer.join()
        return try result.get()
    }

    private func receipt(_ text: String) throws -> (path: String, number: CaseNumber) {
        let submission = Submission(
            station: station, to: web.deputy, channel: .scan, topic: nil,
            personal: Event.Personal(text: text),
            nonce: Array(text.utf8))
        let number = try other.perform(.submission(submission), station: station).caseNumber
        return ("/r/\(number)/\(other.keys.secrets(ofNonce: Array(text.utf8)).queryCode)", number)
    }

    @Test func opens() throws {
        defer { other.stop() }
        let answer = try amidBatch {
            let (path, _) = try receipt("lamp")
            return try web.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func takesAnAddition() throws {
        defer { other.stop() }
        let (answer, number) = try amidBatch {
            let (path, number) = try receipt("lamp")
            let nonce = web.site.nonces.issue(for: number.description, at: web.site.clock.now).text
            return (try web.post(path, ["nonce": nonce, "kind": "append", "text": "still"]), number)
        }
        #expect(answer.hasPrefix("HTTP/1.1 303 See Other\r\n"))
        // What another server has just written is seen within milliseconds.
        let end = monotonicNanoseconds() + 20_000_000_000
        var texts: [String?] = []
        while texts.count < 2, monotonicNanoseconds() < end {
            texts = try other.caseFile(number)?.entries.map { $0.event.personal?.text } ?? []
        }
        #expect(texts == ["lamp", "still"])
    }

    @Test func isFoundThroughTheAPI() throws {
        defer { other.stop() }
        let token = try web.officeToken()
        let answer = try amidBatch {
            let (_, number) = try receipt("lamp")
            return try web.exchange(
                "GET /api/v1/cases/\(number) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\n"
                    + "Connection: close\r\n\r\n")
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test(arguments: [true, false]) func keepsWhatIsSentToOneThatIsNotThere(isOne: Bool) throws {
        defer { other.stop() }
        let (path, _) = try receipt("lamp")
        let code = other.keys.secrets(ofNonce: Array("other".utf8)).queryCode
        let wrong =
            path.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/\(isOne ? "\(code)" : "0")"
        let answer = try web.post(wrong, ["kind": "append", "text": "still"])
        #expect(answer.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        #expect(answer.contains("still</textarea>"))
    }
}
