import LiaisonCodes
import LiaisonSystem
import LiaisonWording
import Testing

@testable import LiaisonPosters

@Suite struct PosterDocumentTests {
    @Test(arguments: Language.allCases)
    func fetchesNothingAndRunsNothing(language: Language) throws {
        let file = String(
            decoding: try Samples.press(language).wall(Samples.deputies(20), of: Samples.station()),
            as: UTF8.self)
        #expect(file.hasPrefix("<!DOCTYPE html>\n<html lang=\"\(language.rawValue)\">"))
        #expect(file.contains("@page { size: 297mm 420mm; margin: 0; }"))
        for forbidden in ["<script", "<link", "src=", "url(", "@import", "<iframe"] {
            #expect(!file.contains(forbidden))
        }
    }

    @Test func escapesWhatTheRosterSays() throws {
        let deputy = PosterDeputy(
            name: "<b>&\"张·'王", code: try Samples.code(1), level: .city, title: "</style><script>", group: "")
        let file = String(
            decoding: try Samples.press().single([.deputy(deputy)], of: Samples.station(name: "<i>站")),
            as: UTF8.self)
        #expect(file.contains("&lt;b&gt;&amp;&quot;张·&#39;王代表"))
        #expect(file.contains("&lt;/style&gt;&lt;script&gt;"))
        #expect(!file.contains("<i>站"))
    }

    @Test(arguments: [PosterLayout.single, .counter, .wall, .card, .paperForm])
    func saysWhoIsOnDutyAndWhereTheSheetHangs(layout: PosterLayout) throws {
        let (press, station) = (Samples.press(), try Samples.station())
        let deputies = try Samples.deputies(3)
        let file: [UInt8] =
            switch layout {
            case .single: try press.single([.station], of: station)
            case .counter: try press.counter([.deputy(deputies[0])], of: station)
            case .wall: try press.wall(deputies, of: station)
            case .card: try press.cards(deputies, of: station)
            case .paperForm:
                try press.paperForms(
                    [
                        PosterForm(
                            caseNumber: "SS00-251224-7K3M9", queryCode: QueryCode(parsing: "0000-0000-0000"))
                    ],
                    of: station,
                    notice: PosterNotice(
                        handler: "a", contact: "b", retention: "c", ordinaryMonths: "3", majorMonths: "6"))
            // Boards are the station's own, and are no posters.
            case .rules, .reception: try #require(nil as [UInt8]?)
            }
        let text = String(decoding: file, as: UTF8.self)
        // Cards outlast the month, and forms hang nowhere.
        #expect(text.contains("近期值班：12月28日 张伟、阿卜杜拉·买买提；1月5日 欧阳䶮") == (layout != .card))
        #expect(text.contains("张贴处：镇政府一楼") == (layout != .paperForm))
        var plain = station
        (plain.duty, plain.placeName) = ([], nil)
        let without = String(decoding: try press.single([.station], of: plain), as: UTF8.self)
        #expect(!without.contains("值班") && !without.contains("张贴处"))
    }

    @Test func withoutADateTwoRunsAreEqual() throws {
        let press = PosterPress(language: .chinese, printed: nil)
        let first = try press.counter([.station], of: Samples.station())
        #expect(try press.counter([.station], of: Samples.station()) == first)
        #expect(try Samples.press().counter([.station], of: Samples.station()) != first)
    }

