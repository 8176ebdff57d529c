import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Reception days, points and cases' departments at the desk. Today is 24 December 2025.
@Suite struct DeskRoomTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    // MARK: Reception days

    @Test func aDayIsSetShownAndCancelledOnce() throws {
        let officer = try desk.browser(station)
        let hidden = try officer.get("/desk/reception?on=2025-12-25").hiddenFields(ofFormWith: kind("set"))
        let set = [
            ("on", "2025-12-25"), ("time", "9:00-11:30"), ("deputies", "\(deputy.code)"), ("place", "一楼 <b>"),
        ]
        for server in [0, 1] {
            officer.server = server
            let done = try officer.post("/desk/reception", hidden + set)
            #expect(done.field("Location") == "/desk/reception?done=set")
        }
        let found = try #require(try receptionDay("2025-12-25"))
        #expect(found["deputies"] == .codes([deputy.code]) && found["late"] == .bool(true))
        let own = try desk.browser(scope)
        let page = try own.get("/desk/reception")
        #expect(page.contains("9:00-11:30") && page.contains("一楼 &lt;b&gt;") && page.contains("临时安排"))
        #expect(!page.contains(kind("set")))
        #expect(try own.get("/desk").contains("下一个接待日"))
        // Who isn't on duty has another one, or none.
        #expect(try !desk.browser(.deputy(colleague.code)).get("/desk").contains("9:00-11:30"))
        // What is set stands in the form again.
        let again = try officer.get("/desk/reception?on=2025-12-25")
        #expect(again.contains("value=\"9:00-11:30\"") && again.contains("value=\"\(deputy.code)\" checked"))
        let cancelled = try officer.send(
            ["on": "2025-12-25", "reason": "开会"], in: again, to: "/desk/reception",
            formWith: kind("cancelled"))
        #expect(cancelled.status == 303)
        #expect(try receptionDay("2025-12-25")?["cancelled"] == .bool(true))
        #expect(try officer.get("/desk/reception").contains("本次取消"))
        let twice = try officer.send(
            ["on": "2025-12-25", "reason": "再开会"], in: officer.get("/desk/reception"),
            to: "/desk/reception", formWith: kind("cancelled"))
        #expect(twice.status == 409 && twice.contains("value=\"再开会\""))
    }

    @Test(arguments: [
        (["kind": "set", "on": "2025-12-01"], "已经过了"), (["kind": "set", "time": "何时"], "读不懂"),
        (["kind": "cancelled", "reason": ""], "请写原因"), (["kind": "cancelled"], "没有接待安排"),
        (["kind": "nonsense"], "不认识"), (["kind": "set", "on": "x"], "请写日期"),
    ])
    func whatIsWrongWithADayIsNamed(wrong: [String: String], sentence: String) throws {
        let officer = try desk.browser(station)
        var fields = ["on": "2025-12-25", "reason": "写了很多字", "place": "写了很多字"]
        fields.merge(wrong) { $1 }
        let hidden = try officer.get("/desk/reception").hiddenFields(ofFormWith: kind("set"))
        let answer = try officer.post(
            "/desk/reception", hidden.filter { $0.0 != "kind" } + fields.map { ($0.key, $0.value) })
        #expect(answer.status == 422 && answer.contains(sentence), "\(answer)")
        if wrong["kind"] != "nonsense", wrong["reason"] == nil { #expect(answer.contains("写了很多字")) }
        #expect(try receptionDay("2025-12-25")?["source"]?.text != "set")
    }

    @Test func aDeputyAndAnotherStationSetNothing() throws {
        let nonce = desk.site.nonces.issue(for: "desk reception", at: desk.now).text
        for (other, status) in [(scope, 403), (.station(stranger.station), 422)] {
            let browser = try desk.browser(other)
            let csrf = try browser.get("/desk/out").hidden("csrf") ?? ""
            let forged = try browser.post(
                "/desk/reception",
                [
                    "csrf": csrf, "nonce": nonce, "kind": "set", "station": "\(deputy.station)",
                    "on": "2025-12-25", "place": "别处",
                ])
            #expect(forged.status == status)
            #expect(try browser.get("/desk/reception?station=\(deputy.station)").status != 303)
        }
        #expect(try receptionDay("2025-12-25")?["source"]?.text != "set")
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/reception")
        officer.headers = ["Sec-Fetch-Site: cross-site"]
        let foreign = try officer.send(
            ["on": "2025-12-25", "place": "写了很多字"], in: page, to: "/desk/reception", formWith: kind("set"))
        #expect(foreign.status == 403 && foreign.contains("写了很多字"))
        #expect(try receptionDay("2025-12-25")?["source"]?.text != "set")
    }

    @Test func theOfficeSeesAllDaysAndSetsThoseOfAStationItNames() throws {
        let office = try desk.browser(.office)
        let all = try office.get("/desk/reception")
        #expect(all.status == 200 && !all.contains(kind("set")))
        let page = try office.get("/desk/reception?station=\(deputy.station)")
        let set = try office.send(
            ["on": "2025-12-30", "place": "礼堂"], in: page, to: "/desk/reception", formWith: kind("set"))
        #expect(set.field("Location") == "/desk/reception?done=set&station=\(deputy.station)")
        #expect(try receptionDay("2025-12-30")?["place"]?.text == "礼堂")
        #expect(try office.get("/desk/reception?station=XX99").status == 422)
    }

    // MARK: Points

    @Test func sumsAreTheScopesOwnAndLeadToPageTableAndFile() throws {
        try enter("甲")
        try enter("乙", of: stranger, duty: "report-work")
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/points")
        #expect(page.contains(deputy.name) && page.contains("2 分（1 项）") && !page.contains("5 分"))
        let wall = try officer.get("/desk/points?format=html")
        #expect(wall.contains("阳光栏") && wall.contains("走访联系选民") && !wall.contains("<script"))
        let csv = try officer.get("/desk/points?format=csv&from=2025-12-01&to=2025-12-31")
        #expect(csv.contains("attachment") && csv.contains("\(deputy.code),\(deputy.name)"))
        #expect(try officer.get("/desk/points?from=2025-12-21").contains("0 分"))
        #expect(try officer.get("/desk/points?archive=\(deputy.code)").contains("履职档案"))
        for foreign in ["archive=\(stranger.code)", "archive=7777777"] {
            #expect(try officer.get("/desk/points?\(foreign)").status == 404)
        }
        for wrong in ["from=x", "from=2025-12-02&to=2025-12-01", "station=\(stranger.station)"] {
            #expect(try officer.get("/desk/points?\(wrong)").status == 422, "\(wrong)")
        }
        let own = try desk.browser(scope)
        #expect(try own.get("/desk/points?archive=\(deputy.code)").status == 200)
        #expect(try own.get("/desk/points?archive=\(colleague.code)").status == 404)
        #expect(try own.get("/desk/points").contains("2 分（1 项）"))
        #expect(try desk.browser(.office).get("/desk/points").contains("5 分（1 项）"))
    }

    @Test func eachSumLeadsToItsEntriesAndEachOfThemToItsPage() throws {
        try enter("甲")
        let number = try #require(desk.records().entries(.init()).items.first?["entry"]?.text)
        let officer = try desk.browser(station)
        let period = "from=2025-01-01&to=2025-12-24"
        let target = "/desk/points?\(period)&deputy=\(deputy.code)".replacing("&", with: "&amp;")
        #expect(try officer.get("/desk/points").contains("href=\"\(target)\""))
        let page = try officer.get("/desk/points?\(period)&deputy=\(deputy.code)")
        #expect(page.contains("href=\"/desk/log/\(number)\"") && page.contains("走访联系选民"))
        #expect(page.contains("2025年12月20日 · 2 分") && page.contains("/desk/points?archive=\(deputy.code)"))
        #expect(try officer.get("/desk/points?deputy=\(stranger.code)").status == 404)
        let own = try desk.browser(scope)
        #expect(try own.get("/desk/points?deputy=\(deputy.code)").contains("/desk/log/\(number)"))
        #expect(try own.get("/desk/points?deputy=\(colleague.code)").status == 404)
    }

    @Test func spreadsheetsForPeopleHaveTheirLanguage() throws {
        try enter("甲")
        let officer = try desk.browser(station)
        let csv = try officer.get("/desk/points?format=csv")
        #expect(csv.contains("编码,姓名,站点,台账编号,履职任务,日期,积分\r\n") && csv.contains(",走访联系选民,2025-12-20,2"))
        let english = try officer.get("/desk/points?format=csv&lang=en")
        #expect(english.contains("Code,Name,"))
        let norms = try officer.get("/desk/report?format=norms-csv&from=2025-12-01")
        #expect(norms.contains("attachment") && !norms.contains("norm,station"))
    }

    /// Whoever opens what an officer has saved runs nothing that others have typed.
    @Test func nothingIsAFormulaInAnySpreadsheet() throws {
        try desk.rename(deputy.code, to: "=1+1")
        for (index, title) in ["=2+2", "+3", "-4", "@SUM(5)", "\t=6"].enumerated() {
            try enter("\(title)", on: "2025-12-1\(index)")
        }
        let officer = try desk.browser(station)
        for (path, words) in [
            ("points?format=csv", ["'=1+1"]),
            ("log?format=csv", ["'=1+1", "'=2+2", "'+3", "'-4", "'@SUM(5)"]),
            ("report?from=2025-01-01&format=csv", []), ("report?from=2025-01-01&format=norms-csv", []),
        ] {
            let csv = try officer.get("/desk/\(path)")
            #expect(csv.status == 200 && csv.field("Content-Disposition")?.hasPrefix("attachment") == true)
            for word in words { #expect(csv.contains(word), "\(path): \(word)") }
            let begins = csv.body.contains(/(?:^|[,\n])"?[=+@\t]|(?:^|[,\n])"?-[^\d,\r]/)
            #expect(!begins, "\(path): \(csv.body)")
        }
        #expect(
            try desk.browser(.station(stranger.station)).get(
                "/desk/report?from=2025-01-01&format=csv&station=\(deputy.station)"
            ).status == 422)
    }

    // MARK: Visitors of another day

    @Test func whatWasAnsweredOnAnotherDayIsNotLate() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/intake")
        for _ in 0..<2 {
            let entered = try officer.send(
                [
                    "text": "来问低保", "received": "2025-10-09", "answer": "材料当场给了", "answered_at": "2025-10-10",
                    "outcome": "explained", "people": "3",
                ], in: page, to: "/desk/intake")
            #expect(entered.status == 303, "\(entered)")
        }
        let cases = try desk.site.ledger.cases(of: deputy.station)
        let value = try #require(cases.first)
        // It was closed when it was answered, as nobody says another day.
        #expect(value.milestones.closedAt.map { BeijingTime($0).date.iso8601 } == "2025-10-10")
        let answered = try #require(value.milestones.firstAnswer?.at)
        #expect(cases.count == 1 && value.people == 3 && value.state == .closed)
        #expect(BeijingTime(answered).date.iso8601 == "2025-10-10")
        for wrong in [
            ["answered_at": "2025-12-25"], ["answered_at": "2025-10-08"], ["people": "许多"],
            ["outcome": "explained", "closed_at": "2025-10-08"], ["closed_at": "2025-10-10"],
            ["outcome": "explained", "closed_at": "2025-12-25"], ["outcome": "nonsense"],
        ] {
            let hidden = try officer.get("/desk/intake").hiddenFields(ofFormWith: "name=\"text\"")
            let fields = ["text": "写了很多字", "received": "2025-10-09", "answer": "说了"].merging(wrong) { $1 }
            let refused = try officer.post("/desk/intake", hidden + fields.map { ($0.key, $0.value) })
            #expect(refused.status == 422 && refused.contains("写了很多字</textarea>"), "\(wrong)")
        }
        #expect(try desk.site.ledger.cases(of: deputy.station).count == 1)
    }

    // MARK: All of them

    @Test(arguments: ["zh-Hans", "en"])
    func everyRoomSpeaksBothLanguagesAndIsOpenToWhomItIsFor(language: String) throws {
        try enter("甲")
        let people: [(scope: Scope, closed: Set<String>)] = [
            (scope, ["log/import", "intake", "people", "print", "roster"]), (station, ["roster"]),
            (.office, []),
        ]
        for (scope, closed) in people {
            let browser = try desk.browser(scope)
            for room in [
                "log", "log/import", "notices", "reception", "points", "roster", "intake", "people", "print",
                "report",
            ] {
                let path = "/desk/\(room)?lang=\(language)&station=\(deputy.station)"
                let page = try browser.get(path)
                #expect(page.status == (closed.contains(room) ? 404 : 200), "\(scope) \(room)")
                #expect(page.body.utf8.count <= 30_000 && page.field("Cache-Control") == "no-store")
                // No placeholder is left, and no markup is shown as text; the style sheet has braces of its own.
                let style = try #require(page.body.firstRange(of: "</style>"))
                let shown = page.body[style.upperBound...]
                #expect(!shown.contains("{") && !shown.contains("&lt;"), "\(scope) \(room)")
                // What is shown stays the same in the other language.
                if !closed.contains(room) {
                    let other = language == "en" ? "zh-Hans" : "en"
                    let link = "<a href=\"?station=\(deputy.station)&amp;lang=\(other)\""
                    #expect(page.contains(link), "\(scope) \(room)")
                }
                // The language is kept on the way.
                if language == "en", !closed.contains(room) {
                    #expect(page.contains("href=\"/desk?lang=en\""))
                    for link in page.components(between: "href=\"/", and: "\"") {
                        #expect(link.contains("lang=en"), "\(scope) \(room): \(link)")
                    }
                }
            }
        }
    }

    // MARK: Cases

    @Test func aCaseIsAssignedUrgedAndBecomesASuggestion() throws {
        let number = try desk.message("路灯不亮", to: deputy.code)
        let path = "/desk/cases/\(number)"
        let officer = try desk.browser(station)
        let first = try officer.get(path)
        #expect(first.contains(kind("assigned")) && !first.contains(kind("urged")))
        let missing = try officer.send(
            ["unit": " ", "until": "2026-01-31", "text": "写了很多字"], in: first, to: path,
            formWith: kind("assigned"))
        #expect(missing.status == 422 && missing.contains("部门写一行") && missing.contains("写了很多字"))
        let past = try officer.send(
            ["unit": "供电所", "until": "2025-01-31"], in: first, to: path, formWith: kind("assigned"))
        #expect(past.status == 422 && past.contains("不早于今天") && past.contains("href=\"#until-assigned\""))
        for _ in 0..<2 {
            let assigned = try officer.send(
                ["unit": "供电所 <b>", "until": "2026-01-31"], in: first, to: path, formWith: kind("assigned"))
            #expect(assigned.field("Location") == "\(path)?done=assigned")
        }
        let page = try officer.get(path)
        #expect(page.contains("供电所 &lt;b&gt;") && page.contains("2026年1月31日"))
        #expect(try officer.send([:], in: page, to: path, formWith: kind("urged")).status == 303)
        let wrong = try officer.send(
            ["outcome": "resolved", "reference": "第 7 号", "text": "好了"], in: officer.get(path), to: path,
            formWith: kind("closed"))
        #expect(wrong.status == 422 && wrong.contains("value=\"第 7 号\""))
        let closed = try officer.send(
            ["outcome": "suggestion", "reference": "第 7 号", "text": "好了"], in: wrong, to: path,
            formWith: kind("closed"))
        #expect(closed.status == 303)
        let kinds = try #require(try desk.site.ledger.caseFile(number)).entries.map(\.event.body.kind.word)
        #expect(kinds == ["received", "assigned", "urged", "closed"])
        #expect(try officer.get(path).contains("第 7 号"))
        let stranger = try desk.browser(.station(stranger.station))
        #expect(try stranger.get(path).status == 404)
    }
}
