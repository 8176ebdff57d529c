import LiaisonCases
import LiaisonCodes
import LiaisonText
import LiaisonWording

/// The report as lines for a terminal or a plain file.
package struct ReportText {
    private let report: Report
    private let totals: ReportFigures
    private let words: Wording
    private let width: Int?
    private let usesColour: Bool
    private var lines: [String] = []

    /// The most words and topics shown.
    private static let mostRows = 20

    /// The lines of a report.
    ///
    /// - Parameters:
    ///   - report: The report.
    ///   - words: The wording.
    ///   - width: The terminal's columns, or nothing where there is none.
    ///   - usesColour: Whether headings stand out.
    /// - Returns: Lines without their ends, safe to print.
    package static func lines(
        of report: Report, _ words: Wording, width: Int? = nil, usesColour: Bool = false
    ) -> [String] {
        var text = ReportText(report: report, words: words, width: width, usesColour: usesColour)
        text.addStations()
        text.addTotals()
        text.addTopics()
        text.addWords()
        return text.lines
    }

    private init(report: Report, words: Wording, width: Int?, usesColour: Bool) {
        self.report = report
        self.words = words
        self.width = width
        self.usesColour = usesColour
        totals = report.totals
    }

    private mutating func add(heading: String) {
        let line = TerminalText.line(heading)
        lines += ["", usesColour ? TerminalStyle.bold.apply(to: line) : line]
    }

    private mutating func add(_ table: TerminalTable) {
        lines += table.lines(width: width, usesColour: usesColour)
    }

    private mutating func addStations() {
        let title = TerminalText.line(
            words(
                "report.title",
                [
                    "from": words.day(report.period.from), "to": words.day(report.period.to),
                    "as-of": words.day(report.asOf),
                ]))
        let organisation = report.organisation.map {
            report.includesBranches ? words("report.below", ["name": $0]) : $0
        }
        let heading = [organisation.map { TerminalText.line($0) }, title].compactMap { $0 }
        lines = heading.map { usesColour ? TerminalStyle.bold.apply(to: $0) : $0 } + [""]
        let counts: [Figure] = [.received, .acknowledged, .replied, .closed, .overdue]
        let rates: [ReportFigures.RateName] = [.answer, .solved, .satisfaction, .closing, .onTime]
        var table = TerminalTable(
            [.init(words["report.name"], isFlexible: true)]
                + counts.map { .init(words.name(of: $0), isRightAligned: true) }
                + rates.map { .init(words.name(of: $0), isRightAligned: true) })
        func append(_ name: String, _ figures: ReportFigures) {
            table.append([name] + counts.map { "\(figures[$0])" } + rates.map { words.share(figures[$0]) })
        }
        for part in report.stations { append(part.station.name, part.figures) }
        append(words["report.total"], totals)
        add(table)
    }

    private mutating func addTotals() {
        lines.append("")
        lines.append(
            words(
                "report.list.rates",
                [
                    "list": words.list(
                        ReportFigures.RateName.allCases.map {
                            "\(words.name(of: $0)) \(words.share(totals[$0]))"
                        })
                ]))
        func list(_ key: String, _ items: [String]) { lines.append(words(key, ["list": words.list(items)])) }
        list(
            "report.list.channels",
            words.named(totals.byChannel, words.name(of:)).map { words.item($0.name, $0.count) })
        list(
            "report.list.outcomes",
            words.named(totals.byOutcome, words.name(of:)).map { words.item($0.name, $0.count) })
        // Many installations tell no places apart.
        let places = totals.places
        if !places.isEmpty { list("report.list.places", places.map { words.item($0.key, $0.value) }) }
        let ratings: [Figure] = [.satisfied, .fair, .dissatisfied, .unrated]
        list(
            "report.list.ratings",
            ratings.map { words.item(words.name(of: $0), totals[$0]) }
                + words.named(totals.otherRatings).map { words.item($0.name, $0.count) })
        let others = Figure.others
        list("report.list.others", others.map { words.item(words.name(of: $0), totals[$0]) })
        let registers = totals.entries.registers
        if !registers.isEmpty {
            let items = registers.map { words.entries(words.name(ofRegister: $0), totals.entries[$0]) }
            list("report.list.entries", items + [words.entries(words["report.total"], totals.entries.total)])
        }
        if totals[.replied] > totals[.acknowledged] { lines.append(words["report.more-replied"]) }
        lines.append(words.daysSentence(totals.answerDays))
        if let sentence = words.newsSentence(totals) { lines.append(sentence) }
        lines.append(
            words(
                "report.unanswered",
                [
                    "answered": words.share(totals[.answer]),
                    "count": "\(totals[.received] - totals[.answered])",
                ]))
    }

    private mutating func addTopics() {
        let matrix = TopicMatrix(report.topics)
        if matrix.rows.isEmpty { return }
        add(heading: words["report.topics"])
        var table = TerminalTable(
            [.init(words["report.topic"], isFlexible: true)]
                + matrix.months.map { .init($0.iso8601, isRightAligned: true) }
                + [.init(words["report.total"], isRightAligned: true)])
        for row in matrix.rows {
            table.append(
                [row.topic ?? words["report.topic.none"]] + row.counts.map { "\($0)" } + ["\(row.total)"])
        }
        add(table)
    }

    private mutating func addWords() {
        guard let hot = report.words else { return }
        add(heading: words["report.words"])
        lines.append(words.note(on: hot))
        if hot.words.isEmpty {
            lines.append(words["report.words.none"])
            return
        }
        // Against nothing there is nothing to compare.
        let compares = hot.messagesBefore > 0
        var columns: [TerminalTable.Column] = [
            .init(words["report.words.word"]), .init(words["report.words.count"], isRightAligned: true),
        ]
        if compares { columns.append(.init(words["report.words.before"], isRightAligned: true)) }
        var table = TerminalTable(columns + [.init(words["report.words.examples"])])
        for word in hot.words.prefix(Self.mostRows) {
            table.append(
                [word.word, "\(word.count)"] + (compares ? ["\(word.before)"] : [])
                    + [word.examples.map(\.description).joined(separator: " ")])
        }
        add(table)
    }
}

