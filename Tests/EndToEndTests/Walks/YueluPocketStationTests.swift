import Foundation
import LiaisonSystem
import LiaisonText
import Testing

/// Yuelu (no. 4 of 2024), the pocket station (掌上代表联络站): one deputy, one code, one archive; the 28th is reception day,
/// announced three days ahead; deputies upload what they did and sign up from the phone; the officer records for those who
/// don't; a year's reckoning in public.
///
/// Its figures: 3,143 visitors received, 922 opinions and suggestions collected.
@Suite struct YueluPocketStationTests {
    private let walk: Walk
    private let officer: Staff

    init() throws {
        walk = try Walk(
            "长沙市岳麓区人大",
            stations: """
                站点编号,站点名称,上级站点,地址,电话,接待日,站长,联络员
                YL01,望城坡街道人大代表联络站,,望城坡街道一楼,0731-88880001,每月28日 9:00-11:30,肖某,周某
                YL02,梅溪湖街道人大代表联络站,,梅溪湖街道二楼,0731-88880002,每月28日,,
                """,
            deputies: """
                编号,姓名,站点编号,层级,小组,职务
                D1,肖晟,YL01,省,第一小组,高级工程师
                D2,陈立,YL01,市,第一小组,教师
                D3,易敏,YL01,县,第二小组,医生
                D4,龙华,YL01,乡,第二小组,村民
                D5,何静,YL02,县,第一小组,律师
                """)
        officer = try Staff(walk.installation, walk.server, "--station", "YL01")
    }

    private func code(_ name: String) throws -> String {
        try #require(try walk.installation.roster().first { $0["name"]?.text == name }?["code"]?.text)
    }

