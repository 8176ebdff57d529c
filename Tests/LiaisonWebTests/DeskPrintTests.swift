import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What a station hangs on its wall, printed at the desk, and whose reports are one touch away. Today is 24 December 2025.
@Suite struct DeskPrintTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    @Test func rulesAndDutiesArePrintedAsTheFileHasThem() throws {
        let officer = try desk.browser(station)
        #expect(try officer.get("/desk/print").contains("layout=rules&amp;paper=A3"))
        let sample = try officer.get("/desk/print?layout=rules&paper=A3")
        #expect(sample.status == 200 && sample.contains("size: 297mm 420mm") && !sample.contains("<script"))
        let path = "\(desk.directory.path)/rules.txt"
        try Files.replace(path, with: Array("# 接待制度\n每月接待一次<b>\n".utf8))
        let own = try officer.get("/desk/print?layout=rules&paper=A4")
        #expect(own.contains("size: 210mm 297mm") && own != sample)
        #expect(own.contains("接待制度") && own.contains("每月接待一次&lt;b&gt;"))
        try Files.replace(path, with: Array("没有标题\n".utf8))
        let empty = try officer.get("/desk/print?layout=rules&paper=A4")
        #expect(empty.status == 422 && empty.contains("rules.txt 里没有内容"))
        #expect(try desk.browser(scope).get("/desk/print?layout=rules").status == 404)
    }

    @Test func aMonthsReceptionDaysArePrintedAsTheyAreSet() throws {
        let officer = try desk.browser(station)
        let page = try officer.get("/desk/print")
        for month in ["2025-12", "2026-01"] {
            #expect(page.contains("layout=reception&amp;paper=A4&amp;month=\(month)"))
        }
        _ = try desk.records().actOnReception(
            .members([
                "station": .string("\(deputy.station)"), "kind": "set", "on": "2026-01-13", "time": "下午三点",
                "place": "礼堂", "deputies": .codes([deputy.code]),
            ]), key: "a")
        let sheet = try officer.get("/desk/print?layout=reception&paper=A4&month=2026-01")
        #expect(sheet.contains("size: 210mm 297mm") && sheet.contains("2026年1月"))
        for word in ["1月13日", "15:00", "礼堂", deputy.name] { #expect(sheet.contains(word), "\(word)") }
        let before = try officer.get("/desk/print?layout=reception&paper=A4&month=2025-12")
        #expect(before.contains("2025年12月") && !before.contains("礼堂"))
        #expect(try officer.get("/desk/print?layout=reception").contains("2025年12月"))
        for wrong in ["month=2026-13", "month=x", "paper=A5&month=2026-01"] {
            #expect(try officer.get("/desk/print?layout=reception&\(wrong)").status == 404, "\(wrong)")
        }
        let other = try desk.browser(.station(stranger.station))
        #expect(
            try !other.get("/desk/print?layout=reception&month=2026-01&station=\(deputy.station)")
                .contains("礼堂"))
    }

    @Test func aHeadStationsReportsWithItsBranchesAreOneTouchAway() throws {
        let head = try #require(desk.roster.station(deputy.station)?.parent)
        let page = try desk.browser(.station(head)).get("/desk/report")
        let targets = page.components(between: "href=\"", and: "\"").map { String($0).unescaped }
            .filter { $0.contains("from=") }
        #expect(targets.count == 12 && targets.count { $0.contains("&below=true") } == 6)
        try #require(
            desk.records().addEntry(
                .members([
                    "station": .string("\(deputy.station)"), "duty": "visit", "on": "2025-12-20",
                    "deputies": .codes([deputy.code]),
                ]), key: "a")["entry"] != nil)
        let name = try #require(desk.roster.station(deputy.station)?.name)
        for target in targets where target.contains("from=2025-12") {
            let report = try desk.browser(.station(head)).get(target)
            #expect(report.status == 200)
            #expect(report.contains(name) == target.contains("below=true"), "\(target)")
        }
        // A station without branches, a deputy and the office, who has all, have one list.
        for scope in [Scope.station(deputy.station), scope, .office] {
            let page = try desk.browser(scope).get("/desk/report")
            #expect(!page.contains("below=true") && page.contains("from=2025-12-01"))
        }
    }
}
