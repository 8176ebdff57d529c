import Foundation
import LiaisonSystem
import LiaisonText
import Testing

/// Shaoshan (no. 4 of 2024): a head station leads, the base stations' data flow together, duty, activities and news are shown
/// online and on the wall alike, every deputy has a code, and what people talk about tells the standing committee where to
/// look.
///
/// Its figures of 2023: 160 visitors, 84 matters solved, 26 suggestions, 7 messages by scan, all answered in time, 100 %
/// satisfied; 7 activities with more than 90 attendances.
@Suite struct ShaoshanHeadStationTests {
    private let walk: Walk

    init() throws { walk = try Walk("韶山市人大", importing: ["small/stations.csv", "small/deputies.csv"]) }

    @Test func everyDeputyOfAllFiveLevelsHasACodeOnTheWallThatReachesThemOrTheStation() throws {
        let roster = try walk.installation.roster()
        let deputies = roster.filter { $0["kind"]?.text == "deputy" }
        #expect(Set(deputies.compactMap { $0["level"]?.text }) == ["国", "省", "市", "县", "乡"])
        #expect(Set(roster.compactMap { $0["code"]?.text }).count == 9 + 126)
        let station = try walk.installation.code("station", station: "SS07")
        let (name, deputy) = try #require(try walk.deputies(of: "SS07").first)
        try walk.run(
            "poster", "--station", "SS07", "--output", walk.installation.scratch.url("wall.html").path)
        let wall = try walk.read("wall.html")
        for code in [station] + (try walk.deputies(of: "SS07").map(\.code)) {
            #expect(wall.contains(code), "\(code) isn't on the wall")
        }
        #expect(try walk.browser.get("/\(deputy)").body.contains(name))
        // The one reaches the deputy, the other whoever of the station takes it.
        let own = try walk.message("老街停车难", to: deputy)
        let shared = try walk.message("老街停车难，请规划", to: station)
        let reader = try Staff(walk.installation, walk.server, "--deputy", deputy)
        #expect(try reader.json("inbox", "list").elements?.map { $0["case"]?.text } == [own.number])
        try reader.output("claim", shared.number)
        #expect(try reader.json("inbox", "list").elements?.count == 2)
    }

    @Test func dutyActivitiesAndNewsStandOnlineAsOnTheWall() throws {
        let officer = try Staff(walk.installation, walk.server, "--station", "SS00")
        let code = try walk.installation.code("station", station: "SS00")
        let (name, deputy) = try #require(try walk.deputies(of: "SS00").first)
        let days =
            try officer.json("reception", "list", "--station", "SS00", "--to", Walk.day(62)).elements ?? []
        let next = try #require(days.first { ($0["on"]?.text ?? "") >= Walk.day(3) }?["on"]?.text)
        // At the desk: who is on duty, an activity with places, a piece of news.
        let desk = try DeskPhone(walk, "--station", "SS00")
        try desk.open("/desk/reception?station=SS00")
        let set = try desk.send(
            "/desk/reception", formWith: "value=\"set\"",
            ["on": next, "time": "9:00-11:30", "deputies": deputy, "place": "一楼接待室"])
        #expect(set.contains(name) && set.contains("一楼接待室"))
        #expect(
            try officer.json("reception", "list", "--from", next, "--to", next, "--station", "SS00").elements?
                .first?["late"]?.bool == false)
        let activity = Walk.day(10)
        try desk.open("/desk/notices")
        try desk.send(
            "/desk/notices", formWith: "name=\"title\"",
            [
                "station": "SS00", "title": "城市治理调研", "text": "看停车，看路灯", "activity": activity, "places": "12",
                "duty": "research",
            ])
        let news = try desk.send(
            "/desk/notices", formWith: "name=\"title\"",
            ["station": "SS00", "title": "本月工作动态", "text": "《条例》执法检查已经结束"])
        #expect(news.contains("城市治理调研") && news.contains("本月工作动态"))

