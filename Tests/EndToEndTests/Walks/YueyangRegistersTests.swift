import Foundation
import LiaisonSystem
import LiaisonText
import Testing

/// Yueyang (no. 17 of 2018): deputies' details on the wall, five registers kept and filed, matters given to the township's
/// offices, the 8th of each month as reception day.
///
/// Its figures, of Yueyang county: 24,153 people received, 279 opinions and suggestions, 257 answered. The bulletin prints
/// 93 %; 257 of 279 are 92.1 %.
@Suite struct YueyangRegistersTests {
    private let walk: Walk
    private let officer: Staff

    init() throws {
        walk = try Walk(
            "岳阳县人大",
            stations: """
                站点编号,站点名称,上级站点,地址,电话,接待日
                YY00,禹山镇人大代表之家,,禹山镇政府一楼,0730-7600000,每月8日
                YY01,八字村代表工作站,YY00,八字村便民服务中心,0730-7600001,每月8日
                """,
            deputies: """
                编号,姓名,站点编号,层级,小组,职务,性别,单位,公开电话
                A1,徐金娥,YY00,市,第一小组,理事长,女,爱行天下公益协会,0730-7601111
                A2,兰得龙,YY00,县,第一小组,村支书,男,八字村村委会,0730-7602222
                A3,李国武,YY01,乡,,村民,男,,
                """)
        officer = try Staff(walk.installation, walk.server, "--station", "YY00")
    }

    @Test func theWallShowsWhoTheDeputiesAreAndWhenTheyReceive() throws {
        try walk.run(
            "poster", "--station", "YY00", "--output", walk.installation.scratch.url("wall.html").path)
        let wall = try walk.read("wall.html")
        for words in ["徐金娥", "女", "爱行天下公益协会", "0730-7601111", "兰得龙", "村支书", "每月8日"] {
            #expect(wall.contains(words), "\(words) isn't on the wall")
        }
        let days =
            try officer.json("reception", "list", "--station", "YY00", "--to", Walk.day(124)).elements ?? []
        #expect(days.count >= 3)
        #expect(days.allSatisfy { ($0["moved_from"]?.text ?? $0["on"]?.text ?? "").hasSuffix("-08") })
    }

    @Test func fiveRegistersAreKeptCorrectedAndFiled() throws {
        // 学习培训、接待选民、走访选民、调研视察、反映问题
        let header = "日期,任务,代表,人次,标题,内容\n"
        let bad = try walk.write(
            header
                + "\(Walk.day(-1)),study,徐金娥,20,宪法学习,\n\(Walk.day(-1)),visit,张三,2,,\n\(Walk.day(2)),飞,徐金娥,0,,\n",
            to: "bad.csv")
        let refused = try officer.run(["log", "import", bad])
        #expect(refused.status != 0)
        for words in ["Row 3", "张三", "Row 4"] { #expect(refused.talk.contains(words), "\(refused.talk)") }
        #expect(try officer.json("log", "list").elements?.isEmpty == true)
        let good = try walk.write(
            header + """
                \(Walk.day(-5)),study,徐金娥、兰得龙,20,宪法学习,
                \(Walk.day(-4)),reception,兰得龙,5,接待日,六个禁令
                \(Walk.day(-3)),走访联系选民,兰得龙,50,走访,每户都到
                \(Walk.day(-2)),inspection,徐金娥,3,视察水源,
                \(Walk.day(-1)),反映群众问题,徐金娥,1,西瓜受涝,两天销售36万斤

                """, to: "good.csv")
        let imported = try officer.json("log", "import", good)
        #expect(imported.count("rows") == 5 && imported.count("new") == 5)
        let entries = try officer.json("log", "list").elements ?? []
        #expect(
            Set(entries.compactMap { $0["register"]?.text })
                == ["training", "reception", "visit", "research", "problem"])
        // A slip of the pen is put right and stays told; a wrong entry is withdrawn and counts no more.
        let visit = try #require(entries.first { $0["register"]?.text == "visit" }?["entry"]?.text)
        try officer.output("log", "amend", visit, "--people", "51")
        let desk = try DeskPhone(walk, "--station", "YY00")
        try desk.open("/desk/log/\(visit)")
        let duty = try #require(desk.page.firstMatch(of: /<option value="([^"]+)" selected>走访/)?.output.1)
        try desk.send(
            "/desk/log/\(visit)", formWith: "value=\"amended\"",
            [
                "duty": String(duty), "on": Walk.day(-3), "people": "52", "title": "走访", "text": "每户都到",
                "deputies": try #require(try walk.deputies(of: "YY00").first { $0.name == "兰得龙" }).code,
            ])
        let shown = try officer.json("log", "show", visit)
        #expect(shown.count("people") == 52 && shown["text"]?.text == "每户都到")
        #expect(shown["events"]?.elements?.map { $0["kind"]?.text } == ["recorded", "amended", "amended"])
        let wrong = try officer.output("log", "add", "--duty", "visit", "--deputy", "兰得龙", "误记")
        try desk.open("/desk/log/\(wrong)")
        try desk.send("/desk/log/\(wrong)", formWith: "value=\"withdrawn\"", ["reason": "记错了"])
        // The five registers, to print and to hand in.
        let table = try desk.open("/desk/log?format=csv")
        for words in ["宪法学习", "六个禁令", "视察水源", "两天销售36万斤", "52,走访"] {
            #expect(table.contains(words), "\(words) isn't in \(table)")
        }
        #expect(try desk.open("/desk/log?format=html").contains("西瓜受涝"))
        let totals = try #require(try officer.json("report", "--from", Walk.day(-30))["totals"])
        #expect(totals.entries("visit") == "1 entries, 52 people")
        #expect(totals.entries("training") == "1 entries, 20 people")
        // Nothing of it is anybody else's: the village's officer sees none.
        let village = try Staff(walk.installation, walk.server, "--station", "YY01")
        #expect(try village.json("log", "list").elements?.isEmpty == true)
        #expect(try !DeskPhone(walk, "--station", "YY01").open("/desk/log").contains("宪法学习"))
        // Filed: the whole station reads back as it was written.
        try walk.run("verify")
    }

