/// How many cases took how many days: what medians of several directories can be merged from.
package struct DaysHistogram: Equatable, Sendable {
    /// Cases by whole days; no entry is 0.
    package private(set) var cases: [Int: Int] = [:]

    package init() {}

    /// The number of all cases.
    package var count: Int { cases.values.reduce(0, +) }

    /// Adds cases that took so many days.
    package mutating func add(days: Int, count: Int = 1) {
        if count > 0 { cases[days, default: 0] += count }
    }

    /// Adds another histogram.
    package mutating func add(_ other: DaysHistogram) {
        for (days, count) in other.cases { add(days: days, count: count) }
    }

    /// Within how many days the given percentage of the cases was done, by the nearest-rank method: the smallest
    /// number of days that is enough for at least that share. A whole number that some case really took.
    ///
    /// - Parameter percentage: 1 to 100; 50 for the median.
    /// - Returns: Days, or nothing without cases.
    package func quantile(_ percentage: Int) -> Int? {
        precondition((1...100).contains(percentage), "a percentage")
        let rank = (count * percentage + 99) / 100
        var seen = 0
        for days in cases.keys.sorted() {
            seen += cases[days, default: 0]
            if seen >= rank { return days }
        }
        return nil
    }
}
