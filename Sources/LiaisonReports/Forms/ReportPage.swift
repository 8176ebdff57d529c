import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The report as one self-contained HTML file: no script, nothing fetched, made for A4 paper too.
package struct ReportPage {
    private let report: Report
    private let totals: ReportFigures
    private let words: Wording
    private var bytes: [UInt8] = []

    private static let mostWords = 30
    private static let mostTopics = 15

    /// The page of a report, as UTF-8.
    package static func bytes(of report: Report, _ words: Wording) -> [UInt8] {
        var page = ReportPage(report: report, words: words)
        page.appendHead()
        page.appendKeyFigures()
        page.appendCharts()
        page.appendStations()
        page.appendRegisters()
        page.appendTopics()
        page.appendWords()
        page.appendNotes()
        page.append("</main>\n</body></html>\n")
        return page.bytes
    }

    private init(report: Report, words: Wording) {
        self.report = report
        self.words = words
        totals = report.totals
    }

    private mutating func append(_ markup: String) { bytes.append(markup) }

    private mutating func appendHead() {
        let heading = words[report.includesBranches ? "report.heading.below" : "report.heading"]
        let title = report.organisation.map { "\($0) \(heading)" } ?? heading
        let period = words(
            "report.period",
            ["from": words.day(report.period.from), "to": words.day(report.period.to)])
        append(
            """
            <!DOCTYPE html>
            <html lang="\(words.language.rawValue)"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(html("\(title) \(period)"))</title>
            <style>

            """)
        bytes.append(contentsOf: Assets.reportsCSS)
        append(
            """
            </style></head>
            <body><main>
            <h1>\(html(title))</h1>
            <p class="period">\(html(period))</p>
            <p class="soft">\(html(words("report.overdue-on", ["as-of": words.day(report.asOf)])))</p>

            """)
    }

    private mutating func appendKeyFigures() {
        let counts: [Figure] = [.received, .people, .acknowledged, .replied, .closed, .overdue]
        append("<dl class=\"key\">\n")
        for figure in counts {
            append(
                "<div><dt>\(html(words.name(of: figure)))</dt><dd>\(totals[figure])</dd></div>\n")
        }
        append("</dl>\n\(opening(of: "report.rate"))<table class=\"rates\"><thead><tr>")
        for key in ["report.rate", "report.percent", "report.counts"] {
            append("<th scope=\"col\">\(html(words[key]))</th>")
        }
        append("<th scope=\"col\" class=\"words\">\(html(words["report.without"]))</th>")
        append("</tr></thead><tbody>\n")
        for name in ReportFigures.RateName.allCases {
            let rate = totals[name]
            let percent = rate.percent.map { "\($0)%" } ?? words["report.no-percent"]
            append(
                "<tr><th scope=\"row\">\(html(words.name(of: name)))</th><td>\(html(percent))</td>"
                    + "<td>\(rate.numerator)/\(rate.denominator)</td>"
                    + "<td class=\"words\">\(html(words("report.without.\(name.rawValue)", ["count": "\(without(name))"])))</td></tr>\n"
            )
        }
        append("</tbody></table></div>\n")
        if totals[.replied] > totals[.acknowledged] {
            append("<p>\(html(words["report.more-replied"]))</p>\n")
        }
        append("<p>\(html(words.daysSentence(totals.answerDays)))</p>\n")
        if let sentence = words.newsSentence(totals) { append("<p>\(html(sentence))</p>\n") }
    }

    /// How many cases a rate says nothing about, or that are missing from its numerator.
    private func without(_ name: ReportFigures.RateName) -> Int {
        switch name {
        case .satisfaction: totals[.unrated]
        case .onTime, .closedOnTime, .solved: totals[.received] - totals[name].denominator
        case .reply, .answer, .closing: totals[name].denominator - totals[name].numerator
        }
    }

    private mutating func appendCharts() {
        append("<h2>\(html(words["report.charts"]))</h2>\n")
        for chart in totals.charts(words) where !chart.bars.isEmpty { bytes.append(chart.markup) }
    }

    private mutating func appendStations() {
        let counts: [Figure] = [.received, .acknowledged, .replied, .closed, .overdue]
        let rates: [ReportFigures.RateName] = [.answer, .solved, .satisfaction, .closing, .onTime]
        func cells(_ figures: ReportFigures) -> String {
            counts.map { "<td>\(figures[$0])</td>" }.joined()
                + rates.map { rate in
                    let value = figures[rate]
                    let percent = value.percent.map { "\($0)%" } ?? words["report.no-percent"]
                    return "<td>\(html(percent))<small>\(value.numerator)/\(value.denominator)</small></td>"
                }.joined()
        }
        append("<h2>\(html(words["report.stations"]))</h2>\n\(opening(of: "report.stations"))")
        append("<table><thead><tr>")
        let names =
            [words["report.name"]] + counts.map { words.name(of: $0) } + rates.map { words.name(of: $0) }
        for name in names { append("<th scope=\"col\">\(html(name))</th>") }
        append("</tr></thead><tbody>\n")
        for part in report.stations {
            append("<tr><th scope=\"row\">\(html(part.station.name))</th>\(cells(part.figures))</tr>\n")
        }
        append(
            "</tbody><tfoot><tr><th scope=\"row\">\(html(words["report.total"]))</th>\(cells(totals))</tr></tfoot>"
                + "</table></div>\n")
    }
}

