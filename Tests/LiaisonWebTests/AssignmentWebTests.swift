import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// A department that a matter is given to, a suggestion that it becomes, and the two questions at its end: what staff
/// may ask for over the API, and what the citizen sees of it.
@Suite struct AssignmentWebTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    private func number(_ receipt: String) throws -> String {
        String(try #require(receipt.split(separator: "/").dropFirst().first))
    }

    private func act(
        _ receipt: String, _ json: String, key: String = RandomBytes.hex(count: 8), as scope: Scope = .office,
        with own: Token? = nil
    ) throws -> String {
        let token = try own ?? web.token(scope)
        return try web.exchange(
            "POST /api/v1/cases/\(try number(receipt))/events HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Authorization: Bearer \(token.text)\r\nIdempotency-Key: \(key)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)")
    }

    private func show(_ receipt: String) throws -> JSON {
        let answer = try web.exchange(
            "GET /api/v1/cases/\(try number(receipt)) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Authorization: Bearer \(try web.officeToken().text)\r\n\r\n")
        return try JSON(
            parsing: Array(try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last).utf8))
    }

    private func rate(_ receipt: String, _ fields: KeyValuePairs<String, String>) throws -> String {
        let nonce = try #require(try web.get(receipt).firstMatch(of: /name="nonce" value="([^"]+)"/)?.1)
        let body = [("kind", "rate"), ("nonce", String(nonce))] + fields.map { ($0.key, $0.value) }
        let wire = body.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        return try web.exchange(
            "POST \(receipt) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(wire.utf8.count)\r\n\r\n\(wire)"
        )
    }

    @Test func theCitizenReadsWhoHasItAndByWhen() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        let json = #"{"kind":"assigned","unit":"县交通局<b>","until":"2026-01-31","text":"请尽快"}"#
        let token = try web.officeToken()
        // The answer was lost, and it comes again.
        for _ in 0..<2 {
            #expect(try act(receipt, json, key: "k1", with: token).hasPrefix("HTTP/1.1 201 "))
        }
        #expect(try act(receipt, #"{"kind":"urged"}"#).hasPrefix("HTTP/1.1 201 "))
        let page = try web.get(receipt)
        #expect(page.contains("已交由<bdi>县交通局&lt;b&gt;</bdi>办理，要求 2026年1月31日 前办好"))
        #expect(page.contains("已督促<bdi>县交通局&lt;b&gt;</bdi>抓紧办理"))
        #expect(page.contains("办理中"))
        let file = try show(receipt)
        #expect(file["unit"]?.text == "县交通局<b>" && file["unit_until"]?.text == "2026-01-31")
        #expect(
            file["events"]?.elements?.map { $0["kind"]?.text } == ["received", "assigned", "urged"])
    }

    @Test(arguments: [
        (#"{"kind":"urged"}"#, "409", "not-assigned"), (#"{"kind":"assigned"}"#, "422", "unit"),
        (#"{"kind":"assigned","unit":"  "}"#, "422", "unit"),
        (#"{"kind":"assigned","unit":"a\nb"}"#, "422", "unit"),
        (#"{"kind":"assigned","unit":"x","until":"2025-12-23"}"#, "422", "until"),
        (#"{"kind":"assigned","unit":"x","until":"2099-01-01"}"#, "422", "until"),
        (#"{"kind":"closed","outcome":"resolved","reference":"5","text":"x"}"#, "422", "reference"),
    ])
    func aRefusalNamesWhatIsWrongAndChangesNothing(json: String, status: String, word: String) throws {
        let receipt = try web.receipt(of: "路灯坏了")
        let before = try show(receipt)
        let answer = try act(receipt, json)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(answer.contains("\"\(word)\""), "\(answer)")
        #expect(try show(receipt) == before)
    }

    @Test func aDeputyAssignsWhatTheyHaveAndNobodyElse() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        let roster = web.site.current.roster
        let other = try #require(roster.deputies.first { $0.code != web.deputy })
        let json = #"{"kind":"assigned","unit":"x"}"#
        #expect(try act(receipt, json, as: .deputy(other.code)).hasPrefix("HTTP/1.1 404 "))
        #expect(try act(receipt, json, as: .deputy(web.deputy)).hasPrefix("HTTP/1.1 201 "))
        let station = try #require(roster.state(of: web.deputy)?.holder.station)
        #expect(try act(receipt, #"{"kind":"urged"}"#, as: .station(station)).hasPrefix("HTTP/1.1 201 "))
    }

    @Test func aSuggestionKeepsItsNumberInTheHistory() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        let json = #"{"kind":"closed","outcome":"suggestion","reference":"第12号","text":"已形成建议"}"#
        #expect(try act(receipt, json).hasPrefix("HTTP/1.1 201 "))
        #expect(try web.get(receipt).contains("已办结：形成代表建议（编号 <bdi>第12号</bdi>）"))
        var file = try show(receipt)
        #expect(file["outcome"]?.text == "suggestion" && file["reference"]?.text == "第12号")
        #expect(try act(receipt, #"{"kind":"reopened"}"#).hasPrefix("HTTP/1.1 201 "))
        file = try show(receipt)
        #expect(file["outcome"] == .null && file["reference"] == .null)
        #expect(file["events"]?.elements?[1]["reference"]?.text == "第12号")
    }

    @Test func ratingAsksTwoThingsAndAnOldFormOne() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        #expect(try act(receipt, #"{"kind":"replied","text":"已修好"}"#).hasPrefix("HTTP/1.1 201 "))
        let page = try web.get(receipt)
        #expect(page.contains("<legend>问题解决了吗？</legend>"))
        for word in ["yes", "partly", "no"] {
            #expect(page.contains("<input type=\"radio\" name=\"solved\" value=\"\(word)\">"))
        }
        #expect(try rate(receipt, ["solved": "partly", "rating": "fair"]).hasPrefix("HTTP/1.1 303 "))
        #expect(try show(receipt)["solved"]?.text == "partly")
        #expect(try web.get(receipt).contains("您的评价：基本满意；解决了一部分"))
        // After the back button, from a page of before.
        #expect(try rate(receipt, ["rating": "satisfied"]).hasPrefix("HTTP/1.1 303 "))
        let file = try show(receipt)
        #expect(file["solved"]?.text == "partly" && file["rating"]?.text == "satisfied")
    }

    @Test func whatIsNoAnswerIsAskedForAgainWithTheOtherKept() throws {
        let receipt = try web.receipt(of: "路灯坏了")
        #expect(try act(receipt, #"{"kind":"replied","text":"已修好"}"#).hasPrefix("HTTP/1.1 201 "))
        let answer = try rate(receipt, ["solved": "perhaps", "rating": "fair"])
        #expect(answer.hasPrefix("HTTP/1.1 422 "))
        #expect(answer.contains("请选择问题解决了没有") && answer.contains("value=\"fair\" checked>"))
        let missing = try rate(receipt, ["solved": "no"])
        #expect(missing.hasPrefix("HTTP/1.1 422 ") && missing.contains("value=\"no\" checked>"))
        #expect(try show(receipt)["rating"] == .null)
    }

    /// Entered two days later, and then handed on: the answer stays that of its day, wherever the matter is.
    @Test func anAnswerOnTheSpotStaysPunctualThroughATransfer() throws {
        let stations = web.site.current.roster.stations
        let (first, second) = (try #require(stations.dropFirst().first), try #require(stations.last))
        let json = #"""
            {"station":"\#(first.id)","text":"问低保","answered_at":"2025-12-22","answer":"已说明","people":4}
            """#
        let token = try web.token(.station(first.id))
        for _ in 0..<2 {
            let entered = try web.exchange(
                "POST /api/v1/cases HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Authorization: Bearer \(token.text)\r\nIdempotency-Key: k\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n\r\n\(json)")
            #expect(entered.hasPrefix("HTTP/1.1 201 "), "\(entered)")
        }
        let view = CaseView(.office, of: web.site)
        let entered = try view.cases()
        let number = try #require(entered.first?.number)
        try #require(entered.count == 1)
        let receipt = "r/\(number)/x"
        #expect(
            try act(receipt, #"{"kind":"transferred","to":"\#(second.id)"}"#, with: token)
                .hasPrefix("HTTP/1.1 201 "))
        let file = try show(receipt)
        #expect(file["station"]?.text == "\(second.id)" && file["state"]?.text == "replied")
        #expect(file["people"]?.integer == 4 && file["close_due"]?.text == "2026-01-22")
        #expect(
            file["events"]?.elements?.map { $0["kind"]?.text } == ["received", "replied", "transferred"])
        let answer = try web.exchange(
            "GET /api/v1/report?station=\(second.id) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Authorization: Bearer \(try web.officeToken().text)\r\n\r\n")
        let body = try #require(answer.split(separator: "\r\n\r\n", maxSplits: 1).last)
        let totals = try JSON(parsing: Array(body.utf8))["totals"]
        #expect(totals?["on_time_rate"]?["numerator"]?.integer == 1 && totals?["people"]?.integer == 4)
    }

    /// As an officer types it: the deputy by name, and an answer of today without its date.
    @Test func anAnswerOnTheSpotNeedsNoDateAndADeputyNoCode() throws {
        let roster = web.site.current.roster
        let station = try #require(roster.state(of: web.deputy)?.holder.station)
        let deputy = try #require(roster.deputies(of: station).last)
        let desk = CaseDesk(CaseView(.station(station), of: web.site), of: web.site)
        var matter = Intake(station: "\(station)", to: deputy.name, text: "问低保")
        matter.answer = "已说明"
        let number = try desk.enter(matter, key: "k").number
        let file = try #require(try web.site.ledger.caseFile(number))
        #expect(file.case.to == deputy.code && file.case.state == .replied)
        matter.to = "查无此人"
        #expect(throws: CaseActionError.invalid(member: "to")) { try desk.enter(matter, key: "l") }
        #expect(try web.caseCount() == 1)
    }
}
