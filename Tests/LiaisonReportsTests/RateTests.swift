import LiaisonReports
import Testing

@Suite struct RateTests {
    @Test(arguments: [
        (257, 279, "92.1"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (1, 2000, "0.1"), (0, 5, "0.0"),
        (5, 5, "100.0"), (1999, 2000, "100.0"), (1998, 2000, "99.9"),
    ])
    func roundsHalvesAwayFromZero(_ numerator: Int, _ denominator: Int, _ percent: String) {
        #expect(Rate(numerator, of: denominator).percent == percent)
    }

    @Test func nothingOfNothingHasNoPercentage() {
        #expect(Rate(0, of: 0).percent == nil)
    }
}

@Suite struct DaysHistogramTests {
    @Test(arguments: [
        ([0, 2, 3, 3], 50, 2), ([0, 2, 3, 3], 90, 3), ([0, 2, 3, 3, 20], 50, 3), ([0, 2, 3, 3, 20], 90, 20),
        ([7], 50, 7), ([7], 90, 7), (Array(1...10), 90, 9), (Array(1...10), 50, 5),
    ])
    func takesTheNearestRank(_ days: [Int], _ percentage: Int, _ expected: Int) {
        var histogram = DaysHistogram()
        for value in days.reversed() { histogram.add(days: value) }
        #expect(histogram.quantile(percentage) == expected)
    }

    @Test func hasNoMedianWithoutCases() {
        #expect(DaysHistogram().quantile(50) == nil)
    }

    @Test func addsUpToTheSameAsAll() {
        var (first, second, all) = (DaysHistogram(), DaysHistogram(), DaysHistogram())
        for value in [0, 1, 1, 8] { first.add(days: value) }
        for value in [1, 30] { second.add(days: value) }
        for value in [30, 8, 1, 1, 1, 0] { all.add(days: value) }
        first.add(second)
        #expect(first == all)
    }
}

@Suite struct ReportPeriodTests {
    @Test func thePeriodBeforeIsAsLongAndEndsTheDayBefore() throws {
        let period = try #require(ReportPeriod(from: day("2026-02-01"), to: day("2026-02-28")))
        #expect(period.before == ReportPeriod(from: day("2026-01-04"), to: day("2026-01-31")))
    }

    @Test func refusesAnEndBeforeItsStart() {
        #expect(ReportPeriod(from: day("2026-02-02"), to: day("2026-02-01")) == nil)
    }

    @Test func beginsAndEndsAtMidnightInBeijing() throws {
        let period = try #require(ReportPeriod(from: day("2026-01-01"), to: day("2026-01-31")))
        #expect(period.moments.lowerBound.rfc3339 == "2026-01-01T00:00:00.000+08:00")
        #expect(period.moments.upperBound.rfc3339 == "2026-02-01T00:00:00.000+08:00")
    }
}
