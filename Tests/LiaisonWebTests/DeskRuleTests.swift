import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// The scored duties and the calendar at the desk, which the office alone changes. Today is 24 December 2025.
@Suite struct DeskRuleTests: DeskSuite {
    let cast: DeskCast
    private let office: DeskBrowser

    init() throws {
        cast = try DeskCast()
        office = try cast.desk.browser(.office)
    }

    private func bytes(_ subject: RuleUpload.Subject) throws -> [UInt8] {
        try RuleUpload.stored(subject, in: desk.directory)
    }

    private func preview(_ subject: String, _ file: String) throws -> String {
        let path = "/desk/\(subject)"
        return try office.upload([("file", file)], in: office.get(path), to: path)
    }

    private var sample: String {
        get throws { String(decoding: try bytes(.duties), as: UTF8.self) }
    }

    // MARK: Duties

    /// A duty is arranged for a day of the rules, and then the day becomes a holiday.
    @Test func aDutyGoesWithItsDayWhenAHolidayIsAdded() throws {
        func days(_ site: Site) throws -> [JSON] {
            let desk = RecordDesk(CaseView(.office, token: "test", of: site), of: site)
            let first = site.today
            return try desk.receptions(
                station: "\(deputy.station)", from: first.adding(days: 4), to: first.adding(days: 60))
        }
        let day = try #require(try days(desk.site).first { $0["moved_from"] == .null })
        let on = try #require(day["on"]?.date)
        _ = try desk.records().actOnReception(
            .members([
                "kind": "set", "station": .string("\(deputy.station)"), "on": .string(on.iso8601),
                "deputies": .codes([deputy.code]), "place": "村部",
            ]), key: "set")
        let before = String(decoding: try bytes(.calendar), as: UTF8.self)
        let shown = try preview("calendar", "\(before)\(on.iso8601) 休 临时放假\n")
        #expect(shown.contains("已经安排值班的接待日随之变动") && shown.contains(deputy.name), "\(shown)")
        #expect(try office.send([:], in: shown, to: "/desk/calendar").status == 303)
        for site in desk.sites {
            try site.takeOverChanges()
            try site.refreshBoards()
            let days = try days(site)
            #expect(!days.contains { $0["on"]?.date == on })
            let moved = try #require(days.first { $0["moved_from"]?.date == on })
            #expect(moved["deputies"] == .codes([deputy.code]) && moved["place"]?.text == "村部")
            #expect(moved["source"]?.text == "rule" && moved["late"] == .bool(false))
            // Citizens see what officers do.
            let station = try #require(site.current.roster.station(deputy.station))
            let board = site.reception(in: site.current).days(
                of: station.receptionPlan, at: station.id, from: on, through: on.adding(days: 20))
            #expect(board.first { $0.movedFrom == on }?.deputies == [deputy.code])
            #expect(board.first { $0.movedFrom == on }?.place == "村部")
            #expect(!board.contains { $0.date == on })
        }
        #expect(try office.get("/desk/reception?station=\(deputy.station)").contains("遇休息日调整"))
        // What is said of the new day is said of it alone; what isn't named stays.
        let moved = try #require(try days(desk.site).first { $0["moved_from"]?.date == on }?["on"]?.text)
        let timed = try desk.records().actOnReception(
            .members([
                "kind": "set", "station": .string("\(deputy.station)"), "on": .string(moved),
                "time": "9:00-10:00",
            ]), key: "time")
        #expect(timed["deputies"] == .codes([deputy.code]) && timed["place"]?.text == "村部")
        #expect(timed["time"]?.text == "9:00-10:00")
    }

