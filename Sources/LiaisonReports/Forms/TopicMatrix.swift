/// Topics by month over all stations: what people read instead of thousands of single counts.
struct TopicMatrix {
    /// The latest months with messages, in order.
    let months: [Month]
    /// A topic's counts, parallel to ``months``, and its sum over the whole period.
    let rows: [(topic: String?, counts: [Int], total: Int)]

    /// The most months that fit on a page.
    private static let mostMonths = 12

    init(_ topics: [TopicCount]) {
        let months = Set(topics.map(\.key.month)).sorted().suffix(Self.mostMonths)
        self.months = Array(months)
        let byTopic = Dictionary(grouping: topics, by: \.key.topic)
        rows = byTopic.map { topic, counts in
            let byMonth = Dictionary(counts.map { ($0.key.month, $0.count) }, uniquingKeysWith: +)
            return (topic, months.map { byMonth[$0] ?? 0 }, byMonth.values.reduce(0, +))
        }.sorted { first, second in
            if first.total != second.total { return first.total > second.total }
            return (first.topic ?? "\u{10FFFF}") < (second.topic ?? "\u{10FFFF}")
        }
    }
}

extension Report {
    /// The counts of one topic at one station in one month that stand out most.
    func leadingTopics(_ most: Int) -> [TopicCount] {
        let named = topics.filter { $0.key.topic != nil }
        return Array(
            named.sorted { $0.count == $1.count ? $0.key < $1.key : $0.count > $1.count }.prefix(most))
    }
}
