import Foundation
import LiaisonSystem
import LiaisonText
import Testing

/// Gaosha (no. 20 of 2025): one town's station and five for its quarters; a QR code of each deputy's own, received and answered
/// at once; simple matters on the spot, ordinary within a month, major within three; numbered and closed out; 26 scored
/// duties, shown on the sunshine board; reception on days with a 6.
///
/// Its figures: 127 matters closed, 98.2 %. No whole number of matters gives that rate: 127 of 129 are 98.4 %.
@Suite struct GaoshaClosingOutTests {
    private let walk: Walk
    private let officer: Staff

    init() throws {
        walk = try Walk(
            "洞口县高沙镇人大",
            stations: """
                站点编号,站点名称,上级站点,地址,电话,接待日
                GS00,高沙镇人大代表联络站,,高沙镇政府,0739-7000000,逢6 9:00-11:30
                GS01,高沙片区站,GS00,,,逢6
                GS02,南泥片区站,GS00,,,逢6
                GS03,温塘片区站,GS00,,,逢6
                GS04,石榴片区站,GS00,,,逢6
                GS05,月英片区站,GS00,,,逢6
                """,
            deputies: """
                编号,姓名,站点编号,层级
                G1,曾甲,GS00,乡
                G2,曾乙,GS00,乡
                G3,曾丙,GS00,县
                G4,曾丁,GS01,乡
                """)
        officer = try Staff(walk.installation, walk.server, "--station", "GS00")
    }

    private func code(_ name: String) throws -> String {
        try #require(try walk.installation.roster().first { $0["name"]?.text == name }?["code"]?.text)
    }

    @Test func deputiesReceiveOnDaysWithASix() throws {
        let days =
            try officer.json("reception", "list", "--station", "GS00", "--to", Walk.day(60)).elements ?? []
        #expect(days.count >= 4)
        for day in days {
            let on = try #require(day["moved_from"]?.text ?? day["on"]?.text)
            #expect(["06", "16", "26"].contains(on.suffix(2)), "\(day)")
        }
    }