    @Test func refusesPaperThatALayoutIsNotMadeFor() throws {
        #expect(throws: PosterError.paperNotForLayout(.wall, .a5)) {
            try Samples.press().wall([], of: Samples.station(), on: .a5)
        }
        #expect(throws: PosterError.paperNotForLayout(.card, .a3)) {
            try Samples.press().cards([], of: Samples.station(), on: .a3)
        }
    }

    @Test func boardsAreLinesBelowTheirHeadings() {
        let file = Array("\u{FEFF}kept out\r\n# 职责 \r\n\r\n一  二\n三\n#空\n## 制度\n四\n".utf8)
        #expect(
            PosterBoard.boards(parsing: file) == [
                PosterBoard(heading: "职责", items: ["一 二", "三"]), PosterBoard(heading: "制度", items: ["四"]),
            ])
    }

    @Test func aBoardStandsOnOneSheetInTheLargestTypeThatFits() {
        let few = BoardSetting(["短", "短"], width: 100, height: 100, largest: 8, smallest: 3)
        #expect(few == BoardSetting(["短", "短"], width: 100, height: 90, largest: 8, smallest: 3))
        #expect(few.size == 8 && few.pages == [0..<2])
        let items = [String](repeating: String(repeating: "长", count: 60), count: 12)
        let many = BoardSetting(items, width: 100, height: 100, largest: 8, smallest: 1)
        #expect(many.size < 4 && many.pages == [0..<12])
        // Nothing is lost where even the smallest type is too large.
        let more = BoardSetting(items, width: 100, height: 100, largest: 8, smallest: 5)
        #expect(more.size == 5 && more.pages.count > 1)
        #expect(more.pages.flatMap { Array($0) } == Array(0..<12))
    }

    @Test func rulesNumberTheirItemsAndGoOn() throws {
        let board = PosterBoard(heading: "制度<b>", items: ["一", "二&"])
        let file = String(
            decoding: try Samples.press().rules([board, board], of: Samples.station()), as: UTF8.self)
        #expect(file.split(separator: "<section").count == 3)
        #expect(
            file.contains("制度&lt;b&gt;") && file.contains("<li>二&amp;</li>") && file.contains("start=\"1\""))
    }

    @Test func aMonthsSheetSaysWhoIsOnDuty() throws {
        let date = try #require(CivilDate(year: 2026, month: 12, day: 6))
        let days = [
            PosterReception(date: date, time: "9:00", place: "", deputies: ["张伟", "李娜"], isCancelled: false),
            PosterReception(
                date: date.adding(days: 10), time: "", place: "二楼", deputies: ["王芳"], isCancelled: true),
        ]
        let file = String(
            decoding: try Samples.press().reception(days, in: date, of: Samples.station()), as: UTF8.self)
        for text in ["2026年12月接待日", "12月6日 星期日", "9:00", "张伟、李娜", "韶山市清溪镇政府一楼", "12月16日", "二楼", "取消"] {
            #expect(file.contains(text), "\(text)")
        }
        #expect(!file.contains("王芳"))
        let none = String(
            decoding: try Samples.press(.english).reception([], in: date, of: Samples.station()),
            as: UTF8.self)
        #expect(none.contains("No reception day this month."))
    }

    @Test func blackPostersHaveNoRed() throws {
        let press = PosterPress(language: .chinese, printed: nil, isBlack: true)
        let black = String(decoding: try press.single([.station], of: Samples.station()), as: UTF8.self)
        #expect(black.contains(":root { --red: #000; }"))
        // The style sheet has the colour in one place, before that line.
        #expect(black.split(separator: "#b3121d").count == 2)
        let red = PosterPress(language: .chinese, printed: nil)
        #expect(
            try !String(decoding: red.single([.station], of: Samples.station()), as: UTF8.self).contains(
                "#000; }\n</style>"))
    }

    @Test func aLogoAndAPictureStandInTheFile() throws {
        let logo = PosterPicture(address: "data:image/png;base64,AAAA")
        let press = PosterPress(language: .chinese, printed: nil, logo: logo)
        var station = try Samples.station()
        station.picture = PosterPicture(address: "data:image/jpeg;base64,BBBB")
        let wall = String(decoding: try press.wall(Samples.deputies(3), of: station), as: UTF8.self)
        #expect(wall.split(separator: "src=\"data:image/png;base64,AAAA\"").count == 2)
        #expect(wall.split(separator: "src=\"data:image/jpeg;base64,BBBB\"").count == 2)
        let single = String(decoding: try press.single([.station], of: station), as: UTF8.self)
        #expect(single.contains("AAAA") && !single.contains("BBBB"))
    }

    @Test(arguments: [false, true]) func slipsSayWhoseTheyAreAndHowToUseThem(areLetters: Bool) throws {
        let holders: [PosterSlip.Holder] = [.deputy(name: "<b>王"), .station, .office]
        let slips = (0..<11).map {
            PosterSlip(holder: holders[$0 % 3], place: Samples.longestStation, code: .random())
        }
        let file = String(
            decoding: try Samples.press().slips(
                slips, base: try Samples.station().base,
                until: try #require(CivilDate(year: 2026, month: 1, day: 7)), areLetters: areLetters),
            as: UTF8.self)
        for slip in slips { #expect(file.contains("\(slip.code)")) }
        for text in ["&lt;b&gt;王代表", "联络员", "2026年1月7日", "llz.example.gov.cn/desk"] {
            #expect(file.contains(text))
        }
        #expect(file.components(separatedBy: "class=\"sheet\"") == (areLetters ? 11 : 2))
        for forbidden in ["<script", "<link", "src=", "url("] { #expect(!file.contains(forbidden)) }
    }

    static let numbers: [(Double, String)] = [
        (0, "0"), (12.5, "12.5"), (-0.0625, "-0.063"), (99.9, "99.9"), (100, "100"),
    ]

    @Test(arguments: numbers)
    func writesLengthsInPlainDecimals(value: Double, text: String) {
        #expect(number(value) == text)
    }
}

extension String {
    /// How often something stands in it.
    fileprivate func components(separatedBy text: String) -> Int {
        var (count, rest) = (0, self[...])
        while let found = rest.firstRange(of: text) {
            count += 1
            rest = rest[found.upperBound...]
        }
        return count
    }
}