    @Test func the28thIsReceptionDayAndLateOnesAreMarked() throws {
        let listed = try officer.json("reception", "list", "--to", Walk.day(120)).elements ?? []
        #expect(listed.count >= 3)
        for day in listed {
            // On the 28th, or moved from it to a day that is worked.
            let on = try #require(day["moved_from"]?.text ?? day["on"]?.text)
            #expect(on.hasSuffix("-28"), "\(day)")
            #expect(day["source"]?.text == "rule" && day["late"]?.bool == false)
            #expect(day["time"]?.text == "9:00-11:30")
        }
        // Days of the rule are never late: two that aren't among them.
        let ruled = Set(listed.compactMap { $0["on"]?.text })
        let soon = try #require([2, 1].map { Walk.day($0) }.first { !ruled.contains($0) })
        let later = try #require([3, 4].map { Walk.day($0) }.first { !ruled.contains($0) })
        #expect(try officer.json("reception", "set", "--on", soon, "--deputy", "肖晟")["late"]?.bool == true)
        #expect(try officer.json("reception", "set", "--on", later, "--deputy", "陈立")["late"]?.bool == false)
        let form = try walk.browser.get("/\(walk.installation.code("station", station: "YL01"))").body
        #expect(form.contains("肖晟"))
        let deputies = try Staff(walk.installation, walk.server, "--deputy", try code("肖晟"))
        #expect(
            try deputies.json("reception", "list", "--deputy", try code("肖晟")).elements?.map {
                $0["on"]?.text
            }
                == [soon])
    }

    @Test func deputiesSignUpAndOffFromThePhone() throws {
        let notice = try officer.output(
            "notice", "post", "--title", "井盖调研", "--activity", Walk.day(7), "--places", "1", "--duty",
            "research")
        let xiao = try Staff(walk.installation, walk.server, "--deputy", try code("肖晟"))
        let chen = try Staff(walk.installation, walk.server, "--deputy", try code("陈立"))
        func signedUp() throws -> [String] {
            try officer.json("notice", "list").elements?.first?["signed_up"]?.elements?.compactMap(\.text)
                ?? []
        }
        try xiao.output("notice", "sign-up", notice)
        #expect(try chen.refusal("notice", "sign-up", notice).contains("All 1 places are taken"))
        #expect(
            try chen.refusal("notice", "sign-up", notice, "--withdraw").contains("has not signed up"))
        #expect(
            try chen.refusal("notice", "sign-up", notice, "--withdraw", "--deputy", try code("肖晟"))
                .contains("for nobody else"))
        #expect(try signedUp() == [try code("肖晟")])
        // A stranger's station has no such notice.
        let other = try Staff(walk.installation, walk.server, "--deputy", try code("何静"))
        #expect(try other.run(["notice", "sign-up", notice]).status != 0)
        let off = try xiao.run(["notice", "sign-up", notice, "--withdraw"])
        #expect(
            off.status == 0 && off.talk.contains("Signed off from “井盖调研”, 0 still signed up"), "\(off.talk)")
        try chen.output("notice", "sign-up", notice)
        // The officer signs off and on for those who call.
        try officer.output("notice", "sign-up", notice, "--withdraw", "--deputy", try code("陈立"))
        try xiao.output("notice", "sign-up", notice)
        #expect(try signedUp() == [try code("肖晟")])
    }

    @Test func oneDeputyHasOneCodeAndOneArchive() throws {
        let (xiao, long) = (try code("肖晟"), try code("龙华"))
        // What the deputy uploads waits; what the officer enters for one who has no phone counts.
        let own = try Staff(walk.installation, walk.server, "--deputy", xiao)
        let phone = try DeskPhone(walk, "--deputy", xiao)
        try phone.open("/desk/log")
        let filled = try phone.send(
            "/desk/log", formWith: "name=\"duty\"",
            ["duty": "research", "on": Walk.day(-3), "people": "1", "title": "井盖异响", "text": "录音取证，咨询专家"])
        #expect(filled.contains("井盖异响"))
        let waiting = try officer.json("log", "list", "--state", "pending").elements?.first
        let uploaded = try #require(waiting?["entry"]?.text)
        try officer.output(
            "log", "add", "--duty", "reception", "--on", Walk.day(-2), "--deputy", long, "--people", "9")
        #expect(try own.refusal("log", "approve", uploaded).isEmpty == false)
        let desk = try DeskPhone(walk, "--station", "YL01")
        #expect(try desk.open("/desk/log?state=pending").contains("井盖异响"))
        try desk.send("/desk/log/\(uploaded)", formWith: "name=\"kind\" value=\"approved\"", [:])
        #expect(try officer.json("log", "show", uploaded)["state"]?.text == "counted")
        // The visitor at the counter, entered at the desk for the deputy who received them.
        try desk.open("/desk/intake")
        let saved = try desk.send(
            "/desk/intake", formWith: "name=\"text\"",
            ["text": "井盖松动，车过就响", "to": xiao, "channel": "walk-in", "name": "李四", "phone": "13812345678"])
        let number = try #require(saved.firstMatch(of: /YL01-[0-9]{6}-[0-9A-Y]{5}/)?.output)
        try phone.open("/desk")
        #expect(phone.page.contains("井盖松动") || phone.page.contains(number))
        try phone.open("/desk/cases/\(number)")
        #expect(phone.page.contains("井盖松动，车过就响"))
        try phone.send(
            "/desk/cases/\(number)", formWith: "value=\"replied\"", ["text": "已请区开发建设局现场交办"])
        #expect(try own.course(of: String(number)) == ["received", "replied"])

        let archive = try own.json("archive", xiao)
        #expect(archive["name"]?.text == "肖晟" && archive["group"]?.text == "第一小组")
        #expect(archive["codes"]?.elements?.count == 1)
        #expect(archive["entries"]?.elements?.map { $0["entry"]?.text } == [uploaded])
        #expect(archive["cases"]?.count("received") == 1 && archive["cases"]?.count("replied") == 1)
        // To print, without a word of the citizen's.
        let page = try own.output("archive", xiao, "--format", "html")
        #expect(page.contains("井盖异响") && !page.contains("车过就响") && !page.contains("李四"))
        #expect(try own.run(["archive", long]).status != 0)
        // All of the station in one folder.
        let folder = walk.installation.scratch.url("archives").path
        try officer.output("archive", "--all", "--output", folder, "--format", "html")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 4)
        // The zero stands beside the top.
        let points = try officer.json("points", "--from", Walk.day(-30)).elements ?? []
        #expect(points.count == 4 && points.last?["points"]?.integer == 0)
    }

    @Test func aYearOfReceptionsComesInAsAFileAndIsReportedInNumbersOfPeople() throws {
        var file = "日期,任务,代表,人次,标题\n"
        let names = ["肖晟", "陈立", "易敏", "龙华"]
        // A hundred receptions: 99 of 31 people, one of 74, are 3,143.
        for index in 0..<100 {
            file += "\(Walk.day(-index)),进站接待群众,\(names[index % 4]),\(index == 99 ? 74 : 31),接待日\n"
        }
        for index in 0..<922 {
            file += "\(Walk.day(-index % 100)),problem,\(names[index % 4]),,意见建议\(index)\n"
        }
        let path = try walk.write(file, to: "register.csv")
        #expect(try officer.json("log", "import", path).count("new") == 1022)
        #expect(try officer.json("log", "import", path).count("new") == 0)
        let totals = try #require(try officer.json("report", "--from", Walk.day(-120))["totals"])
        #expect(totals.entries("reception") == "100 entries, 3143 people")
        #expect(totals.entries("problem") == "922 entries, 922 people")
        #expect(totals.count("received") == 0 && totals.count("people") == 0)
        let text = try officer.output("report", "--from", Walk.day(-120))
        #expect(text.contains("Reception 100 (3143 people), Problems raised 922 (922 people)"), "\(text)")
        // A row that is wrong enters none of the file.
        let bad = try walk.write(
            "日期,任务,代表,人次\n\(Walk.day(-1)),reception,肖晟,5\n\(Walk.day(1)),飞行,某某,几个\n", to: "bad.csv")
        let refused = try officer.run(["log", "import", bad])
        #expect(refused.status != 0)
        #expect(
            try officer.json("report", "--from", Walk.day(-120))["totals"]?.entries("reception")
                == "100 entries, 3143 people")
    }
}
