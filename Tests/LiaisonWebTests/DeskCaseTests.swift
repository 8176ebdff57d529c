import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What staff see and do at the desk.
@Suite struct DeskCaseTests {
    private let desk: DeskFixture
    private let deputy: Deputy
    private let other: Deputy

    init() throws {
        desk = try DeskFixture(servers: 2)
        let deputies = desk.deputies
        deputy = try #require(deputies.first)
        other = try #require(deputies.first { $0.station != deputies[0].station })
    }

    private var scope: Scope { .deputy(deputy.code) }

    private func path(_ number: CaseNumber) -> String { "/desk/cases/\(number)" }

    private func entries(_ number: CaseNumber) throws -> [LedgerEntry] {
        try #require(try desk.site.ledger.caseFile(number)).entries
    }

    private func kinds(_ number: CaseNumber) throws -> [String] {
        try entries(number).map(\.event.body.kind.word)
    }

    @Test func todayLeadsToTheAnswerBox() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let today = try browser.get("/desk")
        #expect(today.contains("新留言 <b>1</b> 件") && today.contains("\(path(number))#reply"))
        let page = try browser.get(path(number))
        #expect(page.status == 200 && page.contains("id=\"reply\"") && page.contains("路灯不亮"))
        #expect(page.contains("tel:13912345678") && page.field("Cache-Control") == "no-store")
    }

    @Test func anAnswerIsLookedAtOnceAndGoesOutOnce() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        let preview = try browser.send(
            ["text": "明天就\n修好 <b>", "preview": "yes"], in: page, to: path(number), formWith: "id=\"reply\"")
        #expect(preview.status == 200 && preview.contains("明天就\n修好 &lt;b&gt;"))
        #expect(try kinds(number) == ["received"])
        for server in [0, 1, 0] {
            browser.server = server
            let sent = try browser.send([:], in: preview, to: path(number))
            #expect(sent.status == 303 && sent.field("Location") == "\(path(number))?done=replied")
        }
        #expect(try kinds(number) == ["received", "replied"])
        #expect(try entries(number)[1].event.personal?.text == "明天就\n修好 <b>")
        let done = try browser.get("\(path(number))?done=replied")
        #expect(done.contains("答复已经发给群众"))
        // The same form for something else: it is said, and the words stay.
        let again = try browser.send(["text": "另一句"], in: preview, to: path(number))
        #expect(again.status == 409 && again.contains("另一句") && again.contains("已经办过一件事"))
        let third = try browser.send(["text": "另一句"], in: again, to: path(number), formWith: "id=\"reply\"")
        #expect(third.status == 303)
        #expect(try kinds(number) == ["received", "replied", "replied"])
    }

    /// Somebody else has closed, or erased, what is being answered: no form takes the words, so they are there to copy.
    @Test(arguments: ["replied", "asked", "extended"])
    func wordsForWhatTheCaseTakesNoMoreStayOnThePage(kind: String) throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        _ = try desk.site.ledger.perform(
            .action(CaseAction(number: number, body: .closed(.explained))), station: number.station)
        let answer = try browser.send(
            ["text": "明天就修好，一定", "kind": kind, "until": "2026-02-01"], in: page, to: path(number),
            formWith: "id=\"reply\"")
        #expect(answer.status == 409 && answer.contains("明天就修好，一定</textarea>"), "\(answer)")
        let preview = try browser.send(
            ["text": "再看一眼", "preview": "yes"], in: page, to: path(number), formWith: "id=\"reply\"")
        #expect(preview.status == 409 && preview.contains("再看一眼</textarea>"), "\(preview)")
        #expect(try kinds(number) == ["received", "closed"])
    }

    @Test func theAPIsMembersDoWhatTheyDoThere() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        func act(_ fields: KeyValuePairs<String, String>) throws -> String {
            try browser.send(
                fields, in: browser.get(path(number)), to: path(number), formWith: "name=\"kind\"")
        }
        #expect(try act(["kind": "acknowledged", "grade": "simple"]).status == 303)
        #expect(try act(["kind": "asked", "text": "哪一盏？"]).status == 303)
        #expect(try act(["kind": "extended", "until": "2026-06-01", "text": "要买灯"]).status == 303)
        #expect(try act(["kind": "closed", "outcome": "resolved", "text": "好了"]).status == 303)
        #expect(try act(["kind": "reopened", "text": ""]).status == 303)
        #expect(
            try kinds(number) == ["received", "acknowledged", "asked", "extended", "closed", "reopened"])
    }

    @Test(arguments: [
        (["kind": "closed", "text": "写了很多字"], "请选一个结果"), (["kind": "extended", "text": "写了很多字"], "请选一个日期"),
        (["kind": "asked", "text": "  "], "请写下文字"),
        (["kind": "transferred", "to": "没有的站", "text": "写了很多字"], "没有找到"),
        (["kind": "nonsense", "text": "写了很多字"], "请选要办的一项"),
        (["kind": "acknowledged", "grade": "写了很多字"], "请选择分级"),
    ])
    func whatIsMissingIsNamedAndNothingIsLost(fields: [String: String], sentence: String) throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        let sent = [
            ("csrf", try #require(page.hidden("csrf"))), ("nonce", try #require(page.hidden("nonce"))),
        ]
        let answer = try browser.post(path(number), sent + fields.map { ($0.key, $0.value) })
        #expect(answer.status == 422 && answer.contains(sentence), "\(answer)")
        if fields["kind"] != "nonsense", fields["text"] == "写了很多字" {
            #expect(answer.contains("写了很多字</textarea>"))
        }
        #expect(try kinds(number) == ["received"])
    }

    @Test func anothersCaseIsAsAbsentAsNone() throws {
        let number = try desk.message("路灯不亮", to: other.code)
        let browser = try desk.browser(scope)
        let own = try desk.message("我的", to: deputy.code)
        let page = try browser.get(path(own))
        let answers = try [number].flatMap { number in
            [
                try browser.get(path(number)), try browser.get("\(path(number))/photos/1"),
                try browser.get("/desk/intake/\(number)/AAAA-AAAA-AAAA"),
                try browser.send(["text": "答"], in: page, to: path(number)),
            ]
        }
        for answer in answers { #expect(answer.status == 404 && !answer.contains("路灯")) }
        #expect(answers[3].contains("答</textarea>"))
        #expect(try kinds(number) == ["received"])
        #expect(
            try !browser.get("/desk/cases?q=路灯".replacing("路灯", with: "%E8%B7%AF%E7%81%AF")).contains(
                "\(number)"))
        let office = try desk.browser(.office)
        #expect(try office.get(path(number)).status == 200)
    }

    @Test func wordsSurviveALostSession() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let token = try desk.token(scope)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        browser.cookie = nil
        let lost = try browser.send(["text": "写了很多字"], in: page, to: path(number))
        #expect(lost.status == 401 && lost.contains("写了很多字"))
        // By a token in the same page: nothing is done before it is looked at.
        let back = try browser.send(["token": token.text], in: lost, to: path(number))
        #expect(back.status == 200 && back.contains("写了很多字</textarea>") && browser.cookie != nil)
        #expect(try kinds(number) == ["received"])
        #expect(
            try browser.send(["text": "写了很多字"], in: back, to: path(number), formWith: "id=\"reply\"").status
                == 303)
        // By a slip in another tab, then “go on”.
        let second = try desk.browser(scope)
        let again = try second.send([:], in: lost, to: path(number), formWith: "接着办")
        #expect(again.status == 403 && again.contains("写了很多字</textarea>"))
        #expect(try kinds(number) == ["received", "replied"])
    }

    @Test func anIdlePhoneGoesOnWhereItWasOnceThePINIsRight() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        desk.wait(minutes: 13 * 60)
        let asked = try browser.send(["text": "写了很多字"], in: page, to: path(number))
        #expect(asked.status == 401 && asked.contains("写了很多字"))
        let wrong = try browser.send(["pin": "111111"], in: asked, to: path(number))
        #expect(wrong.status == 422 && wrong.contains("写了很多字"))
        #expect(try browser.send(["pin": "135790"], in: wrong, to: path(number)).status == 303)
        #expect(try entries(number).last?.event.personal?.text == "写了很多字")
    }

    @Test func whatCantBeTakenBackAsksForThePINAfterAQuarterOfAnHour() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let office = try desk.browser(.office)
        let page = try office.get(path(number))
        desk.wait(minutes: 16)
        let asked = try office.send(
            ["kind": "erased", "reason": "本人要求"], in: page, to: path(number), formWith: "value=\"erased\"")
        #expect(asked.status == 401 && asked.contains("请输入密码"))
        #expect(try kinds(number) == ["received"])
        #expect(try office.send(["pin": "135790"], in: asked, to: path(number)).status == 303)
        #expect(try desk.site.ledger.caseFile(number)?.case.isErased == true)
        // A deputy can't, whatever is sent.
        let second = try desk.message("井盖", to: deputy.code)
        let browser = try desk.browser(scope)
        let answer = try browser.send(
            ["kind": "erased"], in: browser.get(path(second)), to: path(second), formWith: "name=\"kind\"")
        #expect(try answer.status == 403 && kinds(second) == ["received"])
    }

    @Test func anErasureIsLookedAtOnceMore() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let office = try desk.browser(.office)
        let page = try office.get(path(number))
        #expect(page.contains("<button name=\"preview\" value=\"yes\">删除内容</button>"))
        let asked = try office.send(
            ["kind": "erased", "reason": "本人要求 <b>", "preview": "yes"], in: page, to: path(number),
            formWith: "value=\"erased\"")
        #expect(asked.status == 200 && asked.contains("不能恢复") && asked.contains("本人要求 &lt;b&gt;"))
        #expect(try kinds(number) == ["received"])
        #expect(try office.send([:], in: asked, to: path(number)).status == 303)
        #expect(try desk.site.ledger.caseFile(number)?.case.isErased == true)
    }

    @Test func anAnswerTooLongComesBackWholeAsLongAsAPageHoldsIt() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        let long = String(repeating: "x", count: 170_000)
        let whole = try browser.send(["text": long], in: page, to: path(number))
        #expect(whole.status == 422 && whole.contains(long))
        let longer = String(repeating: "x", count: 1_000_000)
        let answer = try browser.send(["text": longer], in: page, to: path(number))
        #expect(answer.status == 413 && answer.contains("20000 字") && !answer.contains("xxx"))
        #expect(try kinds(number) == ["received"])
    }

    @Test func aDeputyRetiredWhileWritingIsOutAndKeepsTheWords() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        try desk.retire(deputy.code)
        let answer = try browser.send(["text": "写了很多字"], in: page, to: path(number))
        #expect(answer.status == 401 && answer.contains("写了很多字") && !answer.contains("路灯"))
        #expect(try kinds(number) == ["received"])
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "javascript:alert(1) https://evil.example", "\"'><img src=x>",
    ])
    func aCitizensTextStaysText(text: String) throws {
        let number = try desk.message(text, to: deputy.code)
        let browser = try desk.browser(scope)
        for path in ["/desk", "/desk/cases", path(number)] {
            let page = try browser.get(path)
            #expect(page.status == 200 && !page.contains("<script") && !page.contains("<img src=x"))
            #expect(!page.contains("href=\"javascript") && !page.contains("href=\"https://evil"))
        }
        #expect(try browser.get(path(number)).contains("群众写的"))
    }

    @Test func fiveThousandLinesStayOnePage() throws {
        let number = try desk.message(String(repeating: "a\n", count: 2500), to: deputy.code)
        let page = try desk.browser(scope).get(path(number))
        #expect(page.status == 200 && page.utf8.count < 30_000)
    }

    @Test func aDeputyClaimsWhatTheStationShares() throws {
        let station = try #require(desk.roster.station(deputy.station))
        let number = try desk.message("井盖丢了", to: station.code)
        let browser = try desk.browser(scope)
        #expect(try browser.get("/desk").contains("站上待认领"))
        let offer = try browser.get(path(number))
        #expect(offer.status == 200 && !offer.contains("井盖") && !offer.contains("张三"))
        #expect(try browser.send([:], in: offer, to: path(number)).status == 303)
        #expect(try browser.get(path(number)).contains("井盖"))
    }

    @Test func templatesAddWordsAndDoNothing() throws {
        try Files.create("\(desk.directory.path)/templates.txt", with: Array("# x\n== 一\n您好，\n在办。\n".utf8))
        let number = try desk.message("路灯不亮", to: deputy.code)
        let browser = try desk.browser(scope)
        let page = try browser.get(path(number))
        let more = try browser.send(
            ["text": "先说一句", "template": "0"], in: page, to: path(number), formWith: "id=\"reply\"")
        #expect(more.contains("先说一句\n您好，\n在办。</textarea>"))
        #expect(try kinds(number) == ["received"])
    }

    // MARK: The list

    @Test func findsByNumberWordsNamesAndTopic() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        for index in 0..<25 { _ = try desk.message("井盖 \(index)", to: deputy.code) }
        let browser = try desk.browser(scope)
        func list(_ query: String) throws -> String {
            let encoded = query.split(separator: "&").map { pair -> String in
                let parts = pair.split(separator: "=", maxSplits: 1)
                return "\(parts[0])=\(parts.count > 1 ? URIComponent.encoded(String(parts[1])) : "")"
            }
            return try browser.get("/desk/cases?\(encoded.joined(separator: "&"))")
        }
        #expect(try list("q=\(number)").field("Location") == path(number))
        #expect(try list("q=\("\(number)".suffix(5))").contains("\(number)"))
        for query in ["q=路灯", "q=张三", "q=13912345678", "topic=道路", "state=received", "since=2025-12-24"] {
            #expect(try list(query).contains("/desk/cases/"), "\(query)")
        }
        #expect(try list("q=路灯").contains("\(number)"))
        #expect(try list("q=没有的词").contains("没有找到"))
        #expect(try list("since=x").status == 422)
        #expect(try list("state=closed").contains("没有找到"))
        // In pages.
        let first = try list("q=井盖")
        #expect(first.components(between: "<li><a href=\"/desk/cases/", and: "\"").count == 20)
        let next = try #require(first.components(between: "href=\"/desk/cases?after=", and: "\"").first)
        let second = try browser.get("/desk/cases?after=\(String(next).unescaped)")
        #expect(second.components(between: "<li><a href=\"/desk/cases/", and: "\"").count == 5)
    }
}