    @Test func aMatterIsGivenToTheTownshipsOfficeAndComesBack() throws {
        let (_, deputy) = try #require(try walk.deputies(of: "YY00").first { $0.name == "兰得龙" })
        let citizen = try walk.message("水源保护后我们没有收入，请求补偿", to: deputy)
        let own = try Staff(walk.installation, walk.server, "--deputy", deputy)
        try own.output("ack", citizen.number, "--grade", "major")
        // The deputy hands it on and urges from the phone.
        let (phone, path) = (try DeskPhone(walk, "--deputy", deputy), "/desk/cases/\(citizen.number)")
        try phone.open(path)
        try phone.send(
            path, formWith: "value=\"assigned\"", ["unit": "禹山镇水利站", "until": Walk.day(20)])
        #expect(try citizen.page().contains("禹山镇水利站"))
        #expect(try phone.open("/desk/cases?q=%E6%B0%B4%E5%88%A9%E7%AB%99").contains(citizen.number))
        try phone.open(path)
        try phone.send(path, formWith: "value=\"urged\"", ["text": "请月底前答复"])
        try own.output("close", citizen.number, "--outcome", "resolved", "--text", "已出台长效补偿机制")
        #expect(try citizen.page().contains("已出台长效补偿机制"))
        let entry = try officer.output(
            "log", "add", "--duty", "problem", "--deputy", deputy, "--case", citizen.number, "--title",
            "六禁令补偿")
        #expect(try officer.json("log", "show", entry)["case"]?.text == citizen.number)
        let totals = try officer.json("report")["totals"]
        #expect(totals?.count("assigned") == 1)
    }

    @Test func theCountysFiguresRecompute() throws {
        let office = try walk.entering(as: "--office")
        for index in 0..<279 {
            var matter: [JSON.Member] = [
                .init("station", .string(index % 2 == 0 ? "YY00" : "YY01")),
                .init("channel", .string(["walk-in", "phone", "paper"][index % 3])),
                .init("text", .string("第\(index)件：路、水、电")),
            ]
            if index < 257 {
                matter.append(.init("answered_at", .string(Walk.day(-(index % 25)))))
                matter.append(.init("answer", "已经办理"))
            }
            _ = try office.enter(.object(matter))
        }
        var file = "日期,任务,代表,人次\n"
        // 24,153 people in a year's receptions: 96 times 250, and once 153.
        for index in 0..<97 { file += "\(Walk.day(-index)),reception,兰得龙,\(index == 96 ? 153 : 250)\n" }
        let path = try walk.write(file, to: "receptions.csv")
        try officer.output("log", "import", path)
        let county = try Staff(walk.installation, walk.server, "--office")
        let totals = try #require(try county.json("report", "--from", Walk.day(-120))["totals"])
        #expect(totals.count("received") == 279 && totals.count("answered") == 257)
        #expect(totals.rate("reply_rate") == "92.1% (257/279)")
        #expect(totals.rate("answer_rate") == "92.1% (257/279)")
        #expect(totals.entries("reception") == "97 entries, 24153 people")
        let text = try county.output("report", "--from", Walk.day(-120))
        #expect(text.contains("Answer rate 92.1% (257/279), 22 without any answer"), "\(text)")
        let page = try county.output("report", "--from", Walk.day(-120), "--format", "html")
        #expect(page.contains("92.1%") && page.contains("257/279") && page.contains("24153"))
        #expect(!page.contains("93%"))
        // What wasn't answered is a list to work on.
        #expect(try county.json("inbox", "list", "--state", "received").elements?.count == 22)
    }
}
