import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// The registers at the desk. Today is 24 December 2025.
@Suite struct DeskLogTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    // MARK: Adding

    @Test func aDeputysOwnEntryWaitsAndSentTwiceIsOne() throws {
        let browser = try desk.browser(scope)
        let page = try browser.get("/desk/log")
        #expect(page.status == 200 && !page.contains("name=\"deputies\""))
        for server in [0, 1, 0] {
            browser.server = server
            let added = try browser.send(
                ["duty": "visit", "on": "2025-12-20", "people": "3", "title": "走访三户"], in: page,
                to: "/desk/log", formWith: "name=\"duty\"")
            #expect(added.status == 303)
        }
        let all = try entries()
        #expect(all.count == 1 && all[0]["state"]?.text == "pending")
        #expect(all[0]["deputies"] == .codes([deputy.code]) && all[0]["people"]?.integer == 3)
        #expect(try browser.get("/desk/log").contains("走访三户"))
        // The same form for something else.
        let other = try browser.send(
            ["duty": "visit", "on": "2025-12-21", "title": "另一次"], in: page, to: "/desk/log",
            formWith: "name=\"duty\"")
        #expect(other.status == 409 && other.contains("value=\"另一次\""))
        #expect(try entries().count == 1)
    }

    @Test func anOfficersEntryCountsAtOnceForAllWhomItNames() throws {
        let browser = try desk.browser(station)
        let page = try browser.get("/desk/log")
        let hidden = page.hiddenFields(ofFormWith: "name=\"duty\"")
        let added = try browser.post(
            "/desk/log",
            hidden + [
                ("duty", "visit"), ("on", "2025-12-20"), ("deputies", "\(deputy.code)"),
                ("deputies", "\(colleague.code)"),
            ])
        #expect(added.status == 303)
        let entry = try #require(try entries().first)
        #expect(entry["state"]?.text == "counted")
        #expect(entry["deputies"] == .codes([deputy.code, colleague.code]))
    }

    @Test(arguments: [
        (["duty": ""], "请写履职任务"), (["on": "2025-12-25"], "还没到"), (["people": "很多"], "人次是 1 到"),
        (["case": "SS00-251224-00000"], "没有“"), (["on": ""], ""),
    ])
    func whatIsWrongIsNamedAndTheWordsStay(wrong: [String: String], sentence: String) throws {
        let browser = try desk.browser(scope)
        var fields = ["duty": "visit", "on": "2025-12-20", "title": "写了很多字"]
        fields.merge(wrong) { $1 }
        let hidden = try browser.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
        let answer = try browser.post("/desk/log", hidden + fields.map { ($0.key, $0.value) })
        if sentence.isEmpty {
            // Nothing typed is today.
            #expect(answer.status == 303)
            return
        }
        #expect(answer.status == 422 && answer.contains(sentence), "\(answer)")
        #expect(answer.contains("value=\"写了很多字\""))
        #expect(try entries().isEmpty)
        // Put right on that very page, it goes through.
        let again = try browser.send(
            ["duty": "visit", "on": "2025-12-20", "people": "2", "title": "写了很多字"], in: answer,
            to: "/desk/log",
            formWith: "name=\"duty\"")
        #expect(try again.status == 303 && entries().count == 1)
    }

    @Test func nothingIsEnteredOfBeforeTheTerm() throws {
        try desk.term("第十八届（2024年3月）", of: deputy.code)
        let officer = try desk.browser(station)
        func add(_ day: String, _ who: Code) throws -> String {
            let hidden = try officer.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
            return try officer.post(
                "/desk/log",
                hidden + [("duty", "visit"), ("on", day), ("deputies", "\(who)"), ("title", "写了字")])
        }
        let early = try add("2024-02-29", deputy.code)
        #expect(early.status == 422 && early.contains("本届任期以前"), "\(early)")
        #expect(early.contains("2024-03-01") && early.contains("value=\"写了字\""))
        #expect(try add("2024-03-01", deputy.code).status == 303)
        // Of whom the roster says no date, five years count.
        #expect(try add("2024-02-29", colleague.code).status == 303)
        let old = try add("2020-12-23", colleague.code)
        #expect(old.status == 422 && old.contains("五年"))
        let file = "日期,任务,代表\n2024-02-29,visit,\(deputy.name)\n2024-03-02,visit,\(deputy.name)\n"
        let bad = try officer.upload(
            [("csv", file)], in: officer.get("/desk/log/import"), to: "/desk/log/import")
        #expect(bad.status == 422 && bad.contains("第 2 行") && bad.contains("只能登记 2024-03-01 起"), "\(bad)")
        #expect(try entries().count == 2)
    }

    @Test func aDeputyEntersNothingForAnother() throws {
        let browser = try desk.browser(scope)
        let hidden = try browser.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
        let forged = [("duty", "visit"), ("on", "2025-12-20"), ("deputies", "\(colleague.code)")]
        #expect(try browser.post("/desk/log", hidden + forged).status == 422)
        let elsewhere =
            hidden.filter { $0.0 != "station" } + [("station", "\(stranger.station)"), ("duty", "visit")]
        #expect(try browser.post("/desk/log", elsewhere).status == 422)
        #expect(try entries().isEmpty)
    }

    // MARK: Deciding

    @Test func oneButtonApprovesAndLeadsBackToTheList() throws {
        let number = try pending()
        let officer = try desk.browser(station)
        #expect(try officer.get("/desk").contains("待审核的台账 <b>1</b> 条"))
        let list = try officer.get("/desk/log?state=pending")
        #expect(list.contains("走访") && list.contains("name=\"kind\" value=\"approved\""))
        for server in [0, 1] {
            officer.server = server
            let approved = try officer.send(
                [:], in: list, to: "/desk/log/\(number)", formWith: "name=\"kind\" value=\"approved\"")
            #expect(approved.field("Location") == "/desk/log?state=pending&done=approved")
        }
        #expect(try state(number) == "counted")
        #expect(try officer.get("/desk/log?state=pending&done=approved").contains("已经审核通过"))
        // The page of before lies open still: what can't be done any more is said.
        let other = try desk.browser(station)
        let late = try other.send(
            ["reason": "重复"], in: other.get("/desk/log/\(number)"), to: "/desk/log/\(number)",
            formWith: "name=\"kind\" value=\"rejected\"")
        #expect(late.status == 303)
        #expect(try state(number) == "rejected")
    }

    @Test func anEntryIsRejectedWithAReasonThatTheDeputyReads() throws {
        let number = try pending()
        let officer = try desk.browser(station)
        let list = try officer.get("/desk/log?state=pending")
        // Whoever entered it has to know why.
        let bare = try officer.send(
            ["reason": " "], in: list, to: "/desk/log/\(number)", formWith: "name=\"kind\" value=\"rejected\""
        )
        #expect(bare.status == 422 && bare.contains("请写明退回的原因"))
        #expect(try state(number) == "pending")
        let rejected = try officer.send(
            ["reason": "日期不对 <b>"], in: list, to: "/desk/log/\(number)",
            formWith: "name=\"kind\" value=\"rejected\"")
        #expect(rejected.status == 303)
        let page = try desk.browser(scope).get("/desk/log/\(number)")
        #expect(page.contains("已退回") && page.contains("日期不对 &lt;b&gt;"))
    }

    @Test func aDeputyDecidesNothing() throws {
        let number = try pending()
        let browser = try desk.browser(scope)
        let page = try browser.get("/desk/log/\(number)")
        #expect(!page.contains("name=\"kind\" value=\"approved\""))
        let answer = try browser.send(
            ["kind": "approved"], in: page, to: "/desk/log/\(number)",
            formWith: "name=\"kind\" value=\"withdrawn\"")
        #expect(answer.status == 403 && answer.contains("要由联络员"))
        #expect(try state(number) == "pending")
    }

    // MARK: Changing

    @Test func onlyWhatWasChangedIsAmended() throws {
        let number = try pending("走访 <script>")
        let path = "/desk/log/\(number)"
        let browser = try desk.browser(scope)
        let page = try browser.get(path)
        #expect(!page.contains("<script") && page.contains("value=\"走访 &lt;script&gt;\""))
        // Meanwhile somebody else has put the title right.
        let officer = try desk.browser(station)
        let fixed = try officer.send(
            [
                "duty": "visit", "on": "2025-12-20", "people": "1", "title": "走访两户",
                "deputies": "\(deputy.code)",
            ], in: officer.get(path), to: path, formWith: "name=\"kind\" value=\"amended\"")
        #expect(fixed.status == 303)
        let amended = try browser.send(
            ["duty": "visit", "on": "2025-12-20", "people": "7", "title": "走访 <script>", "text": "补记"],
            in: page,
            to: path, formWith: "name=\"kind\" value=\"amended\"")
        #expect(amended.field("Location") == "\(path)?done=amended")
        let entry = try desk.records().entry(RecordNumber(parsing: number))
        #expect(entry["people"]?.integer == 7 && entry["title"]?.text == "走访两户")
        #expect(entry["text"]?.text == "补记")
        let nothing = try browser.send(
            ["duty": "visit", "on": "2025-12-20", "people": "7", "title": "走访两户", "text": "补记"],
            in: browser.get(path), to: path, formWith: "name=\"kind\" value=\"amended\"")
        #expect(nothing.status == 422 && nothing.contains("请写要改的内容"))
    }

    @Test func aDeputyWithdrawsTheirOwnAndNotTheOfficers() throws {
        let officer = try desk.browser(station)
        let added = try add(
            officer, ["duty": "visit", "on": "2025-12-20", "deputies": "\(deputy.code)"])
        let officers = try #require(added.field("Location")?.split(separator: "=").last)
        let browser = try desk.browser(scope)
        let page = try browser.get("/desk/log/\(officers)")
        #expect(page.status == 200 && !page.contains("name=\"kind\" value=\"withdrawn\""))
        let number = try pending()
        let own = try browser.get("/desk/log/\(number)")
        let form = own.hiddenFields(ofFormWith: "name=\"kind\" value=\"withdrawn\"")
        #expect(try browser.post("/desk/log/\(number)", form + [("reason", "重复")]).status == 303)
        #expect(try state(number) == "withdrawn")
        let after = try browser.get("/desk/log/\(number)")
        #expect(after.contains("已撤回") && !after.contains("name=\"kind\" value=\"amended\""))
    }

    @Test func erasingAsksForThePINFirstAndIsTheOfficesAlone() throws {
        let number = try pending("不该写的话")
        let path = "/desk/log/\(number)"
        let officer = try desk.browser(station)
        #expect(try !officer.get(path).contains("name=\"kind\" value=\"erased\""))
        let forged = try officer.send(
            ["kind": "erased"], in: officer.get(path), to: path, formWith: "name=\"kind\" value=\"withdrawn\""
        )
        #expect(forged.status == 403)
        let office = try desk.browser(.office)
        let shown = try office.send(
            ["reason": "本人要求", "preview": "yes"], in: office.get(path), to: path,
            formWith: "name=\"kind\" value=\"erased\"")
        #expect(shown.status == 200 && shown.contains("不能恢复") && shown.contains("本人要求"))
        #expect(try desk.records().entry(RecordNumber(parsing: number))["title"]?.text == "不该写的话")
        desk.wait(minutes: 20)
        let asked = try office.send([:], in: shown, to: path)
        #expect(asked.status == 401)
        #expect(try desk.records().entry(RecordNumber(parsing: number))["title"]?.text == "不该写的话")
        #expect(try office.send(["pin": "135790"], in: asked, to: path).status == 303)
        #expect(try !office.get(path).contains("不该写的话"))
    }

    // MARK: Finding

    @Test func theListIsNarrowedAndPaged() throws {
        let office = try desk.browser(.office)
        for day in 1...22 {
            let added = try add(
                office,
                [
                    "duty": day == 1 ? "study" : "visit", "on": "2025-12-\(day < 10 ? "0" : "")\(day)",
                    "deputies": "\(deputy.code)", "title": "第\(day)次",
                ])
            #expect(added.status == 303, "\(added)")
        }
        func rows(_ query: String) throws -> Int {
            try office.get("/desk/log?\(query)").components(between: "<li><a href=\"/desk/log/", and: "\"")
                .count
        }
        /// How many rows the page behind the first has.
        func further(_ query: String) throws -> Int {
            let page = try office.get("/desk/log?\(query)")
            let targets = page.components(between: "href=\"/desk/log?", and: "\"").map {
                String($0).unescaped
            }
            return try rows(try #require(targets.first { $0.hasPrefix("after=") }))
        }
        #expect(try rows("") == 20 && further("") == 2)
        #expect(try rows("register=training") == 1 && further("register=visit") == 1)
        #expect(try rows("from=2025-12-21") == 2 && rows("to=2025-12-03") == 3)
        #expect(try rows("state=pending") == 0 && further("deputy=\(deputy.code)") == 2)
        #expect(try rows("deputy=\(stranger.code)") == 0 && rows("station=\(stranger.station)") == 0)
        for wrong in ["state=x", "register=x", "from=x", "station=XX99", "deputy=%E6%B2%A1%E6%9C%89"] {
            #expect(try office.get("/desk/log?\(wrong)").status == 422, "\(wrong)")
        }
        let officer = try desk.browser(.station(stranger.station))
        #expect(try !officer.get("/desk/log?station=\(deputy.station)").contains("第22次"))
        #expect(try !officer.get("/desk/log?deputy=\(deputy.code)").contains("第22次"))
    }

    // MARK: Files

    @Test func aBadFileShowsAllItsFaultsAndAGoodOneIsEnteredOnce() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/log/import")
        let bad = try officer.upload(
            [("csv", "日期,任务,代表\n2025-12-01,飞行,\(deputy.name)\n2025-12-40,visit,某某某\n")], in: page,
            to: "/desk/log/import")
        #expect(bad.status == 422, "\(bad)")
        // Each cell that is wrong, and not only the first of a row.
        for fault in ["第 2 行，任务“飞行”", "第 3 行，日期“2025-12-40”", "第 3 行，代表“某某某”"] {
            #expect(bad.contains(fault), "\(fault)")
        }
        #expect(try entries().isEmpty)
        let good = "日期,任务,代表,内容\n2025/12/1,走访联系选民,\(deputy.name),<b>甲\n2025/12/2,visit,\(deputy.code),乙\n"
        for _ in 0..<2 {
            let done = try officer.upload([("csv", good)], in: page, to: "/desk/log/import")
            #expect(done.status == 303, "\(done)")
        }
        #expect(try entries().count == 2)
        #expect(try officer.get("/desk/log/import?rows=2&new=0").contains("有 2 条，新登记 0 条"))
        #expect(try officer.get("/desk/log").contains("&lt;b&gt;甲"))
        #expect(try officer.upload([("csv", "")], in: page, to: "/desk/log/import").contains("请选一个文件"))
        let workbook = try officer.upload([("csv", "PK\u{3}\u{4}")], in: page, to: "/desk/log/import")
        #expect(workbook.status == 422 && workbook.contains("另存为 CSV"))
        #expect(try desk.browser(scope).get("/desk/log/import").status == 404)
        let other = try desk.browser(.station(stranger.station))
        let hidden = try other.get("/desk/log/import")
        #expect(
            try other.upload(
                [("csv", good)], in: hidden, to: "/desk/log/import",
                replacing: ["station": "\(deputy.station)"]
            ).status == 422)
        #expect(try entries().count == 2)
    }
}
