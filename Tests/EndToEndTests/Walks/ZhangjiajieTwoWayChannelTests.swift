import Foundation
import LiaisonSystem
import LiaisonText
import Testing

/// Zhangjiajie (no. 15 of 2022): one platform for the city's deputies of all five levels, a channel both ways by a duty QR
/// code, deputies taken into the station nearest to them, archives, and suggestions followed from beginning to end until deputies
/// and people are both satisfied.
@Suite struct ZhangjiajieTwoWayChannelTests {
    private let walk: Walk
    private static let stations = """
        站点编号,站点名称,上级站点,地址,电话,接待日
        ZJ00,张家界市人大代表联络总站,,市政府,0744-8300000,每月15日
        ZJ01,天门山街道代表联络站,ZJ00,天门山街道,0744-8300001,每月15日
        ZJ02,武陵源代表联络站,ZJ00,武陵源区,0744-8300002,每月15日
        """
    private static let header = "编号,姓名,站点编号,层级,小组"
    private static let others = """
        Z2,覃文,ZJ01,市,文化旅游小组
        Z3,向红,ZJ02,省,教育卫生小组
        Z4,田野,ZJ02,国,民族侨务小组
        Z5,李新,ZJ02,乡,
        """

    init() throws {
        walk = try Walk(
            "张家界市人大", stations: Self.stations,
            deputies: "\(Self.header)\nZ1,卓然,ZJ01,县,社会建设小组\n\(Self.others)\n")
    }

    private func code(_ name: String) throws -> String {
        try #require(try walk.installation.roster().first { $0["name"]?.text == name }?["code"]?.text)
    }