        let form = try walk.browser.get("/\(code)").body
        #expect(form.contains(name) && form.contains("9:00"))
        let notices = try walk.browser.get("/\(code)/notices").body
        #expect(notices.contains("城市治理调研") && notices.contains("本月工作动态"))
        #expect(notices.contains("看停车，看路灯"))
        let feed = try walk.browser.get("/\(code)/feed.atom").body
        #expect(feed.contains("城市治理调研") && feed.contains("执法检查已经结束"))
        let calendar = try walk.browser.get("/\(code)/calendar.ics").body
        let stamp = next.replacingOccurrences(of: "-", with: "")
        #expect(calendar.contains("DTSTART") && calendar.contains(stamp))
        #expect(calendar.contains(activity.replacingOccurrences(of: "-", with: "")))
        // What is moved is moved everywhere at once.
        try officer.output("reception", "cancel", "--on", next, "--reason", "市人大会议")
        let gone = try walk.browser.get("/\(code)/calendar.ics").body
        #expect(gone.contains("STATUS:CANCELLED") || !gone.contains("DTSTART;VALUE=DATE:\(stamp)"))
    }

    /// The year's figures, entered at the base stations and read by the head station with its own token.
    @Test func theHeadStationReadsTheYearOfAllItsBaseStations() throws {
        let office = try walk.entering(as: "--office")
        let branches = ["SS01", "SS02", "SS03", "SS04", "SS05", "SS06", "SS07", "SS08"]
        var receipts: [Receipt] = []
        // 84 matters solved and 26 that became suggestions, 160 visitors: fifty came in twos.
        for index in 0..<110 {
            let receipt = try office.enter([
                "station": .string(branches[index % branches.count]), "text": .string(Self.matter(index)),
                "people": .integer(index < 50 ? 2 : 1), "answered_at": .string(Walk.day(-(index % 20))),
                "answer": "当面答复，已经记下",
            ])
            try office.act(
                receipt,
                index < 84
                    ? ["kind": "closed", "outcome": "resolved", "text": "问题已经解决"]
                    : [
                        "kind": "closed", "outcome": "suggestion", "text": "已形成代表建议",
                        "reference": .string("第\(index - 83)号"),
                    ])
            receipts.append(receipt)
        }
        for (index, branch) in branches.prefix(7).enumerated() {
            let receipt = try walk.message(
                "\(Self.places[index])建议增加停车位", to: try walk.installation.code("station", station: branch))
            try office.act(receipt, ["kind": "replied", "text": "已列入计划"])
            try office.act(receipt, ["kind": "closed", "outcome": "explained", "text": "已说明"])
            receipts.append(receipt)
        }
        for receipt in receipts { try receipt.rateSatisfied() }
        // Seven activities, thirteen deputies at each: the entries make themselves.
        for branch in branches where branch != "SS01" {
            let deputies = try walk.deputies(of: branch).prefix(13).map { JSON.string($0.code) }
            let posted = try office.post(
                "notices",
                [
                    "station": .string(branch), "title": "集体履职活动", "activity": .string(Walk.day(0)),
                    "duty": "inspection",
                ])
            let notice = try #require(posted["notices"]?.elements?.first?["notice"]?.text)
            try office.post("notices/\(notice)/events", ["kind": "attended", "deputies": .array(deputies)])
        }

        let head = try Staff(walk.installation, walk.server, "--station", "SS00")
        #expect(try head.json("report")["totals"]?.count("received") == 0)
        let report = try head.json("report", "--below", "--from", Walk.day(-30))
        #expect(report["stations"]?.elements?.count == 9)
        let totals = try #require(report["totals"])
        #expect(totals["by_channel"]?.count("walk-in") == 110 && totals["by_channel"]?.count("scan") == 7)
        #expect(totals.count("people") == 160 + 7)
        #expect(totals["by_outcome"]?.count("resolved") == 84)
        #expect(totals["by_outcome"]?.count("suggestion") == 26)
        #expect(totals.rate("on_time_rate") == "100.0% (117/117)")
        #expect(totals.rate("closed_on_time_rate") == "100.0% (117/117)")
        #expect(totals.rate("satisfaction") == "100.0% (117/117)" && totals.count("unrated") == 0)
        #expect(totals.entries("research") == "7 entries, 91 people")
        // The wind: what rose in many people's words, for the committee's next theme.
        let rising = report["words"]?["rising"]?.elements ?? []
        #expect(rising.contains { $0["word"]?.text?.contains("停车") == true }, "\(rising)")
        let page = try head.output("report", "--below", "--format", "html")
        #expect(page.contains("停车") && page.contains("117/117") && page.contains("韶山市人大 韶山人大代表联络站"))
        // A base station sees its own, and no more.
        let base = try Staff(walk.installation, walk.server, "--station", "SS07")
        #expect(try base.json("report", "--below")["stations"]?.elements?.count == 1)
        #expect(try base.refusal("report", "--station", "SS00").contains("own station only"))
    }

    private static let places = ["银田老街", "清溪桥头", "火车站前", "杨林集镇", "大坪市场", "永义小学", "高新区南门"]
    private static let matters = [
        "停车太难，晚上没有地方停车", "来往的货车声音太大", "停车收费不清楚", "水压不够，早上没有水", "路面坑洼，下雨积水", "垃圾桶太少",
        "小孩放学过街不安全", "停车把路口堵住了", "健身器材坏了", "公交站没有雨棚",
    ]

    private static func matter(_ index: Int) -> String {
        "\(places[index % places.count])\(matters[(index / 7) % matters.count])"
    }
}
