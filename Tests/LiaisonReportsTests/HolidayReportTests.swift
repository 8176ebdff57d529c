import LiaisonCodes
import LiaisonReports
import LiaisonSystem
import Testing

@testable import LiaisonCases

/// The figures of two ledgers around the long holidays, counted by hand with the calendar that ships.
@Suite struct HolidayReportTests {
    private let deadlines: Deadlines

    init() throws {
        let path = "\(Files.parent(of: Files.parent(of: Files.parent(of: #filePath))))/assets/calendar.txt"
        deadlines = Deadlines(calendar: WorkingCalendar(parsing: try Files.read(path)))
    }

    private func figures(of cases: [Case], asOf date: String) throws -> ReportFigures {
        let request = ReportRequest(from: day("2026-01-01"), to: day("2026-12-31"), asOf: day(date))
        var tally = ReportTally(request, deadlines: deadlines)
        tally.count(cases)
        return try #require(tally.report(of: []).stations.first).figures
    }

    private static func course(_ received: String, _ events: [(String, Event.Body)]) -> Case {
        SmallLedger.course(SmallLedger.first, received, then: events)
    }

    /// Off from Sunday 15 to Monday 23 February 2026; Saturdays 14 and 28 are worked.
    private static let springFestival = [
        // Due on the 15th, moved to the first working day: on time after 40 days.
        course("2026-01-15", [("2026-01-16", .acknowledged(.ordinary)), ("2026-02-24", .replied)]),
        // Due on the 23rd, moved to the 24th: a day late after 33.
        course("2026-01-23", [("2026-01-26", .acknowledged(.ordinary)), ("2026-02-25", .replied)]),
        // Due on Saturday the 14th, which is worked: late after 41.
        course("2026-01-14", [("2026-02-24", .replied)]),
        // The same, never answered: overdue from the 15th on, in the middle of the holidays.
        course("2026-01-14", [("2026-01-15", .acknowledged(.ordinary))]),
        // Due on the 24th, never answered: overdue from the 25th on.
        course("2026-01-23", []),
        // On the spot, received on the first day off: the spot is the 24th, 9 days later.
        course("2026-02-15", [("2026-02-24", .acknowledged(.simple)), ("2026-02-24", .replied)]),
        // On the spot, received on the Saturday that is worked: late after 10.
        course("2026-02-14", [("2026-02-14", .acknowledged(.simple)), ("2026-02-24", .closed(.explained))]),
    ]

    @Test(arguments: [("2026-02-14", 0), ("2026-02-15", 1), ("2026-02-24", 1), ("2026-02-25", 2)])
    func countsOverdueAcrossTheSpringFestival(asOf: String, overdue: Int) throws {
        let figures = try figures(of: Self.springFestival, asOf: asOf)
        #expect(figures[.overdue] == overdue)
        #expect(figures[.overdueUnanswered] == overdue)
        #expect(figures[.onTime] == Rate(2, of: 5 + overdue))
    }

    @Test func measuresAnswersAcrossTheSpringFestival() throws {
        let figures = try figures(of: Self.springFestival, asOf: "2026-02-25")
        #expect(figures[.received] == 7)
        #expect(figures[.answered] == 5)
        #expect(figures[.answeredOnTime] == 2)
        #expect(figures[.onTime].percent == "28.6")
        #expect(figures.answerDays.cases == [9: 1, 10: 1, 33: 1, 40: 1, 41: 1])
        #expect(figures.answerDays.quantile(50) == 33)
        #expect(figures.answerDays.quantile(90) == 41)
    }

    /// Off from 25 to 27 September and from 1 to 7 October 2026; Sunday 20 September and Saturday 10 October are
    /// worked.
    private static let nationalDay = [
        // Due on 2 October, moved to the 8th: on time after 36 days.
        course("2026-09-02", [("2026-10-08", .replied)]),
        // Due on Saturday the 10th, which is worked: on time after 30.
        course("2026-09-10", [("2026-10-10", .replied)]),
        // Due on Sunday the 11th, moved to Monday: on time after 31.
        course("2026-09-11", [("2026-10-12", .replied)]),
        // Three months to 1 October, moved to the 8th: a day late after 100.
        course("2026-07-01", [("2026-07-01", .acknowledged(.major)), ("2026-10-09", .replied)]),
        // On the spot on the Sunday that is worked: late after 1.
        course("2026-09-20", [("2026-09-20", .acknowledged(.simple)), ("2026-09-21", .replied)]),
        // On the spot, received on the second day of Mid-Autumn: the spot is Monday the 28th, 2 days later.
        course("2026-09-26", [("2026-09-28", .acknowledged(.simple)), ("2026-09-28", .replied)]),
        // Due on Sunday 20 September, which is worked; a week of waiting for the citizen makes it the 27th, moved to the
        // 28th: on time after 39.
        course(
            "2026-08-20",
            [
                ("2026-09-01", .asked), ("2026-09-08", .answered(digest: Digest(value: 9))),
                ("2026-09-28", .replied),
            ]),
        // Extended to 3 October, moved to the 8th; never answered.
        course("2026-09-05", [("2026-09-30", .extended(until: day("2026-10-03")))]),
        // Due on the 7th, moved to the 8th; never answered.
        course("2026-09-07", []),
    ]

    @Test(arguments: [("2026-10-07", 0), ("2026-10-08", 0), ("2026-10-09", 2)])
    func countsOverdueAcrossNationalDay(asOf: String, overdue: Int) throws {
        let figures = try figures(of: Self.nationalDay, asOf: asOf)
        #expect(figures[.overdue] == overdue)
        #expect(figures[.onTime] == Rate(5, of: 7 + overdue))
    }

    @Test func measuresAnswersAcrossNationalDay() throws {
        let figures = try figures(of: Self.nationalDay, asOf: "2026-10-09")
        #expect(figures[.received] == 9)
        #expect(figures[.answered] == 7)
        #expect(figures[.answeredOnTime] == 5)
        #expect(figures[.onTime].percent == "55.6")
        #expect(figures[.extended] == 1)
        #expect(figures.answerDays.quantile(50) == 31)
        #expect(figures.answerDays.quantile(90) == 100)
    }
}