extension Wording {
    /// Within how many days half and nine tenths of the answers came.
    func daysSentence(_ days: DaysHistogram) -> String {
        guard let median = days.quantile(50), let ninth = days.quantile(90) else {
            return self["report.days.none"]
        }
        func within(_ days: Int) -> String {
            days == 0 ? self["report.days.at-once"] : self("report.days.within", ["days": "\(days)"])
        }
        return self(
            "report.days", ["median": within(median), "p90": within(ninth), "count": "\(days.count)"])
    }

    /// How many were told, how many of these had no answer, and how soon the answers came; nothing where nobody was told.
    func newsSentence(_ figures: ReportFigures) -> String? {
        if figures[.told] == 0 { return nil }
        let values = ["told": "\(figures[.told])", "unanswered": "\(figures[.toldUnanswered])"]
        guard let median = figures.newsDays.quantile(50) else {
            return self("report.news.none", values: values)
        }
        return self(
            "report.news",
            values: values.merging(["median": "\(median)", "count": "\(figures.newsDays.count)"]) { $1 })
    }

    /// What was read for the words, and what they mean.
    func note(on hot: HotWords) -> String {
        let values = [
            "from": day(hot.period.from), "to": day(hot.period.to), "before-from": day(hot.before.from),
            "before-to": day(hot.before.to), "messages": "\(hot.messages)",
            "messages-before": "\(hot.messagesBefore)", "repeated": "\(hot.repeated)",
            "people": "\(HotWords.fewestPeople)",
        ]
        let key = hot.messagesBefore == 0 ? "report.words.note.first" : "report.words.note"
        let note = self(key, values: values)
        return hot.isComplete ? note : note + self["report.words.incomplete"]
    }
}
