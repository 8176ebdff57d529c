import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What is approved, handed on or set is what was seen. Today is 24 December 2025.
@Suite struct DeskHandTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    // MARK: Approving

    private func amend(_ number: String, people: String) throws {
        let browser = try desk.browser(scope)
        let path = "/desk/log/\(number)"
        let amended = try browser.send(
            ["duty": "visit", "on": "2025-12-20", "people": people, "title": "走访"], in: browser.get(path),
            to: path, formWith: kind("amended"))
        #expect(amended.status == 303, "\(amended)")
    }

    @Test(arguments: ["/desk/log?state=pending", ""])
    func whatWasAmendedSinceItWasShownIsNotApproved(list: String) throws {
        let number = try pending()
        let path = "/desk/log/\(number)"
        let officer = try desk.browser(station)
        let page = try officer.get(list.isEmpty ? path : list)
        #expect(list.isEmpty || page.contains("人次 1"))
        try amend(number, people: "300")
        let stale = try officer.send([:], in: page, to: path, formWith: kind("approved"))
        #expect(stale.status == 422 && stale.contains("刚才改过了") && stale.contains("300"), "\(stale)")
        #expect(try state(number) == "pending")
        let seen = try officer.send([:], in: stale, to: path, formWith: kind("approved"))
        #expect(try seen.status == 303 && state(number) == "counted")
        // Twice is once, whatever was amended since.
        try amend(number, people: "4")
        officer.server = 1
        #expect(try officer.send([:], in: stale, to: path, formWith: kind("approved")).status == 303)
    }

    // MARK: Handing on

    @Test func whoeverGetsACaseIsChosenAndNamed() throws {
        let code = try #require(desk.roster.station(deputy.station)).code
        let number = try desk.message("路灯不亮", to: code)
        let path = "/desk/cases/\(number)"
        let officer = try desk.browser(station)
        let page = try officer.get(path)
        let form = try #require(
            page.components(between: "<form ", and: "</form>").first { $0.contains(kind("claimed")) })
        #expect(form.contains("请选一位代表") && form.contains("<button>交给</button>"))
        #expect(!page.contains(">本人"))
        let nobody = try officer.send(["for": ""], in: page, to: path, formWith: kind("claimed"))
        #expect(nobody.status == 422 && nobody.contains("请选一位本站的代表"))
        let given = try officer.send(
            ["for": "\(deputy.code)"], in: nobody, to: path, formWith: kind("claimed"))
        #expect(given.status == 303)
        let banner = try officer.get(try #require(given.field("Location")))
        #expect(banner.contains("已经交给\(deputy.name)") && !banner.contains("现在由您办理"))
        #expect(try desk.browser(scope).get("\(path)?done=claimed").contains("现在由您办理"))
    }

    @Test func whoIsLateToClaimReadsWhoHasIt() throws {
        let code = try #require(desk.roster.station(deputy.station)).code
        let number = try desk.message("路灯不亮", to: code)
        let path = "/desk/cases/\(number)"
        let (first, second) = (try desk.browser(scope), try desk.browser(.deputy(colleague.code)))
        let (one, two) = (try first.get(path), try second.get(path))
        #expect(try first.send([:], in: one, to: path, formWith: kind("claimed")).status == 303)
        second.server = 1
        let late = try second.send([:], in: two, to: path, formWith: kind("claimed"))
        #expect(late.status == 409 && late.contains(deputy.name) && late.contains("认领"), "\(late)")
        #expect(!late.contains("路灯"))
        // Whoever it never was offered to learns nothing.
        let stranger = try desk.browser(.deputy(stranger.code))
        let forged = try stranger.post(
            path,
            [
                "csrf": try #require(try stranger.get("/desk/out").hidden("csrf")), "kind": "claimed",
                "nonce": desk.site.nonces.issue(for: "desk \(number)", at: desk.now).text,
            ])
        #expect(forged.status == 404 && !forged.contains(deputy.name))
    }

    // MARK: Reception days

    private func set(
        _ officer: DeskBrowser, _ fields: [(String, String)], from path: String = "/desk/reception"
    ) throws {
        let hidden = try officer.get(path).hiddenFields(ofFormWith: kind("set"))
        let done = try officer.post("/desk/reception", hidden + [("on", "2025-12-30")] + fields)
        #expect(done.status == 303, "\(done)")
    }

    @Test func anEmptyPlaceOrTimeMeansTheUsualAndADeputyIsTakenOff() throws {
        let officer = try desk.browser(station)
        try set(officer, [("time", "9:00-11:30"), ("place", "二楼"), ("deputies", "\(deputy.code)")])
        #expect(
            try receptionDay("2025-12-30")?["place"]?.text == "二楼"
                && receptionDay("2025-12-30")?["deputies"] == .codes([deputy.code]))
        try set(officer, [("time", ""), ("place", "")])
        let usual = try #require(try receptionDay("2025-12-30"))
        #expect(usual["place"]?.text == nil && usual["time"]?.text != "9:00-11:30", "\(usual)")
        // Nobody was shown, so nobody was unticked.
        #expect(usual["deputies"] == .codes([deputy.code]))
        try set(officer, [("time", ""), ("place", "")], from: "/desk/reception?on=2025-12-30")
        #expect(try receptionDay("2025-12-30")?["deputies"] == .codes([]))
        #expect(try officer.get("/desk/reception").contains("请在上面点那一天"))
    }

    // MARK: Visitors

    @Test func theDayOfAnAnswerWantsItsWords() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/intake")
        #expect(page.contains("rows=\"4\" autofocus"))
        let refused = try officer.send(
            ["text": "来问低保", "answered_at": "2025-12-24", "answer": " "], in: page, to: "/desk/intake")
        #expect(refused.status == 422 && refused.contains("请写上当时说了什么"))
        #expect(refused.contains("来问低保</textarea>") && !refused.contains("rows=\"4\" autofocus"))
        #expect(try desk.site.ledger.cases(of: deputy.station).isEmpty)
    }

    @Test func theVisitorsPaperHasNothingOfTheDesk() throws {
        let officer = try desk.browser(station)
        let entered = try officer.send(["text": "来问低保"], in: officer.get("/desk/intake"), to: "/desk/intake")
        let next = try officer.get(try #require(entered.field("Location")))
        #expect(next.contains("rows=\"4\" autofocus"))
        let slip = try #require(next.components(between: "href=\"/desk/intake/", and: "\"").first)
        let receipt = try officer.get("/desk/intake/\(slip)")
        #expect(receipt.contains("<header class=\"screen\">") && receipt.contains("<p class=\"screen\">已登录"))
    }

    // MARK: Registers

    @Test func aQuoteThatIsNotClosedIsNamedByItsLine() throws {
        let officer = try desk.browser(station)
        let file = "日期,任务,代表\n2025-12-20,visit,\(deputy.name)\n2025-12-21,visit,\"\(deputy.name)\n"
        let answer = try officer.upload(
            [("csv", file)], in: officer.get("/desk/log/import"), to: "/desk/log/import")
        #expect(answer.status == 422 && answer.contains("第 3 行") && answer.contains("引号没有结束"), "\(answer)")
        #expect(answer.contains("里有一处有误") && !answer.contains("不是可以读的表格"))
        #expect(try entries().isEmpty)
    }
}
