import LiaisonCases
import LiaisonCodes
import LiaisonWording

extension ReportFigures {
    /// The pictures of a report, in the order in which it shows them.
    func charts(_ words: Wording) -> [Chart] {
        let count = words["report.chart.count"]
        func rows(_ id: String, _ title: String, _ heading: String, _ bars: [Chart.Bar]) -> Chart {
            Chart(title: title, headings: (heading, count), bars: bars, form: .rows, id: id)
        }
        let ratings: [Figure] = [.satisfied, .fair, .dissatisfied, .unrated]
        return [
            Chart(
                title: words["report.chart.months"], headings: (words["report.chart.month"], count),
                bars: months.map { Chart.Bar(label: $0.iso8601, value: byMonth[$0] ?? 0) }, form: .columns,
                id: "chart-months"),
            rows(
                "chart-channels", words["report.chart.channels"], words["report.chart.channel"],
                words.named(byChannel, words.name(of:)).map { Chart.Bar(label: $0.name, value: $0.count) }),
            rows(
                "chart-days", words["report.chart.days"], words["report.chart.day"],
                Self.dayRanges.map { Chart.Bar(label: Self.label($0, words), value: answered(in: $0)) }),
            rows(
                "chart-ratings", words["report.chart.ratings"], words["report.chart.rating"],
                ratings.map { Chart.Bar(label: words.name(of: $0), value: self[$0]) }
                    + words.named(otherRatings).map { Chart.Bar(label: $0.name, value: $0.count) }),
            rows(
                "chart-outcomes", words["report.chart.outcomes"], words["report.chart.outcome"],
                words.named(byOutcome, words.name(of:)).map { Chart.Bar(label: $0.name, value: $0.count) }),
            rows(
                "chart-places", words["report.chart.places"], words["report.chart.place"],
                places.map { Chart.Bar(label: $0.key, value: $0.value) }),
        ]
    }

    /// The places of posters, from most to least scanned; none where no places are told apart.
    var places: [(key: String, value: Int)] { byPlace.sorted { ($1.value, $0.key) < ($0.value, $1.key) } }

    /// Every month from the first to the last with messages.
    private var months: [Month] {
        guard let first = byMonth.keys.min(), let last = byMonth.keys.max() else { return [] }
        return Array(sequence(first: first) { $0 < last ? $0.next : nil })
    }

    private static let dayRanges = [0...0, 1...3, 4...7, 8...15, 16...31, 32...92, 93...Int.max]

    private static func label(_ range: ClosedRange<Int>, _ words: Wording) -> String {
        if range.upperBound == 0 { return words["report.days.same"] }
        if range.upperBound == .max { return words("report.days.over", ["low": "\(range.lowerBound - 1)"]) }
        return words("report.days.range", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
    }

    private func answered(in range: ClosedRange<Int>) -> Int {
        answerDays.cases.filter { range.contains($0.key) }.values.reduce(0, +)
    }
}