    @Test func questionAndAnswerGoBothWaysUntilBothAreSatisfied() throws {
        let deputy = try code("卓然")
        let citizen = try walk.message("旅游旺季村里堵车，出不了门", to: deputy)
        // Two servers are one platform: the deputy's phone is at the other.
        let other = try RunningServer(walk.installation.data)
        let phone = try DeskPhone(walk, port: other.port, "--deputy", deputy)
        let path = "/desk/cases/\(citizen.number)"
        func act(_ kind: String, _ fields: KeyValuePairs<String, String>) throws {
            try phone.open(path)
            try phone.send(path, formWith: "value=\"\(kind)\"", fields)
        }
        try act("acknowledged", ["grade": "major"])
        try act("asked", ["text": "请问是哪一段路，什么时候最堵？"])
        #expect(try citizen.page().contains("请问是哪一段路，什么时候最堵？"))
        #expect(try citizen.send(["kind": "append", "text": "武陵大道北段，周末下午"]).contains("武陵大道北段"))
        #expect(try phone.open(path).contains("武陵大道北段，周末下午"))
        try act("replied", ["text": "已与交警联系"])
        // Answered is not solved: the citizen says so, and it is opened again.
        #expect(
            try citizen.send(["kind": "rate", "solved": "no", "rating": "dissatisfied", "text": "还是堵"])
                .contains("不满意"))
        let reopened = try citizen.send(["kind": "reopen", "text": "周末照样出不了门"])
        #expect(reopened.contains("办理中"))
        // Followed to the end: a department with a date, a reminder, a suggestion of the congress.
        let office = try Staff(walk.installation, walk.server, "--office")
        try office.output("assign", citizen.number, "--unit", "市公安局交警支队", "--until", Walk.day(30))
        try office.output("urge", citizen.number)
        try office.output(
            "close", citizen.number, "--outcome", "suggestion", "--reference", "市八届人大第159号", "--text",
            "已列为重点处理建议，分时放行")
        let closed = try citizen.page()
        #expect(closed.contains("市公安局交警支队") && closed.contains("市八届人大第159号"))
        try citizen.rateSatisfied()
        #expect(
            try office.course(of: citizen.number) == [
                "received", "acknowledged", "asked", "answered", "replied", "rated", "reopened", "assigned",
                "urged", "closed", "rated",
            ])
        let totals = try #require(try office.json("report")["totals"])
        // The last word counts, the way there is told beside it.
        #expect(totals.rate("satisfaction") == "100.0% (1/1)" && totals.rate("solved_rate") == "100.0% (1/1)")
        #expect(totals.count("reopened") == 1 && totals["by_outcome"]?.count("suggestion") == 1)
        let archive = try office.json("archive", deputy)
        #expect(archive["cases"]?.count("satisfied") == 1)
        // A wrong query code opens nothing, and a colleague sees no other's case.
        #expect(try walk.browser.get("/r/\(citizen.number)/0000-0000-0000").status == 404)
        let colleague = try Staff(walk.installation, walk.server, "--deputy", try code("覃文"))
        #expect(try colleague.run(["inbox", "show", citizen.number]).status != 0)
    }

    @Test func whoMovesIntoTheNearestStationKeepsCodeCasesAndArchive() throws {
        let deputy = try code("卓然")
        let citizen = try walk.message("学校门口没有斑马线", to: deputy)
        let officer = try Staff(walk.installation, walk.server, "--station", "ZJ01")
        try officer.output(
            "log", "add", "--duty", "visit", "--on", Walk.day(-2), "--deputy", deputy, "--people", "4")
        let moved = try walk.write(
            "\(Self.header)\nZ1,卓然,ZJ02,县,社会建设小组\n\(Self.others)\n", to: "moved.csv")
        let imported = try walk.installation.importRoster([moved])
        #expect(imported.status == 0, "\(imported.talk)")
        let roster = try walk.installation.roster().filter { $0["name"]?.text == "卓然" }
        #expect(roster.map { $0["code"]?.text } == [deputy] && roster.first?["station"]?.text == "ZJ02")
        // What was sent stays with its deputy, and the printed code goes on working.
        let own = try Staff(walk.installation, walk.server, "--deputy", deputy)
        #expect(try own.json("inbox", "list").elements?.map { $0["case"]?.text } == [citizen.number])
        #expect(try walk.browser.get("/\(deputy)").body.contains("武陵源代表联络站"))
        try own.output("reply", citizen.number, "--text", "已报交警划线")
        #expect(try citizen.page().contains("已报交警划线"))
        let archive = try own.json("archive", deputy)
        #expect(archive["station"]?.text == "ZJ02" && archive["entries"]?.elements?.count == 1)
        #expect(archive["codes"]?.elements?.first?["history"]?.elements?.count == 2)
    }

    /// One platform: what the districts' stations enter is the city's without anybody sending it.
    @Test func theCityReadsAllStationsAndPlacesOfPosters() throws {
        let scratch = walk.installation.scratch
        try walk.run(
            "poster", "--station", "ZJ02", "--place", "索道售票处", "--output", scratch.url("place.html").path)
        let station = try walk.installation.code("station", station: "ZJ02")
        // Whoever of the staff asks for anything has the server look at the roster's files again.
        let office = try Staff(walk.installation, walk.server, "--office")
        #expect(try office.json("report")["totals"]?.count("received") == 0)
        let form = try walk.browser.get("/\(station)/1")
        let nonce = try #require(form.nonce)
        let sent = try walk.browser.post("/\(station)/1", ["nonce": nonce, "text": "排队太久，没有遮阳"])
        #expect(sent.status == 303)
        _ = try walk.message("路灯不亮", to: try code("覃文"))
        let report = try office.json("report")
        #expect(report["totals"]?.count("received") == 2)
        #expect(report["totals"]?["by_place"]?.count("索道售票处") == 1)
        let csv = try office.output("report", "--format", "csv")
        #expect(csv.contains("Place: 索道售票处"))
        let page = try office.output("report", "--format", "html")
        #expect(page.contains("<tr><th scope=\"row\">索道售票处</th><td>1</td></tr>"))
    }
}
