import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording
import Testing

@testable import LiaisonReports

@Suite struct ReportJSONTests {
    private static let words = HotWords(
        period: literal(ReportPeriod(from: day("2026-01-01"), to: day("2026-01-31"))), messages: 7,
        messagesBefore: 1,
        words: [
            HotWord(
                word: "路灯", count: 5, before: 0,
                examples: [CaseNumber(station: SmallLedger.first, date: day("2026-01-05"), value: 0)])
        ])

    private static func members(_ value: JSON?) -> [String] {
        guard case .object(let members) = value else { return [] }
        return members.map(\.name)
    }

    @Test func hasTheContractsKeys() throws {
        let value = SmallLedger.report(words: Self.words).json
        #expect(
            Self.members(value) == [
                "from", "to", "as_of", "earliest", "stations", "totals", "topics", "words",
                "organisation", "below",
            ])
        let contract = [
            "received", "by_channel", "people", "acknowledged", "replied", "closed", "overdue", "reply_rate",
            "closing_rate", "on_time_rate", "closed_on_time_rate", "solved_rate", "satisfaction", "unrated",
        ]
        #expect(Set(contract).isSubset(of: Self.members(value["totals"])))
        let station = try #require(value["stations"]?.elements?.first)
        #expect(Self.members(station).starts(with: ["station", "name", "received", "by_channel"]))
        #expect(Self.members(station).dropFirst(2) == Self.members(value["totals"])[...])
        let topic = try #require(value["topics"]?.elements?.first)
        #expect(Self.members(topic) == ["topic", "station", "name", "month", "count"])
    }

    @Test func writesRatesWithNumeratorAndDenominator() throws {
        let value = SmallLedger.report().json
        let rate = try #require(value["totals"]?["on_time_rate"])
        #expect(rate.bytes == Array(#"{"numerator":4,"denominator":6,"percent":66.7}"#.utf8))
        let idle = try #require(value["stations"]?.elements?.last?["reply_rate"])
        #expect(idle.bytes == Array(#"{"numerator":0,"denominator":0,"percent":null}"#.utf8))
        #expect(value["words"] == .null)
    }

    @Test func readsItselfBack() throws {
        let report = SmallLedger.report(words: Self.words)
        let read = try Report(reading: try JSON(parsing: TerminalText.json(report.json)))
        #expect(read == report)
        #expect(read.json == report.json)
    }

    @Test(arguments: [SmallLedger.report(words: words), SmallLedger.report()])
    func isTheSameMadePartByPart(report: Report) {
        #expect(report.jsonBytes == report.json.bytes)
    }

    @Test(arguments: [
        ("\"received\": 7", "\"received\": -7", "stations.0.received"),
        ("\"from\": \"2026-01-01\"", "\"from\": \"2026-02-30\"", "from"),
        ("\"from\": \"2026-01-01\"", "\"from\": \"2026-12-01\"", "to"),
        ("\"topic\": \"环境卫生\"", "\"topic\": 7", "topics.0.topic"),
        ("\"histogram\"", "\"histo\"", "stations.0.days_to_answer.histogram"),
        ("\"station\": \"S02\"", "\"station\": \"../x\"", "stations.1.station"),
        ("\"received\": 7", "\"received\": 9223372036854775807", "stations.0.received"),
    ])
    func namesTheMemberThatDoesNotFit(_ part: String, _ replacement: String, _ member: String) throws {
        let text = String(decoding: TerminalText.json(SmallLedger.report().json), as: UTF8.self)
        #expect(text.contains(part))
        let broken = text.replacing(part, with: replacement, maxReplacements: 1)
        #expect(throws: ReportFormatError(member: member)) {
            try Report(reading: try JSON(parsing: Array(broken.utf8)))
        }
    }

    @Test func isTheSameInWhateverOrderCasesAreCounted() {
        let bytes = SmallLedger.report().json.prettyBytes
        for _ in 0..<20 {
            var tally = ReportTally(SmallLedger.request, deadlines: SmallLedger.deadlines)
            for part in [SmallLedger.firstCases, SmallLedger.secondCases].shuffled() {
                var other = ReportTally(SmallLedger.request, deadlines: SmallLedger.deadlines)
                other.count(part.shuffled())
                tally.add(other)
            }
            #expect(tally.report(of: SmallLedger.names.shuffled()).json.prettyBytes == bytes)
        }
    }
}

@Suite struct ReportCSVTests {
    private let lines = String(
        decoding: SmallLedger.report().csv(Assets.reports(.chinese)).dropFirst(3), as: UTF8.self
    ).split(separator: "\r\n").map(String.init)

    @Test func beginsWithAByteOrderMarkAndEndsLinesForExcel() {
        let bytes = SmallLedger.report().csv(Assets.reports(.chinese))
        #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(bytes.suffix(2) == [0x0D, 0x0A])
        #expect(lines.count == 5)
    }

