import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonText
import LiaisonWording
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What leaves the desk on paper or for a spreadsheet: registers, points, activities. Today is 24 December 2025.
@Suite struct RegisterTableTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    @Test func theRegistersArePrintedAndSavedAsTheyAreNarrowed() throws {
        try enter("走访三户", of: deputy, on: "2025-12-20")
        try enter("上月走访", of: colleague, on: "2025-11-20")
        try enter("别的站", of: stranger, on: "2025-12-20")
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/log?from=2025-12-01")
        #expect(page.contains("/desk/log?format=html&amp;from=2025-12-01"))
        #expect(page.contains("/desk/log?format=csv&amp;from=2025-12-01"))
        let print = try officer.get("/desk/log?format=html&from=2025-12-01")
        let name = try #require(desk.roster.stationName(deputy.station))
        for text in ["走访三户", deputy.name, name, "共 1 条，3 人次", "2025-12-20 至 2025-12-20"] {
            #expect(print.contains(text), "\(text)")
        }
        #expect(!print.contains("上月走访") && !print.contains("别的站") && !print.contains("<script"))
        let csv = try officer.get("/desk/log?format=csv")
        #expect(csv.contains("日期,履职任务,代表,人次,标题,内容,受理编号,文号,联络站,状态,台账编号,到场单位和人员,测评（满意/基本满意/不满意）,办理和转化结果\r\n"))
        #expect(csv.contains("2025-12-20,走访联系选民,\(deputy.name),3,走访三户,"))
        #expect(csv.contains("上月走访") && !csv.contains("别的站") && csv.contains("log.csv"))
        // A deputy has their own.
        let own = try desk.browser(scope).get("/desk/log?format=csv")
        #expect(own.contains("走访三户") && !own.contains("上月走访"))
        #expect(try officer.get("/desk/log?format=csv&from=x").status == 422)
        #expect(try desk.browser(.office).get("/desk/log?format=csv").contains("别的站"))
    }

    @Test func votesAreAddedUpAndRareColumnsAreThereForWhoHasThem() throws {
        try enter("走访三户", of: deputy, on: "2025-12-20")
        let officer = try desk.browser(station)
        #expect(try !officer.get("/desk/log?format=html").contains("测评"))
        for (title, votes) in [("述职", "45/3/1"), ("再述职", "5/0/1")] {
            _ = try desk.records().addEntry(
                .members([
                    "station": .string("\(deputy.station)"), "duty": "report-work", "on": "2025-12-21",
                    "deputies": .codes([deputy.code]), "title": .string(title), "votes": .string(votes),
                    "guests": "镇长", "result": title == "述职" ? "转为建议" : "",
                ]), key: title)
        }
        let print = try officer.get("/desk/log?format=html")
        for text in ["45/3/1", "镇长", "转为建议", "满意 50、基本满意 3、不满意 2：满意率 50/55，90.9%"] {
            #expect(print.contains(text), "\(text)")
        }
        #expect(!print.contains("文号"))
        let open = try officer.get("/desk/log?unsettled=true&format=csv")
        #expect(open.contains("再述职") && open.contains("走访三户") && !open.contains("45/3/1"))
    }

    /// What was saved can be read in by its headings.
    @Test(arguments: Language.allCases) func theTablesHeadingsAreThoseOfAnImport(language: Language) throws {
        let text = String(decoding: RegisterTable.csv([], Assets.pages(language)).dropFirst(3), as: UTF8.self)
        let headings = text.split(whereSeparator: \.isNewline).joined().split(separator: ",").map(String.init)
        #expect(
            headings.compactMap { RegisterColumn(header: $0) } == [
                .on, .duty, .deputies, .people, .title, .text, .case, .reference, .station, .guests,
                .votes, .result,
            ])
    }

    @Test func whoHasTheSameSumSharesAPlaceAndZeroIsNone() throws {
        try enter("一", of: deputy, on: "2025-12-20")
        try enter("二", of: colleague, on: "2025-12-20")
        try enter("三", of: stranger, duty: "report-work", on: "2025-12-20")
        let standings = try desk.records().points()
        let places = standings.map(\.place)
        #expect(Array(places.prefix(4)) == [1, 2, 2, nil] && places.dropFirst(4).allSatisfy { $0 == nil })
        let json = standings.map(\.json)
        #expect(json.map(PointsPage.place) == places.map { $0.map { "\($0)" } ?? "–" })
        #expect(json.first?["station_name"]?.text == desk.roster.stationName(stranger.station))
        let page = try desk.browser(.office).get("/desk/points?format=html")
        let name = try #require(desk.roster.stationName(deputy.station))
        #expect(page.contains("<th scope=\"row\">2</th><td>\(deputy.name)</td><td>\(name)</td>"))
        #expect(page.contains("<th scope=\"row\">–</th>"))
        #expect(try desk.browser(.office).get("/desk/points").contains("– <b>"))
    }

    @Test func aYearsActivitiesAreASheetForTheWall() throws {
        let records = desk.records()
        for (title, day) in [("冬季走访", "2025-12-28"), ("春耕调研", "2026-03-05"), ("不办了", "2025-12-30")] {
            let posted = try records.postNotice(
                .members([
                    "station": .string("\(deputy.station)"), "title": .string(title),
                    "text": .string("方案：先看后议"),
                    "activity": .string(day), "places": .integer(10),
                ]), key: title)
            guard title == "不办了", let number = posted["notices"]?.elements?.first?["notice"]?.text else {
                continue
            }
            _ = try records.act(
                onNotice: try RecordNumber(parsing: number), .members(["kind": .string("withdrawn")]),
                key: "w")
        }
        let officer = try desk.browser(station)
        #expect(try officer.get("/desk/print").contains("layout=activities&amp;year=2026"))
        let sheet = try officer.get("/desk/print?layout=activities&year=2025")
        for text in ["2025 年活动安排", "12月28日", "冬季走访", "方案：先看后议", "名额 10，已报名 0"] {
            #expect(sheet.contains(text), "\(text)")
        }
        #expect(!sheet.contains("春耕调研") && !sheet.contains("不办了"))
        #expect(try officer.get("/desk/print?layout=activities&year=2026").contains("春耕调研"))
        #expect(try officer.get("/desk/print?layout=activities&year=2027").contains("这一年还没有发布活动"))
        #expect(try desk.browser(scope).get("/desk/print?layout=activities").status == 404)
    }
}