    @Test func aScanIsReceivedAtOnceAndAnsweredAtOnce() throws {
        let deputy = try code("曾甲")
        let citizen = try walk.message("栗山路口的路面太滑", to: deputy)
        let phone = try DeskPhone(walk, "--deputy", deputy)
        #expect(phone.page.contains(citizen.number))
        try phone.open("/desk/cases/\(citizen.number)")
        try phone.send(
            "/desk/cases/\(citizen.number)", formWith: "value=\"acknowledged\"", ["grade": "simple"])
        try phone.send("/desk/cases/\(citizen.number)", formWith: "value=\"replied\"", ["text": "改用仿古石板"])
        #expect(try citizen.page().contains("改用仿古石板"))
        try phone.send(
            "/desk/cases/\(citizen.number)", formWith: "value=\"closed\"",
            ["outcome": "resolved", "text": "已经验收"])
        try citizen.rateSatisfied()
        let own = try Staff(walk.installation, walk.server, "--deputy", deputy)
        #expect(
            try own.course(of: citizen.number) == ["received", "acknowledged", "replied", "closed", "rated"])
    }

    @Test func everyMatterHasANumberADateAndAnEnd() throws {
        let office = try walk.entering(as: "--office")
        var numbers: [String] = []
        func enter(_ text: String, at station: Int, grade: String, daysAgo: Int, answered: Bool) throws
            -> Receipt
        {
            var matter: [JSON.Member] = [
                .init("station", .string("GS0\(station)")), .init("text", .string(text)),
                .init("received", .string(Walk.day(-daysAgo))),
            ]
            if answered {
                matter.append(.init("answered_at", .string(Walk.day(-daysAgo))))
                matter.append(.init("answer", "当场答复"))
            }
            let receipt = try office.enter(.object(matter))
            numbers.append(receipt.number)
            try office.act(receipt, ["kind": "acknowledged", "grade": .string(grade)])
            return receipt
        }
        // 60 on the spot, 50 within the month, 17 within three.
        for index in 0..<127 {
            let (grade, days) = index < 60 ? ("simple", 0) : index < 110 ? ("ordinary", 20) : ("major", 75)
            let receipt = try enter("民生\(index)", at: index % 6, grade: grade, daysAgo: days, answered: true)
            try office.act(receipt, ["kind": "closed", "outcome": "resolved", "text": "已办结"])
        }
        let late = try enter("一般事项，一个多月了", at: 1, grade: "ordinary", daysAgo: 45, answered: false)
        let unsettled = try enter("重大事项，还没有清零", at: 2, grade: "major", daysAgo: 120, answered: true)
        #expect(Set(numbers).count == 129)
        #expect(numbers.allSatisfy { $0.wholeMatch(of: /GS0[0-5]-[0-9]{6}-[0-9A-Y]{5}/) != nil })

        let shown = try officer.json("inbox", "show", unsettled.number)
        #expect(shown["grade"]?.text == "major" && shown["state"]?.text == "replied")
        let closeDue = try #require(shown["close_due"]?.text)
        #expect(closeDue < Walk.day(0) && closeDue >= Walk.day(-35))
        // Neither what waits for its answer nor what waits to be closed goes unseen.
        let overdue = try #require(
            try officer.json("inbox", "list", "--overdue", "--close-overdue").elements)
        #expect(overdue.map { $0["case"]?.text } == [late.number, unsettled.number])
        #expect(overdue.map { $0["overdue"]?.bool } == [true, false])
        #expect(overdue.map { $0["close_overdue"]?.bool } == [true, true])

        let report = try officer.json("report", "--below", "--from", Walk.day(-150))
        let totals = try #require(report["totals"])
        #expect(totals.count("closed") == 127)
        #expect(totals.rate("closing_rate") == "98.4% (127/129)")
        #expect(totals.rate("closed_on_time_rate") == "98.4% (127/129)")
        #expect(totals.count("close_overdue") == 2 && totals.count("overdue") == 1)
        #expect(totals.rate("on_time_rate") == "99.2% (128/129)")
        // The printed 98.2 % is the share of no number of matters.
        #expect((127...200).allSatisfy { (127 * 2000 + $0) / ($0 * 2) != 982 })
    }

    @Test func theSunshineBoardScoresTwentySixDuties() throws {
        let lines = try walk.read("data/duties.csv").split(separator: "\n")
            .filter { !$0.hasPrefix("#") && $0.contains(",") }
        #expect(lines.count == 1 + 26)
        let (first, second) = (try code("曾甲"), try code("曾乙"))
        // All in one year, on whatever day this runs.
        for count in 1...15 {
            try officer.output(
                "log", "add", "--duty", "reception", "--on", Walk.day(-1), "--deputy", first, "第\(count)位")
        }
        let own = try Staff(walk.installation, walk.server, "--deputy", second)
        let pending = try own.output("log", "add", "--duty", "policy", "--on", Walk.day(-1), "宣传政策")
        let from = Walk.day(-20)
        func points() throws -> [String] {
            try officer.json("points", "--station", "GS00", "--from", from).elements?.map {
                "\($0["name"]?.text ?? "") \($0["points"]?.integer ?? -1)"
            } ?? []
        }
        // Two points each, and no more than 24 in a year; what isn't approved counts nothing, and who did nothing stands there.
        #expect(try points().first == "曾甲 24")
        #expect(Set(try points().dropFirst()) == ["曾乙 0", "曾丙 0"])
        try officer.output("log", "approve", pending)
        #expect(try points() == ["曾甲 24", "曾乙 1", "曾丙 0"])
        let board = try officer.output("points", "--station", "GS00", "--from", from, "--format", "html")
        for words in ["曾甲", "曾乙", "曾丙", "24"] { #expect(board.contains(words)) }
        #expect(!board.contains("曾丁"))
        // The same at the desk, to print.
        let desk = try DeskPhone(walk, "--station", "GS00")
        #expect(try desk.open("/desk/points?station=GS00&from=\(from)&format=html").contains("曾丙"))
        let score = try officer.json("points", "--station", "GS00", "--from", from).elements?.first
        let sum = score?["entries"]?.elements?.compactMap { $0["points"]?.integer }.reduce(0, +)
        #expect(sum == 24)
    }
}