    @Test func headsEveryColumn() {
        #expect(lines[0].hasPrefix("站点编号,站点,收到,受理,答复,有回音,按时回音,办结,超期,"))
        #expect(lines[0].hasSuffix(",半数不超过（天）,九成不超过（天）,起始日期,截止日期,超期算到"))
        #expect(
            lines[0].split(separator: ",").count
                == lines[4].split(separator: ",", omittingEmptySubsequences: false).count)
    }

    @Test func writesAStationThatLooksLikeAFormula() {
        #expect(
            lines[2] == """
                S02,"'=银田""站",1,0,1,1,1,0,1,0,0,1,0,1,0,0,1,0,0,0,1,0,0,1,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,\
                1,1,100.0,1,1,100.0,0,1,0.0,1,1,100.0,0,1,0.0,0,0,,0,1,0.0,20,20,2026-01-01,2026-01-31,2026-03-25
                """)
    }

    @Test func leavesTheIdleStationsRatesEmpty() {
        #expect(lines[3].hasPrefix("S03,闲站,0,0,"))
        #expect(lines[3].hasSuffix(",0,0,,0,0,,0,0,,0,0,,0,0,,0,0,,0,0,,,,2026-01-01,2026-01-31,2026-03-25"))
    }

    @Test func endsWithTheTotal() {
        #expect(
            lines[4] == """
                合计,,8,3,4,5,4,3,2,1,1,1,1,1,1,0,1,4,1,1,8,0,3,3,0,0,0,0,0,5,1,1,1,1,1,0,0,1,0,1,\
                4,8,50.0,5,8,62.5,3,8,37.5,4,6,66.7,3,6,50.0,0,0,,1,2,50.0,3,20,2026-01-01,2026-01-31,2026-03-25
                """)
    }

    @Test(arguments: ["=1", "+1", "-1", "@x", "\tx", "\rx"])
    func neverLetsACellBeAFormula(_ text: String) {
        var cell: [UInt8] = []
        cell.appendCSVCell(text)
        #expect(String(decoding: cell, as: UTF8.self).drop { $0 == "\"" }.hasPrefix("'"))
    }
}

@Suite struct ReportPageTests {
    private static let report = SmallLedger.report()

    private static func page(_ language: Language) -> String {
        String(decoding: ReportPage.bytes(of: report, Assets.reports(language)), as: UTF8.self)
    }

    @Test(arguments: Language.allCases)
    func needsNothingFromOutside(_ language: Language) {
        let page = Self.page(language)
        for outside in ["<script", "http://", "https://", "src=", "url(", "@import", "<link"] {
            #expect(!page.contains(outside), "\(outside)")
        }
        #expect(page.contains("<html lang=\"\(language.rawValue)\">"))
    }

    @Test(arguments: Language.allCases)
    func putsATableBesideEveryChart(_ language: Language) {
        let figures = Self.page(language).split(separator: "<figure>").dropFirst()
        #expect(figures.count == 5)
        for figure in figures {
            #expect(figure.contains("<svg role=\"img\" aria-labelledby=\"chart-"))
            #expect(figure.contains("<title id=\"chart-"))
            #expect(figure.contains("<table class=\"small\">"))
        }
    }

    @Test func showsEveryRateWithItsCounts() {
        let page = Self.page(.chinese)
        #expect(
            page.contains(
                "<th scope=\"row\">按时率</th><td>66.7%</td><td>4/6</td><td class=\"words\">未到期或已撤回 2 件，不计入</td>"
            ))
        #expect(
            page.contains(
                "<th scope=\"row\">满意率</th><td>50.0%</td><td>1/2</td><td class=\"words\">未评价 4 件，不计入</td>"))
        #expect(page.contains("半数不超过 3 天，九成不超过 20 天（5 件）"))
    }

    @Test func escapesWhatTheRosterHolds() {
        let page = Self.page(.chinese)
        #expect(page.contains("<th scope=\"row\">=银田&quot;站</th>"))
    }
}

@Suite struct ReportTitleTests {
    @Test func namesWhoseReportItIs() throws {
        var report = SmallLedger.report()
        report.organisation = "韶山市<代表>"
        let words = Assets.reports(.chinese)
        #expect(ReportText.lines(of: report, words).first == "韶山市<代表>")
        let page = String(decoding: ReportPage.bytes(of: report, words), as: UTF8.self)
        #expect(page.contains("<h1>韶山市&lt;代表&gt; 留言办理情况</h1>"))
        #expect(page.contains("<title>韶山市&lt;代表&gt; 留言办理情况 2026年1月1日至"))
        let read = try Report(reading: try JSON(parsing: TerminalText.json(report.json)))
        #expect(read == report)
        #expect(try report.merged(with: SmallLedger.report()).organisation == "韶山市<代表>")
        report.includesBranches = true
        #expect(ReportText.lines(of: report, words).first == "韶山市<代表>（连同下级站）")
        let below = String(decoding: ReportPage.bytes(of: report, words), as: UTF8.self)
        #expect(below.contains("<h1>韶山市&lt;代表&gt; 留言办理情况（连同下级站）</h1>"))
        #expect(try Report(reading: try JSON(parsing: TerminalText.json(report.json))) == report)
    }

