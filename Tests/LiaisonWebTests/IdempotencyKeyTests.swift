import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonWeb

/// Whose an idempotency key is: a token's, whatever others of the same rank have chosen.
@Suite struct IdempotencyKeyTests {
    private let web: WebFixture
    private let number: CaseNumber

    init() throws {
        web = try WebFixture()
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let answer = try web.post("/\(web.deputy)", ["nonce": nonce, "text": "lamp"])
        let receipt = try #require(answer.field("Location"))
        number = try CaseNumber(
            parsing: String(try #require(receipt.split(separator: "/").dropFirst().first)))
    }

    private func post(
        _ path: String, _ json: JSON, _ token: Token, key: String = "1"
    ) throws -> (status: String, body: JSON) {
        let body = String(decoding: json.bytes, as: UTF8.self)
        let answer = try web.exchange(
            "POST /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIdempotency-Key: \(key)\r\n"
                + "Content-Type: application/json\r\nAuthorization: Bearer \(token.text)\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let content = try #require(answer.split(separator: "\r\n\r\n").dropFirst().first)
        return (String(answer.dropFirst(9).prefix(3)), try JSON(parsing: Array(content.utf8)))
    }

    @Test func aKeyHasOneTo128Bytes() throws {
        let token = try web.officeToken()
        for (length, status) in [(0, "400"), (1, "201"), (128, "201"), (129, "400")] {
            let answer = try post(
                "cases/\(number)/events", StaffAction(.ask, text: "\(length)").json, token,
                key: String(repeating: "k", count: length))
            #expect(answer.status == status, "\(length)")
            #expect((answer.body["type"]?.text?.hasSuffix("key-missing") == true) == (status == "400"))
        }
        let file = try #require(try web.site.ledger.caseFile(number))
        #expect(file.entries.compactMap(\.event.personal?.text) == ["lamp", "1", "128"])
    }

    @Test func twoOfficersWithOneKeyActTwice() throws {
        let tokens = [try web.officeToken(), try web.officeToken()]
        for (token, text) in zip(tokens, ["one", "two"]) {
            let action = StaffAction(.ask, text: text).json
            for _ in 0..<2 {
                let (status, event) = try post("cases/\(number)/events", action, token)
                #expect(status == "201")
                #expect(event["text"]?.text == text)
            }
        }
        let file = try #require(try web.site.ledger.caseFile(number))
        #expect(file.entries.compactMap(\.event.personal?.text) == ["lamp", "one", "two"])
    }

    @Test func twoOfficersWithOneKeyEnterTwoMatters() throws {
        let matter = Intake(station: number.station.description, text: "well").json
        var numbers: [String?] = []
        for token in [try web.officeToken(), try web.officeToken()] {
            for _ in 0..<2 { numbers.append(try post("cases", matter, token).body["case"]?.text) }
        }
        #expect(numbers[0] == numbers[1] && numbers[2] == numbers[3])
        #expect(numbers[0] != nil && numbers[2] != nil && numbers[0] != numbers[2])
    }

    /// Another code for whoever has one.
    private func reissued(_ code: Code) throws -> Code {
        var roster = try Roster.load(from: web.site.directory)
        let other = try roster.reissue(code, reason: "", at: web.site.clock.now)
        try roster.save(to: web.site.directory)
        try web.site.takeOverRoster()
        return other
    }

    @Test func aDeputyWhoGotAnotherCodeMeanwhileActsOnce() throws {
        let (_, record) = try TokenFile.issue(
            .deputy(web.deputy), in: web.site.directory, at: web.site.clock.now)
        var code = web.deputy
        for _ in 0..<2 {
            let desk = CaseDesk(CaseView(.deputy(code), token: record.id, of: web.site), of: web.site)
            _ = try desk.perform(StaffAction(.ask, text: "which"), on: number, key: "1")
            #expect(try web.site.ledger.caseFile(number)?.entries.count == 2)
            code = try reissued(code)
        }
    }

    @Test func aDeputyWhoGotAnotherCodeMeanwhileEntersOnce() throws {
        let (_, record) = try TokenFile.issue(
            .deputy(web.deputy), in: web.site.directory, at: web.site.clock.now)
        var code = web.deputy
        let day = BeijingTime(web.site.clock.now).date.iso8601
        var entries: [JSON] = []
        for _ in 0..<2 {
            let desk = RecordDesk(CaseView(.deputy(code), token: record.id, of: web.site), of: web.site)
            let visit = JSON.members([
                "duty": .string("visit"), "on": .string(day), "people": .integer(3),
                "text": .string("three households"),
            ])
            entries.append(try desk.addEntry(visit, key: "1"))
            #expect(throws: CaseActionError.keyReused) {
                try desk.addEntry(JSON.members(["duty": .string("visit"), "on": .string(day)]), key: "1")
            }
            code = try reissued(code)
        }
        #expect(entries[0]["entry"]?.text != nil && entries[0]["entry"] == entries[1]["entry"])
        #expect(try RecordBook(of: number.station, in: web.site.ledger).entries.count == 1)
    }

    @Test func aDeputyWhoGotAnotherCodeMeanwhileSignsOffOnce() throws {
        let (_, record) = try TokenFile.issue(
            .deputy(web.deputy), in: web.site.directory, at: web.site.clock.now)
        let day = BeijingTime(web.site.clock.now).date.adding(days: 3).iso8601
        let posted = try RecordDesk(CaseView(.office, of: web.site), of: web.site).postNotice(
            JSON.members([
                "station": .string(number.station.description), "title": .string("tour"),
                "activity": .string(day),
            ]), key: "1")
        let text = try #require(posted["notices"]?.elements?.first?["notice"]?.text)
        let notice = try RecordNumber(parsing: text)
        var code = web.deputy
        for (kind, key) in [("signed-up", "2"), ("signed-off", "3"), ("signed-off", "3"), ("signed-up", "2")]
        {
            let desk = RecordDesk(CaseView(.deputy(code), token: record.id, of: web.site), of: web.site)
            let answer = try desk.act(onNotice: notice, JSON.members(["kind": .string(kind)]), key: key)
            let isSignedUp = key == "2" && code == web.deputy
            #expect(answer["signed_up"]?.codes == (isSignedUp ? [code] : []), "\(kind)")
            code = try reissued(code)
        }
        #expect(try RecordBook(of: number.station, in: web.site.ledger).lines(of: notice).count == 3)
    }

    @Test func oneTokenThroughTwoServersActsOnce() throws {
        let (_, record) = try TokenFile.issue(.office, in: web.site.directory, at: web.site.clock.now)
        let ledger = try Ledger(
            directory: web.site.directory, secret: try web.site.directory.secret(),
            clock: web.site.clock,
            committers: 2)
        defer { ledger.stop() }
        let other = try Site(directory: web.site.directory, ledger: ledger, clock: web.site.clock)
        for site in [web.site, other] {
            let desk = CaseDesk(CaseView(.office, token: record.id, of: site), of: site)
            _ = try desk.perform(StaffAction(.ask, text: "which"), on: number, key: "1")
            #expect(try site.ledger.caseFile(number)?.entries.count == 2)
        }
    }
}
