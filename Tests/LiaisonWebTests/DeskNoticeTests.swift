import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Notices and activities at the desk. Today is 24 December 2025.
@Suite struct DeskNoticeTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    // MARK: Notices

    private func notices() throws -> [JSON] { try desk.records().notices(all: true) }

    private func post(_ fields: KeyValuePairs<String, String>) throws -> String {
        let officer = try desk.browser(station)
        let posted = try officer.send(
            fields, in: officer.get("/desk/notices"), to: "/desk/notices", formWith: "name=\"places\"")
        #expect(posted.status == 303, "\(posted)")
        return try #require(try notices().first?["notice"]?.text)
    }

    @Test func aNoticeIsPostedOnceAndShownAsText() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/notices")
        for server in [0, 1] {
            officer.server = server
            let posted = try officer.send(
                ["title": "调研 <b>", "text": "<script>alert(1)</script>", "until": "2026-01-31"], in: page,
                to: "/desk/notices", formWith: "name=\"places\"")
            #expect(posted.field("Location") == "/desk/notices?done=posted")
        }
        let all = try notices()
        #expect(all.count == 1 && all[0]["until"]?.text == "2026-01-31")
        let number = try #require(all[0]["notice"]?.text)
        for path in ["/desk/notices", "/desk/notices/\(number)"] {
            let page = try desk.browser(scope).get(path)
            #expect(page.contains("调研 &lt;b&gt;") && !page.contains("<script"))
        }
        let twice = try officer.send(
            ["title": "另一条"], in: page, to: "/desk/notices", formWith: "name=\"places\"")
        #expect(try twice.status == 409 && twice.contains("value=\"另一条\"") && notices().count == 1)
    }

    @Test(arguments: [
        (["title": ""], "请写标题"), (["until": "2025-12-01"], "已经过了"), (["places": "3"], "要有活动日期"),
        (["places": "许多", "activity": "2025-12-30"], "名额是"),
    ])
    func whatIsWrongWithANoticeIsNamed(wrong: [String: String], sentence: String) throws {
        let officer = try desk.browser(station)
        var fields = ["title": "调研", "text": "写了很多字"]
        fields.merge(wrong) { $1 }
        let hidden = try officer.get("/desk/notices").hiddenFields(ofFormWith: "name=\"places\"")
        let answer = try officer.post("/desk/notices", hidden + fields.map { ($0.key, $0.value) })
        #expect(answer.status == 422 && answer.contains(sentence) && answer.contains("写了很多字</textarea>"))
        #expect(try notices().isEmpty)
    }

    @Test func theOfficePostsAtAllStations() throws {
        let office = try desk.browser(.office)
        let posted = try office.send(
            ["title": "全市通知", "everywhere": "yes"], in: office.get("/desk/notices"), to: "/desk/notices",
            formWith: "name=\"places\"")
        #expect(posted.status == 303)
        #expect(try notices().count == desk.roster.stations.count)
        let officer = try desk.browser(station)
        let forged = try officer.send(
            ["title": "全市通知", "station": "all"], in: officer.get("/desk/notices"), to: "/desk/notices",
            formWith: "name=\"places\"")
        #expect(forged.status == 403)
        let elsewhere = try officer.send(
            ["title": "别站", "station": "\(stranger.station)"], in: officer.get("/desk/notices"),
            to: "/desk/notices", formWith: "name=\"places\"")
        #expect(try elsewhere.status == 422 && notices().count == desk.roster.stations.count)
    }

    @Test func aDeputySignsUpAndTheOfficerNotesWhoCame() throws {
        let number = try post(
            ["title": "调研", "activity": "2025-12-24", "places": "1", "duty": "research"])
        let path = "/desk/notices/\(number)"
        let browser = try desk.browser(scope)
        let page = try browser.get(path)
        #expect(!page.contains(kind("attended")) && !page.contains(kind("withdrawn")))
        for server in [0, 1] {
            browser.server = server
            #expect(
                try browser.send([:], in: page, to: path, formWith: kind("signed-up")).field("Location")
                    == "\(path)?done=signed-up")
        }
        #expect(try notices()[0]["signed_up"] == .codes([deputy.code]))
        #expect(try browser.get(path).contains("您已经报名"))
        let late = try desk.browser(.deputy(colleague.code))
        let full = try late.send([:], in: late.get(path), to: path, formWith: kind("signed-up"))
        #expect(full.status == 409 && full.contains("名额 1 个已满"))
        // What only officers do.
        for act in ["attended", "withdrawn"] {
            let forged = try late.send(
                ["kind": act], in: late.get(path), to: path, formWith: kind("signed-up"))
            #expect(forged.status == 403 && forged.contains("要由联络员"))
        }
        let officer = try desk.browser(station)
        let list = try officer.get(path)
        let box = "value=\"\(deputy.code)\" checked"
        #expect(list.contains(box))
        let hidden = list.hiddenFields(ofFormWith: kind("attended"))
        for _ in 0..<2 {
            let noted = try officer.post(path, hidden + [("deputies", "\(deputy.code)")])
            #expect(noted.field("Location") == "\(path)?done=attended")
        }
        let entries = try desk.records().entries(.init()).items
        #expect(entries.count == 1 && entries[0]["notice"]?.text == number)
        #expect(try officer.get("/desk/log/\(entries[0]["entry"]?.text ?? "")").contains(path))
    }

    @Test func aWrongTickIsTakenBackInTheRegisterAndPutAnew() throws {
        let number = try post(["title": "调研", "activity": "2025-12-24", "duty": "research"])
        let path = "/desk/notices/\(number)"
        let officer = try desk.browser(station)
        func tick() throws -> Int {
            let hidden = try officer.get(path).hiddenFields(ofFormWith: kind("attended"))
            return try officer.post(path, hidden + [("deputies", "\(deputy.code)")]).status
        }
        #expect(try tick() == 303)
        let entry = try #require(try desk.records().entries(.init()).items.first?["entry"]?.text)
        let withdrawn = try officer.send(
            ["reason": "点错了"], in: officer.get("/desk/log/\(entry)"), to: "/desk/log/\(entry)",
            formWith: kind("withdrawn"))
        #expect(try withdrawn.status == 303 && notices()[0]["attended"] == .codes([]))
        #expect(try !officer.get(path).contains("出席</dt>") && tick() == 303)
        #expect(try notices()[0]["attended"] == .codes([deputy.code]))
        let states = try desk.records().entries(.init()).items.map { $0["state"]?.text ?? "" }
        #expect(states.sorted() == ["counted", "withdrawn"])
    }

    @Test func aSignUpIsTakenBackWithOneButton() throws {
        let number = try post(["title": "调研", "activity": "2025-12-30", "places": "1"])
        let path = "/desk/notices/\(number)"
        let browser = try desk.browser(scope)
        let page = try browser.get(path)
        #expect(!page.contains(kind("signed-off")))
        #expect(try browser.send([:], in: page, to: path, formWith: kind("signed-up")).status == 303)
        let signedUp = try browser.get(path)
        for server in [0, 1] {
            browser.server = server
            #expect(
                try browser.send([:], in: signedUp, to: path, formWith: kind("signed-off")).field("Location")
                    == "\(path)?done=signed-off")
        }
        #expect(try notices()[0]["signed_up"] == .codes([]))
        #expect(try browser.get(path).contains("报名"))
        // The place is free again; a colleague takes it, whom the officer takes off.
        let other = try desk.browser(.deputy(colleague.code))
        #expect(try other.send([:], in: other.get(path), to: path, formWith: kind("signed-up")).status == 303)
        #expect(try !browser.get(path).contains(kind("signed-off")))
        let officer = try desk.browser(station)
        let none = try officer.send([:], in: officer.get(path), to: path, formWith: kind("signed-off"))
        #expect(none.status == 422 && none.contains("请写是哪位代表"))
        let off = try officer.send(
            ["deputy": "\(colleague.code)"], in: none, to: path, formWith: kind("signed-off"))
        #expect(try off.status == 303 && notices()[0]["signed_up"] == .codes([]))
    }

    @Test func aWithdrawnNoticeIsShownOnlyWhereAllAre() throws {
        let number = try post(["title": "撤下来的"])
        let officer = try desk.browser(station)
        let path = "/desk/notices/\(number)"
        let withdrawn = try officer.send(
            ["reason": "发错了"], in: officer.get(path), to: path, formWith: kind("withdrawn"))
        #expect(withdrawn.status == 303)
        #expect(try !officer.get("/desk/notices").contains("撤下来的"))
        #expect(try officer.get("/desk/notices?all=true").contains("撤下来的"))
        #expect(try !officer.get(path).contains(kind("withdrawn")))
    }

    @Test func anothersNoticeIsAsAbsentAsNone() throws {
        let number = try post(["title": "本站的事"])
        let absent = RecordNumber(
            .notice, station: deputy.station, date: try #require(.init(year: 2025, month: 12, day: 24)),
            value: 77)
        for other in [Scope.station(stranger.station), .deputy(stranger.code)] {
            let browser = try desk.browser(other)
            let page = try browser.get("/desk/notices/\(number)")
            let none = try browser.get("/desk/notices/\(absent)")
            #expect(page.status == 404 && page.body == none.body)
            #expect(try !browser.get("/desk/notices?all=true").contains("本站的事"))
            let csrf = try browser.get("/desk/out").hidden("csrf") ?? ""
            let nonce = desk.site.nonces.issue(for: "desk \(number)", at: desk.now).text
            let forged = try browser.post(
                "/desk/notices/\(number)", ["csrf": csrf, "nonce": nonce, "kind": "signed-up"])
            #expect(forged.status == 404)
        }
        #expect(try notices()[0]["withdrawn"] == .bool(false))
    }
}