    /// A release of before counted none of the later figures, and knew no suggestion.
    @Test func readsWhatAReleaseOfBeforeWrote() throws {
        var text = String(decoding: TerminalText.json(SmallLedger.report().json), as: UTF8.self)
        for name in ["assigned", "closed_on_time", "close_overdue", "solved", "partly_solved", "unsolved"] {
            text.replace(try Regex("\\n *\"\(name)\": [0-9]+,?"), with: "")
        }
        text.replace(try Regex("\"people\": [0-9]+"), with: "\"people\": null")
        text.replace(try Regex(",?\\n *\"suggestion\": 0"), with: "")
        text.replace(try Regex(",\\n *\"entries\": \\{([^{}]*\\{[^}]*\\})*[^}]*\\}"), with: "")
        #expect(!text.contains("\"entries\""))
        text.replace(try Regex(",\\n *\"organisation\": null,\\n *\"below\": false"), with: "")
        text.replace(try Regex(",(\\s*[}\\]])"), with: { "\($0.output[1].substring ?? "")" })
        let read = try Report(reading: try JSON(parsing: Array(text.utf8)))
        #expect(read.totals[.people] == read.totals[.received])
        #expect(read.totals[.closeOverdue] == 0 && read.totals[.received] == 8)
    }
}

@Suite struct ReportTextTests {
    private static func lines(_ language: Language, width: Int? = nil) -> [String] {
        ReportText.lines(of: SmallLedger.report(), Assets.reports(language), width: width)
    }

    @Test func alignsChineseColumns() {
        #expect(
            Self.lines(.chinese).prefix(7) == [
                "2026年1月1日至2026年1月31日收到的留言和来访事项（超期算到2026年3月25日）",
                "",
                "站点      收到  受理  答复  办结  超期        响应率   解决率        满意率       办结率        按时率",
                "清溪站       7     3     3     3     1   57.1% (4/7)  – (0/0)  100.0% (1/1)  42.9% (3/7)   60.0% (3/5)",
                "=银田\"站     1     0     1     0     1  100.0% (1/1)  – (0/0)    0.0% (0/1)   0.0% (0/1)  100.0% (1/1)",
                "闲站         0     0     0     0     0       – (0/0)  – (0/0)       – (0/0)      – (0/0)       – (0/0)",
                "合计         8     3     4     3     2   62.5% (5/8)  – (0/0)   50.0% (1/2)  37.5% (3/8)   66.7% (4/6)",
            ])
    }

    @Test(arguments: [
        ([0], "收到后到首次回音：半数当天，九成当天（1 件）"), ([0, 0, 0, 7], "收到后到首次回音：半数当天，九成不超过 7 天（4 件）"),
        ([], "还没有一件得到回音"),
    ])
    func saysTheSameDayForNoDays(days: [Int], sentence: String) {
        var histogram = DaysHistogram()
        for count in days { histogram.add(days: count) }
        #expect(Assets.reports(.chinese).daysSentence(histogram) == sentence)
    }

    @Test func saysWhatTheTotalsHold() {
        let lines = Self.lines(.english)
        #expect(lines.contains("Channels: Scan 5, Walk-in 1, Phone 1, Paper 1"))
        #expect(lines.contains("Ratings: Satisfied 1, Fairly satisfied 0, Dissatisfied 1, Not rated 4"))
        #expect(
            lines.contains(
                "From receipt to the first answer: half within 3 days, nine tenths within 20 days (5 cases)"))
        #expect(lines.contains("Answer rate 62.5% (5/8), 3 without any answer"))
        #expect(
            lines.contains(
                "Rates: Reply rate 50.0% (4/8), Answer rate 62.5% (5/8), Closing rate 37.5% (3/8), On time 66.7% (4/6), Closed on time 50.0% (3/6), Solved – (0/0), Satisfaction 50.0% (1/2)"
            ))
        // Four were replied to and three taken up: nobody is to wonder.
        #expect(lines.contains { $0.hasPrefix("More were replied to than taken up") })
    }

    @Test func countsTopicsByMonth() {
        let lines = Self.lines(.chinese)
        #expect(lines.contains("类别      2026-01  合计"))
        #expect(lines.contains("道路交通        2     2"))
        #expect(lines.contains("未选类别        5     5"))
    }
}
