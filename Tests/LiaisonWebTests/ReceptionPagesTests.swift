import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonWording
import Synchronization
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Reception days on the pages, and the calendar to subscribe to. It is 24 December 2025.
@Suite struct ReceptionPagesTests {
    private let fixture: WebFixture

    init() throws { fixture = try WebFixture() }

    private func station(_ id: String) throws -> Station {
        let id = try #require(StationID(id))
        return try #require(fixture.site.current.roster.station(id))
    }

    /// Gives the sample's stations other words for their reception days.
    private func setReception(_ words: String, of id: String) throws {
        let directory = fixture.site.directory.path
        var roster = try Roster.load(from: DataDirectory(at: directory))
        let name = try station(id).name
        let file = try RosterFile(
            Array("站点编号,站点名称,接待日,站长,联络员\n\(id),\(name),\(words),毛建国,李芳\n".utf8), named: "s.csv")
        roster.apply(
            roster.difference(applying: try RosterImport([file], into: roster), at: fixture.site.clock.now))
        try roster.save(to: DataDirectory(at: directory))
        try fixture.site.takeOverChanges()
    }

    private func body(_ answer: String) -> Substring {
        answer.firstRange(of: "\r\n\r\n").map { answer[$0.upperBound...] } ?? ""
    }

    @Test func showsTheNextThreeOnAStationsPageAndTheNextOneOnADeputys() throws {
        try setReception("每月28日 9:00-11:30；逢6", of: "YF01")
        let page = try fixture.get("/\(try station("YF01").code)")
        #expect(page.contains("<li>接待群众：<bdi>每月28日 9:00-11:30；每月6、16、26日</bdi>\n"))
        // 28 December is a Sunday.
        #expect(
            page.contains(
                "<li>最近的接待日：12月26日（星期五）；12月29日（星期一）9:00-11:30；1月6日（星期二） <a href=/"))
        #expect(page.contains("<li>站长：<bdi>毛建国</bdi> · 联络员：<bdi>李芳</bdi>\n"))
        let id = try station("YF01").id
        let deputy = try #require(fixture.site.current.roster.deputies(of: id).first)
        #expect(try fixture.get("/\(deputy.code)").contains("<li>最近的接待日：12月26日（星期五）\n"))
        let english = try fixture.get("/\(try station("YF01").code)", language: "en")
        #expect(
            english.contains("Next: Friday 26 December; Monday 29 December, 9:00-11:30; Tuesday 6 January"))
    }

    @Test func showsWhatItCannotReadWithoutDates() throws {
        try setReception("雨天改期", of: "YF01")
        let page = try fixture.get("/\(try station("YF01").code)")
        #expect(page.contains("<li>接待群众：<bdi>雨天改期</bdi>\n") && !page.contains("最近的接待日"))
        let calendar = try fixture.get("/\(try station("YF01").code)/calendar.ics")
        #expect(calendar.hasPrefix("HTTP/1.1 200 ") && !calendar.contains("BEGIN:VEVENT"))
    }

    @Test func givesACalendarThatIsFetchedAgainOnlyWhenItChanges() throws {
        try setReception("每月28日 9:00-11:30", of: "YF01")
        let code = try station("YF01").code
        let answer = try fixture.get("/\(code)/calendar.ics")
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("Content-Type: text/calendar; charset=utf-8\r\n"))
        #expect(answer.contains("Cache-Control: public, max-age=3600\r\n"))
        #expect(answer.contains("X-Content-Type-Options: nosniff\r\n"))
        // Moved from a Sunday.
        #expect(answer.contains("DTSTART:20251229T010000Z\r\n") && answer.contains("原为2025年12月28日"))
        #expect(answer.contains("UID:reception-YF01-20251229@llz.example.gov.cn\r\n"))
        let tag = try #require(answer.split(separator: "\r\n").first { $0.hasPrefix("ETag: ") }).dropFirst(6)
        let again = try fixture.exchange(
            "GET /\(code)/Calendar.ICS HTTP/1.1\r\nHost: a\r\nIf-None-Match: \(tag)\r\nConnection: close\r\n\r\n"
        )
        #expect(again.hasPrefix("HTTP/1.1 304 ") && body(again).isEmpty)
        try setReception("每月27日 9:00-11:30", of: "YF01")
        let changed = try fixture.exchange(
            "GET /\(code)/calendar.ics HTTP/1.1\r\nHost: a\r\nIf-None-Match: \(tag)\r\nConnection: close\r\n\r\n"
        )
        #expect(changed.hasPrefix("HTTP/1.1 200 "))
    }

    @Test func hasNoCalendarOfACodeThatIsNotInUse() throws {
        let directory = fixture.site.directory.path
        var roster = try Roster.load(from: DataDirectory(at: directory))
        let (station, deputy) = (try station("YF01").code, fixture.deputy)
        try roster.revoke(station, reason: "海报被涂改", at: fixture.site.clock.now)
        _ = try roster.reissue(deputy, reason: "", at: fixture.site.clock.now)
        try roster.save(to: DataDirectory(at: directory))
        try fixture.site.takeOverChanges()
        for code in [station, deputy] {
            #expect(try fixture.get("/\(code)/calendar.ics").hasPrefix("HTTP/1.1 410 "))
        }
        #expect(try fixture.get("/0000000/calendar.ics").hasPrefix("HTTP/1.1 404 "))
        #expect(try fixture.get("/XXXX/calendar.ics").hasPrefix("HTTP/1.1 404 "))
        #expect(
            try fixture.exchange(
                "POST /\(station)/calendar.ics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            .hasPrefix("HTTP/1.1 405 "))
    }

    /// The day goes on, and officers say things, while the same forms are asked for.
    @Test func keepsFormsNoLongerThanTheyAreTrue() throws {
        try setReception("每月28日", of: "YF01")
        let now = Mutex(fixture.site.clock.now)
        let site = try Site(
            directory: fixture.site.directory, ledger: fixture.site.ledger,
            clock: WallClock { now.withLock { $0 } })
        let forms = PublicForms()
        let station = try station("YF01")
        func page() throws -> String {
            let form = try #require(forms.form(station.code, .chinese, site.current, of: site))
            var bytes: [UInt8] = []
            form.append(to: &bytes, nonce: "n".utf8)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(try page().contains("最近的接待日：12月29日（星期一）；1月28日（星期三）；2月28日（星期六） "))
        let deputies = site.current.roster.deputies(of: station.id)
        let desk = RecordDesk(CaseView(.station(station.id), of: site), of: site)
        _ = try desk.actOnReception(
            .members([
                "kind": .string("cancelled"), "on": .string("2025-12-29"), "reason": .string("<开会>"),
            ]), key: "a")
        _ = try desk.actOnReception(
            .members([
                "kind": .string("set"), "on": .string("2025-12-26"), "time": .string("上午"),
                "place": .string("村部"), "deputies": .codes(deputies.map(\.code)),
            ]), key: "b")
        let names = deputies.map(\.name).joined(separator: "、")
        #expect(
            try page().contains(
                "最近的接待日：12月26日（星期五）上午（临时安排），地点：<bdi>村部</bdi>，值班代表：<bdi>\(names)</bdi>；"
                    + "<s>12月29日（星期一）</s> 本次取消；1月28日（星期三）；2月28日（星期六） "))
        let calendar = try fixture.get("/\(station.code)/calendar.ics")
        #expect(!calendar.contains("STATUS:CANCELLED"), "another server has not looked yet")
        try fixture.site.refreshBoards()
        let seen = try fixture.get("/\(station.code)/calendar.ics")
        #expect(seen.contains("STATUS:CANCELLED") && seen.contains("LOCATION:村部") && seen.contains("<开会>"))
        now.withLock { $0 = $0.adding(milliseconds: 10 * 86_400_000) }
        #expect(try page().contains("最近的接待日：1月28日（星期三）；2月28日（星期六）；3月30日（星期一） "))
    }

    @Test func namesThreeOfManyOnDuty() {
        let day = FormPage.Reception(
            day: ReceptionDay(date: .latest), names: ["甲", "乙", "丙", "丁"])
        let text = String(decoding: Assets.pages(.chinese).reception(day).bytes, as: UTF8.self)
        #expect(text.hasSuffix("，值班代表：<bdi>甲、乙、丙等4人</bdi>"))
    }

    @Test func saysWhenTheHolidaysAreNotKnownYet() throws {
        let days = try ["2026-12-28", "2027-01-28"].map {
            FormPage.Reception(
                day: ReceptionDay(date: try #require(CivilDate(iso8601: $0.utf8)), isProvisional: $0 > "2027")
            )
        }
        let words = Assets.pages(.chinese)
        let text = String(
            decoding: words.list(days.map(words.reception), "reception.two-days").bytes, as: UTF8.self)
        #expect(text == "12月28日（星期一）；1月28日（星期四）（放假安排公布后可能调整）")
    }
}
