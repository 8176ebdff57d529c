import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What a station announces, where citizens see it. It is 24 December 2025.
@Suite struct BoardTests {
    private let fixture: WebFixture
    private let station: Station

    init() throws {
        fixture = try WebFixture()
        let id = try #require(StationID("YF01"))
        station = try #require(fixture.site.current.roster.station(id))
    }

    private var desk: RecordDesk {
        RecordDesk(CaseView(.station(station.id), of: fixture.site), of: fixture.site)
    }

    /// Posts a notice; its number.
    private func post(_ title: String, _ others: KeyValuePairs<String, String> = [:]) throws -> String {
        let members =
            [JSON.Member("title", .string(title))] + others.map { JSON.Member($0.key, .string($0.value)) }
        let answer = try desk.postNotice(.object(members), key: title)
        return try #require(answer["notices"]?.elements?.first?["notice"]?.text)
    }

    private func act(_ number: String, _ kind: String) throws {
        _ = try desk.act(
            onNotice: try RecordNumber(parsing: number), .members(["kind": .string(kind)]), key: kind)
    }

    private func body(_ answer: String) -> String {
        answer.firstRange(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) } ?? ""
    }

    @Test func listsByDeputyAndByDay() throws {
        let news = try post("新闻")
        let activity = try post("义诊", ["activity": "2025-12-30"])
        let deputy = try #require(fixture.site.current.roster.deputies(of: station.id).first)
        _ = try desk.act(
            onNotice: try RecordNumber(parsing: activity),
            .members(["kind": "signed-up", "deputy": .string("\(deputy.code)")]), key: "s")
        func listed(_ parameters: [String: String]) throws -> Set<String> {
            Set(try desk.list(.notices) { parameters[$0] }.items.compactMap { $0["notice"]?.text })
        }
        #expect(try listed([:]) == [news, activity])
        #expect(try listed(["deputy": deputy.name]) == [activity])
        #expect(try listed(["from": "2025-12-25"]) == [activity])
        #expect(try listed(["to": "2025-12-24"]) == [news])
        #expect(try listed(["from": "2025-12-25", "to": "2025-12-29"]) == [])
        try act(news, "withdrawn")
        #expect(try listed(["to": "2025-12-24"]) == [])
        #expect(try listed(["to": "2025-12-24", "all": "true"]) == [news])
        #expect(throws: CaseActionError.self) { try listed(["deputy": "无此人"]) }
    }

    @Test func anAnnouncementStandsOnTheFormThePageAndTheFeedUntilItIsWithdrawn() throws {
        let form = "/\(station.code)"
        #expect(try !fixture.get(form).contains("公告："))
        #expect(try fixture.get("\(form)/notices").contains("目前没有公告。"))
        let old = try post("旧闻")
        let number = try post("<b>义诊</b>", ["text": "上午九点\n自带水杯 & 病历", "activity": "2025-12-30"])
        // Both were posted in the same millisecond: either may be the newer one.
        #expect(try fixture.get(form).contains("</a>（共 2 条）"))
        let page = try fixture.get("\(form)/Notices")
        #expect(page.contains("<section id=\"\(number)\">\n<h2><bdi>&lt;b&gt;义诊&lt;/b&gt;</bdi></h2>"))
        #expect(page.contains("2025年12月24日发布") && page.contains("活动日期：2025年12月30日"))
        #expect(page.contains("<blockquote>上午九点\n自带水杯 &amp; 病历</blockquote>"))
        try act(old, "withdrawn")
        #expect(
            try fixture.get(form).contains(
                "公告：<a href=/\(station.code)/notices>&lt;b&gt;义诊&lt;/b&gt;</a>（共 1 条）"))
        let deputy = try #require(fixture.site.current.roster.deputies(of: station.id).first)
        for code in [station.code, deputy.code] {
            let feed = try fixture.get("/\(code)/feed.atom")
            #expect(feed.hasPrefix("HTTP/1.1 200 "))
            #expect(feed.contains("Content-Type: application/atom+xml; charset=utf-8\r\n"))
            #expect(feed.contains("<id>tag:llz.example.gov.cn,2026:\(number)</id>\n<title>&lt;b&gt;义诊"))
            #expect(feed.contains("href=\"https://llz.example.gov.cn/\(code)/notices#\(number)\"/>"))
            #expect(body(feed).components(of: "<entry>") == 1)
        }
        let calendar = try fixture.get("\(form)/calendar.ics")
        #expect(calendar.contains("UID:activity-\(number)@llz.example.gov.cn\r\n"))
        #expect(calendar.contains("DTSTART;VALUE=DATE:20251230\r\nSUMMARY:<b>义诊</b>\r\n"))
        let tag = try #require(try fixture.get("\(form)/feed.atom").field("ETag"))
        func again() throws -> String {
            try fixture.exchange(
                "GET \(form)/feed.atom HTTP/1.1\r\nHost: a\r\nAccept-Language: zh\r\nIf-None-Match: \(tag)\r\n"
                    + "Connection: close\r\n\r\n")
        }
        #expect(try again().hasPrefix("HTTP/1.1 304 "))
        try act(number, "withdrawn")
        #expect(try again().hasPrefix("HTTP/1.1 200 "))
        #expect(try !fixture.get(form).contains("公告："))
        for path in ["notices", "feed.atom", "calendar.ics"] {
            #expect(try !fixture.get("\(form)/\(path)").contains("义诊"))
        }
    }

    @Test func anAnnouncementEndsWithItsLastDay() throws {
        _ = try post("只到明天", ["until": "2025-12-25"])
        let board = try #require(fixture.site.boards.board(of: station.id))
        let day = try #require(CivilDate(iso8601: "2025-12-25".utf8))
        #expect(board.shown(on: day).map(\.title) == ["只到明天"])
        #expect(board.shown(on: day.adding(days: 1)).isEmpty)
    }

    @Test func wordsThatWereTakenOutStandNowhere() throws {
        let number = try post("误发了电话 13800000000")
        #expect(try fixture.get("/\(station.code)/feed.atom").contains("13800000000"))
        let office = RecordDesk(CaseView(.office, of: fixture.site), of: fixture.site)
        let erasure = JSON.members(["kind": .string("erased")])
        let typed = try RecordNumber(parsing: number)
        #expect(throws: CaseActionError.forbidden) { try desk.act(onNotice: typed, erasure, key: "e") }
        _ = try office.act(onNotice: typed, erasure, key: "e")
        for path in ["", "/notices", "/feed.atom"] {
            #expect(try !fixture.get("/\(station.code)\(path)").contains("13800000000"))
        }
    }

    @Test func aCodeThatIsNotInUseAnnouncesNothing() throws {
        _ = try post("通知")
        var roster = try Roster.load(from: fixture.site.directory)
        try roster.revoke(station.code, reason: "", at: fixture.site.clock.now)
        try roster.save(to: fixture.site.directory)
        try fixture.site.takeOverChanges()
        for path in ["notices", "feed.atom"] {
            #expect(try fixture.get("/\(station.code)/\(path)").hasPrefix("HTTP/1.1 410 "))
            #expect(try fixture.get("/0000000/\(path)").hasPrefix("HTTP/1.1 404 "))
            #expect(
                try fixture.exchange(
                    "POST /\(station.code)/\(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
                        + "Connection: close\r\n\r\n"
                ).hasPrefix("HTTP/1.1 405 "))
        }
    }

    @Test func aPageOfAnnouncementsStaysWithinBounds() throws {
        for index in 1...StationBoard.limit + 1 { _ = try post("通知\(index)") }
        let page = try fixture.get("/\(station.code)/notices")
        #expect(page.components(of: "<section") == StationBoard.limit)
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