// MARK: Registers, topics, words and what the figures mean

extension ReportPage {
    private mutating func appendRegisters() {
        let all = totals.entries
        if all.registers.isEmpty { return }
        append("<h2>\(html(words["report.entries"]))</h2>\n")
        func row(_ name: String, _ count: EntryTally.Count) -> [String] {
            [name, "\(count.entries)", "\(count.people)"]
        }
        appendTable(
            "report.entries",
            [words["report.register"], words["report.entries.count"], words["report.figure.people"]],
            all.registers.map { row(words.name(ofRegister: $0), all[$0]) }
                + [row(words["report.total"], all.total)])
        if report.stations.count < 2 { return }
        appendTable(
            "report.entries.stations",
            [words["report.name"], words["report.entries.count"], words["report.figure.people"]],
            report.stations.map { row($0.station.name, $0.figures.entries.total) })
    }

    private mutating func appendTopics() {
        let matrix = TopicMatrix(report.topics)
        if matrix.rows.isEmpty { return }
        append("<h2>\(html(words["report.topics"]))</h2>\n")
        appendTable(
            "report.topics",
            [words["report.topic"]] + matrix.months.map(\.iso8601) + [words["report.total"]],
            matrix.rows.map { row in
                [row.topic ?? words["report.topic.none"]] + row.counts.map { "\($0)" } + ["\(row.total)"]
            })
        let leading = report.leadingTopics(Self.mostTopics)
        if report.stations.count < 2 || leading.isEmpty { return }
        append("<h3>\(html(words["report.topics.leading"]))</h3>\n")
        appendTable(
            "report.topics.leading",
            [
                words["report.topic"], words["report.name"], words["report.chart.month"],
                words["report.chart.count"],
            ],
            leading.map { [$0.key.topic ?? "", $0.key.station.name, $0.key.month.iso8601, "\($0.count)"] })
    }

    private mutating func appendWords() {
        guard let hot = report.words else { return }
        append("<h2>\(html(words["report.words"]))</h2>\n<p>\(html(words.note(on: hot)))</p>\n")
        if hot.words.isEmpty {
            append("<p>\(html(words["report.words.none"]))</p>\n")
            return
        }
        // Against nothing there is nothing to compare.
        let compares = hot.messagesBefore > 0
        let before = compares ? [words["report.words.before"]] : []
        appendTable(
            "report.words",
            [words["report.words.word"], words["report.words.count"]] + before
                + [words["report.words.examples"]],
            hot.words.prefix(Self.mostWords).map { word in
                [word.word, "\(word.count)"] + (compares ? ["\(word.before)"] : [])
                    + [words.list(word.examples.map(\.description))]
            })
    }

    private mutating func appendNotes() {
        append("<h2>\(html(words["report.notes"]))</h2>\n<ul class=\"notes\">\n")
        let others = Figure.others
        let list = words.list(others.map { words.item(words.name(of: $0), totals[$0]) })
        append("<li>\(html(words("report.list.others", ["list": list])))</li>\n")
        for line in words["report.notes.text"].split(separator: "\n") {
            append("<li>\(html(String(line)))</li>\n")
        }
        append("</ul>\n")
    }

    /// What opens a part of the page that scrolls by itself, with the keyboard too, where the screen is narrow.
    private func opening(of key: String) -> String {
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"\(html(words[key]))\">"
    }

    /// A table whose first column names the rows; columns of anything but numbers are set flush left.
    private mutating func appendTable(_ key: String, _ headings: [String], _ rows: [[String]]) {
        let kinds = headings.indices.map { column in
            let isNumeric = rows.allSatisfy { $0[column].utf8.allSatisfy { (0x30...0x39).contains($0) } }
            return isNumeric ? "" : " class=\"words\""
        }
        append("\(opening(of: key))<table><thead><tr>")
        for (heading, kind) in zip(headings, kinds) {
            append("<th scope=\"col\"\(kind)>\(html(heading))</th>")
        }
        append("</tr></thead><tbody>\n")
        for row in rows {
            append("<tr><th scope=\"row\">\(html(row[0]))</th>")
            for (cell, kind) in zip(row, kinds).dropFirst() { append("<td\(kind)>\(html(cell))</td>") }
            append("</tr>\n")
        }
        append("</tbody></table></div>\n")
    }
}
