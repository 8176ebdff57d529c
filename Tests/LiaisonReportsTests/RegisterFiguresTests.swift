import LiaisonReports
import LiaisonText
import LiaisonWording
import Testing

/// What registers hold and where posters hang: beside the figures that every report has.
@Suite struct RegisterFiguresTests {
    private let report: Report

    init() {
        var report = SmallLedger.report()
        report.stations[0].figures.byPlace = ["村委会门口": 2, "=车站": 2, "码头": 3]
        report.stations[0].figures.entries.add("reception", entries: 2, people: 40)
        report.stations[1].figures.entries.add("reception", people: 7)
        report.stations[1].figures.entries.add("fishing", people: 1)
        self.report = report
    }

    @Test func readsItselfBackWithANewerReleasesRegister() throws {
        let value = report.json
        #expect(
            value["totals"]?["entries"]?["reception"]
                == .members(["count": .integer(3), "people": .integer(47)]))
        #expect(
            value["totals"]?["entries"]?["visit"] == .members(["count": .integer(0), "people": .integer(0)]))
        let read = try Report(reading: try JSON(parsing: TerminalText.json(value)))
        #expect(read == report)
        #expect(try read.merged(with: report).totals.entries["reception"].people == 94)
        var text = String(decoding: TerminalText.json(value), as: UTF8.self)
        text.replace("\"people\": 40", with: "\"people\": -1", maxReplacements: 1)
        #expect(throws: ReportFormatError(member: "stations.0.entries.reception.people")) {
            try Report(reading: try JSON(parsing: Array(text.utf8)))
        }
    }

    @Test func addsColumnsToTheTable() {
        let lines = String(decoding: report.csv(Assets.reports(.chinese)).dropFirst(3), as: UTF8.self)
            .split(separator: "\r\n")
        #expect(
            lines[0].hasSuffix(
                ",接待：条数,接待：人次,fishing（新版本用语）：条数,fishing（新版本用语）：人次,位置：=车站,位置：村委会门口,位置：码头"))
        #expect(lines[1].hasSuffix(",2026-03-25,2,40,0,0,2,2,3"))
        #expect(lines[3].hasSuffix(",2026-03-25,0,0,0,0,0,0,0"))
        #expect(lines[4].hasSuffix(",2026-03-25,3,47,1,1,2,2,3"))
    }

    @Test func standsInTextAndPage() {
        let words = Assets.reports(.chinese)
        let lines = ReportText.lines(of: report, words)
        #expect(lines.contains("台账：接待 3 条 47 人次，fishing（新版本用语） 1 条 1 人次，合计 4 条 48 人次"))
        let page = String(decoding: ReportPage.bytes(of: report, words), as: UTF8.self)
        #expect(page.contains("<tr><th scope=\"row\">接待</th><td>3</td><td>47</td></tr>"))
        #expect(page.contains("<tr><th scope=\"row\">清溪站</th><td>2</td><td>40</td></tr>"))
        #expect(page.contains("扫的是哪里的海报"))
        #expect(page.contains("<tr><th scope=\"row\">码头</th><td>3</td></tr>\n<tr><th scope=\"row\">=车站</th>"))
        // A report without registers and places says nothing of them.
        let plain = String(decoding: ReportPage.bytes(of: SmallLedger.report(), words), as: UTF8.self)
        #expect(!plain.contains("<h2>台账</h2>") && !plain.contains("扫的是哪里的海报"))
    }
}