    @Test func whatCountsStandsThereAndAPartThatBeginsLaterChangesNoScoreOfBefore() throws {
        #expect(try office.get("/desk/duties").contains("走访联系选民"))
        let before = try bytes(.duties)
        let shown = try preview(
            "duties",
            "\(try sample)since,2026-01-01\nvisit,走访联系选民,visit,5,50,entry\ntree,义务植树,other,1,,entry\n")
        #expect(shown.status == 200, "\(shown)")
        for part in ["2026年1月1日起", "5 分", "每年最多 50 分", "新增：<b>", "义务植树"] {
            #expect(shown.contains(part), "\(part)")
        }
        #expect(!shown.contains("以前的积分") && !shown.contains("name=\"confirmed\""))
        #expect(try bytes(.duties) == before)
        // On another server, twice.
        for server in [1, 0] {
            office.server = server
            #expect(
                try office.send([:], in: shown, to: "/desk/duties").field("Location")
                    == "/desk/duties?done=yes")
        }
        let table = try desk.records().duties()
        let today = try #require(CivilDate(year: 2025, month: 12, day: 24))
        #expect(table.duty("visit", on: today)?.points == Points(hundredths: 200))
        #expect(table.duty("visit", on: today.adding(days: 8))?.points == Points(hundredths: 500))
        #expect(try office.get("/desk/duties").contains("2026年1月1日起"))
    }

    @Test func whatChangesScoresOfBeforeIsConfirmed() throws {
        let before = try bytes(.duties)
        let changed = try sample.replacing("visit,走访联系选民,visit,2,", with: "visit,走访联系选民,visit,4,")
        let shown = try preview("duties", changed)
        #expect(shown.contains("一直以来") && shown.contains("以前的积分"), "\(shown)")
        let refused = try office.send([:], in: shown, to: "/desk/duties")
        #expect(refused.status == 422 && refused.contains("请先确认"))
        #expect(try bytes(.duties) == before)
        #expect(try office.send(["confirmed": "yes"], in: refused, to: "/desk/duties").status == 303)
        #expect(try bytes(.duties) == Array(changed.utf8))
    }

    @Test func allFaultsStandThereAndNothingChanges() throws {
        let before = try bytes(.duties)
        let bad = try preview(
            "duties",
            "key,duty,register,points,yearly_cap,source\nBad Key,甲,visit,2,,entry\nb,<script>,visit,many,,entry\nc,丙,nowhere,1,many,entry\n"
        )
        #expect(bad.status == 422, "\(bad)")
        for part in ["第 2 行", "第 3 行", "第 4 行", "Bad Key", "没有作任何改动"] {
            #expect(bad.contains(part), "\(part)")
        }
        #expect(!bad.contains("<script"))
        #expect(try preview("duties", "PK\u{3}\u{4}").contains("另存为"))
        #expect(try preview("duties", "key,duty,register,points\n").contains("一项任务也没有"))
        #expect(try preview("duties", "").contains("请选一个文件"))
        let large = try preview("duties", String(repeating: "# 注\n", count: 200_000))
        #expect(large.status == 413)
        #expect(try bytes(.duties) == before)
    }

    @Test func theSameFileAgainOffersNothing() throws {
        #expect(try preview("duties", sample).contains("没有要更新的内容"))
        let commented = try preview("duties", "# 我们的\n\(try sample)")
        #expect(commented.contains("只是文字不同"))
        #expect(try office.send([:], in: commented, to: "/desk/duties").status == 303)
        #expect(try sample.hasPrefix("# 我们的"))
    }

    @Test func aFileThatHasChangedMeanwhileIsShownAnew() throws {
        let shown = try preview("duties", "\(try sample)since,2026-01-01\nvisit,走访联系选民,visit,5,50,entry\n")
        let other = try preview("duties", "\(try sample)since,2026-02-01\nvisit,走访联系选民,visit,6,50,entry\n")
        #expect(try office.send([:], in: other, to: "/desk/duties").status == 303)
        let refused = try office.send([:], in: shown, to: "/desk/duties")
        #expect(refused.status == 409 && refused.contains("已经变了"))
        #expect(try sample.contains("2026-02-01"))
        #expect(try office.send([:], in: refused, to: "/desk/duties").status == 303)
        #expect(try sample.contains("2026-01-01"))
    }

    // MARK: The calendar

    @Test func aCalendarMovesDeadlinesOnEveryServerAtOnce() throws {
        let day = try #require(CivilDate(year: 2027, month: 10, day: 5))
        let before = String(decoding: try bytes(.calendar), as: UTF8.self)
        for site in desk.sites { #expect(site.current.deadlines.calendar.isWorking(day)) }
        let shown = try preview("calendar", "\(before)2027-10-01..2027-10-07 休 国庆节\n2027-10-09 班\n")
        #expect(shown.contains("2027年10月1日至2027年10月1日：改为休息") || shown.contains("改为休息"), "\(shown)")
        #expect(shown.contains("2027年10月9日（星期六）：改为上班"), "\(shown)")
        #expect(try office.send([:], in: shown, to: "/desk/calendar").status == 303)
        // The other one learns it with its next request.
        office.server = 1
        #expect(try office.get("/desk/calendar").contains("2027-10-09 班"))
        for site in desk.sites { #expect(!site.current.deadlines.calendar.isWorking(day)) }
    }

    @Test func aBadCalendarChangesNothing() throws {
        let before = try bytes(.calendar)
        let bad = try preview("calendar", "2027-10-01 休 国庆节\n2027-10-01 班\n十月一日 休\n")
        #expect(bad.status == 422 && bad.contains("第 2 行") && bad.contains("第 3 行"), "\(bad)")
        #expect(try preview("calendar", "# 还没有写\n").contains("一天也没有写"))
        #expect(try bytes(.calendar) == before)
    }

    // MARK: Who may

    @Test func othersSeeNothingOfItAndChangeNothing() throws {
        let shown = try preview("duties", "\(try sample)since,2026-01-01\nvisit,走访联系选民,visit,5,50,entry\n")
        let before = try bytes(.duties)
        for scope in [station, scope] {
            let browser = try desk.browser(scope)
            for path in ["/desk/duties", "/desk/calendar", "/desk/duties?format=file"] {
                #expect(try browser.get(path).status == 404)
            }
            let csrf = try browser.get("/desk/out").hidden("csrf") ?? ""
            #expect(try browser.send(["csrf": csrf], in: shown, to: "/desk/duties").status == 404)
        }
        office.headers = ["Sec-Fetch-Site: cross-site"]
        #expect(try office.send([:], in: shown, to: "/desk/duties").status == 403)
        office.headers = []
        let stale = try office.send(["csrf": "x"], in: shown, to: "/desk/duties")
        #expect(stale.status == 403 && stale.contains("2026年1月1日起"))
        desk.wait(minutes: 20)
        let asked = try office.send([:], in: shown, to: "/desk/duties")
        #expect(asked.status == 401)
        #expect(try bytes(.duties) == before)
        #expect(try office.send(["pin": "135790"], in: asked, to: "/desk/duties").status == 303)
        #expect(try bytes(.duties) != before)
    }
}
