import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What looks like no person's message, at the desk.
@Suite struct DeskQuarantineTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private let path = "/desk/quarantine"

    private func screening(_ number: CaseNumber) throws -> Case.Screening? {
        try desk.site.ledger.caseFile(number)?.case.screening
    }

    private func send(
        _ browser: DeskBrowser, _ page: String, _ number: CaseNumber, _ kind: String, reason: String? = nil
    ) throws -> String {
        let forms = page.components(between: "<form ", and: "</form>")
        let form = try #require(
            forms.first { $0.contains("value=\"\(number)\"") && $0.contains("value=\"\(kind)\"") })
        let hidden = "<form \(form)</form>".hiddenFields()
        return try browser.post(path, hidden + (reason.map { [("text", $0)] } ?? []))
    }

    @Test func anOfficerLetsAMessageThroughWithOneButton() throws {
        let number = try message("路灯坏了 <b>", to: deputy.code, suspicion: .trap)
        let officer = try desk.browser(station)
        #expect(try officer.get("/desk").contains("隔离区有 <b>1</b> 条"))
        let page = try officer.get(path)
        #expect(page.contains("路灯坏了 &lt;b&gt;") && page.contains("填了隐藏栏"), "\(page)")
        for server in [0, 1] {
            officer.server = server
            let done = try send(officer, page, number, "released")
            #expect(done.field("Location") == "\(path)?done=released", "\(done)")
        }
        #expect(try officer.get(path).contains("隔离区里没有留言"))
        #expect(try officer.get("/desk/cases/\(number)").contains("路灯坏了"))
        // What is through can't be found nobody's any more.
        #expect(try send(officer, page, number, "discarded", reason: "广告").status == 409)
    }

    @Test func whoeverDiscardsGivesAReason() throws {
        let number = try message("买药请加微信", to: deputy.code, suspicion: .trap)
        let officer = try desk.browser(station)
        let page = try officer.get(path)
        let refused = try send(officer, page, number, "discarded", reason: " ")
        #expect(refused.status == 422 && refused.contains("请写一句理由"), "\(refused)")
        #expect(try screening(number) == .waiting)
        #expect(try send(officer, refused, number, "discarded", reason: "广告").status == 303)
        #expect(try screening(number) == .discarded)
        #expect(try !officer.get(path).contains("买药"))
        let all = try officer.get("\(path)?all=true")
        #expect(all.contains("买药") && all.contains("已经剔除"))
        #expect(try !officer.get("/desk").contains("隔离区有"))
        // A person's after all.
        #expect(try send(officer, all, number, "released").status == 303)
    }

    @Test func othersSeeNothingAndDecideNothing() throws {
        let number = try message("路灯坏了", to: deputy.code, suspicion: .trap)
        let page = try desk.browser(station).get(path)
        for other in [Scope.station(stranger.station), scope] {
            let browser = try desk.browser(other)
            #expect(try !browser.get(path).contains("路灯"))
            let csrf = try browser.get("/desk/out").hidden("csrf") ?? ""
            let nonce = desk.site.nonces.issue(for: "desk quarantine \(number)", at: desk.now).text
            let forged = try browser.post(
                path, ["csrf": csrf, "nonce": nonce, "kind": "released", "case": "\(number)"])
            #expect(forged.status == 404)
        }
        let officer = try desk.browser(station)
        officer.headers = ["Sec-Fetch-Site: cross-site"]
        #expect(try send(officer, page, number, "released").status == 403)
        #expect(try screening(number) == .waiting)
        #expect(try desk.browser(scope).get(path).status == 404)
    }
}
