import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension Report {
    /// The report as a CSV file (RFC 4180): a row for each station and one for all.
    ///
    /// UTF-8 with a byte order mark, without which Excel takes Chinese for another encoding; CRLF; no cell is
    /// ever taken for a formula. Each rate has three columns, so that it can be recomputed.
    ///
    /// - Parameter words: The wording of the headings.
    /// - Returns: The file's bytes.
    package func csv(_ words: Wording) -> [UInt8] {
        let total = StationRow(id: words["report.total"], name: "", figures: totals)
        let rows = stations.map {
            StationRow(id: $0.station.id.description, name: $0.station.name, figures: $0.figures)
        }
        var output = [UInt8].csv
        // What not every report has stands in columns of its own behind those that are always there: registers, places, and
        // words that only a newer release knows.
        let further = totals.furtherColumns(words)
        output.appendCSVRow(Self.headings(words) + further.map(\.heading))
        for row in rows + [total] {
            output.appendCSVRow(row.cells(period, asOf: asOf) + further.map { "\($0.count(row.figures))" })
        }
        return output
    }

    private static func headings(_ words: Wording) -> [String] {
        var headings = [words["report.station"], words["report.name"]]
        headings += StationRow.counts.map { words.name(of: $0) }
        headings += Channel.allCases.map { words.name(of: $0) }
        headings += Outcome.allCases.map { words.name(of: $0) }
        for name in ReportFigures.RateName.allCases {
            let rate = words.name(of: name)
            headings += [
                words("report.csv.numerator", ["rate": rate]),
                words("report.csv.denominator", ["rate": rate]),
                words("report.csv.percent", ["rate": rate]),
            ]
        }
        return headings + [
            words["report.days.median"], words["report.days.p90"], words["report.from"], words["report.to"],
            words["report.as-of"],
        ]
    }

    /// One line of the table.
    private struct StationRow {
        let id: String
        let name: String
        let figures: ReportFigures

        static let counts = Figure.allCases

        func cells(_ period: ReportPeriod, asOf: CivilDate) -> [String] {
            var cells = [id, name]
            cells += Self.counts.map { "\(figures[$0])" }
            cells += Channel.allCases.map { "\(figures.byChannel[$0])" }
            cells += Outcome.allCases.map { "\(figures.byOutcome[$0])" }
            for name in ReportFigures.RateName.allCases {
                let rate = figures[name]
                cells += ["\(rate.numerator)", "\(rate.denominator)", rate.percent ?? ""]
            }
            cells += [figures.answerDays.quantile(50), figures.answerDays.quantile(90)].map {
                $0.map(String.init) ?? ""
            }
            return cells + [period.from.iso8601, period.to.iso8601, asOf.iso8601]
        }
    }
}

extension ReportFigures {
    /// The words of channels, outcomes and ratings that only a newer release knows.
    fileprivate var newerWords: [String] {
        Set([byChannel.newer, byOutcome.newer, otherRatings].flatMap(\.keys)).sorted()
    }

    fileprivate func count(ofNewer word: String) -> Int {
        [byChannel.newer, byOutcome.newer, otherRatings].reduce(0) { $0 + ($1[word] ?? 0) }
    }

    /// The columns that these totals ask for beside those of every report.
    fileprivate func furtherColumns(
        _ words: Wording
    ) -> [(heading: String, count: (ReportFigures) -> Int)] {
        var columns: [(heading: String, count: (ReportFigures) -> Int)] = []
        for register in entries.registers {
            let name = words.name(ofRegister: register)
            columns.append(
                (words("report.csv.entries", ["register": name]), { $0.entries[register].entries }))
            columns.append(
                (words("report.csv.entry-people", ["register": name]), { $0.entries[register].people }))
        }
        for place in byPlace.keys.sorted() {
            columns.append((words("report.csv.place", ["place": place]), { $0.byPlace[place] ?? 0 }))
        }
        for word in newerWords {
            columns.append((words.name(ofNewer: word), { $0.count(ofNewer: word) }))
        }
        return columns
    }
}
