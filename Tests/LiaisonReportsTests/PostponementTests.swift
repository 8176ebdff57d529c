import LiaisonReports
import Testing

@testable import LiaisonCases

/// What was late stays late, whatever date is set afterwards. The case came on Monday 5 January 2026: it was to be answered
/// and closed by 5 February.
@Suite struct PostponementTests {
    /// A case's events, and how many answers and closings were in time: of one each, where there is one.
    struct Course: Sendable {
        let name: String
        let events: [(String, Event.Body)]
        let answers: Rate
        let closings: Rate
    }

    private static func until(_ date: String) -> Event.Body { .extended(until: day(date)) }

    static let courses: [Course] = [
        Course(
            name: "extended on the last day",
            events: [
                ("2026-02-05", until("2026-03-10")), ("2026-03-01", .replied),
                ("2026-03-02", .closed(.resolved)),
            ],
            answers: Rate(1, of: 1), closings: Rate(1, of: 1)),
        Course(
            name: "extended after it",
            events: [
                ("2026-02-06", until("2026-03-10")), ("2026-03-01", .replied),
                ("2026-03-02", .closed(.resolved)),
            ],
            answers: Rate(0, of: 1), closings: Rate(0, of: 1)),
        Course(
            name: "extended in time, and again when that was over",
            events: [
                ("2026-01-20", until("2026-02-20")), ("2026-02-24", until("2026-03-20")),
                ("2026-03-10", .closed(.resolved)),
            ],
            answers: Rate(0, of: 1), closings: Rate(0, of: 1)),
        Course(
            name: "found to be a major matter too late",
            events: [("2026-02-10", .acknowledged(.major)), ("2026-03-01", .closed(.resolved))],
            answers: Rate(0, of: 1), closings: Rate(0, of: 1)),
        Course(
            name: "found to be one in time",
            events: [("2026-02-02", .acknowledged(.major)), ("2026-03-01", .closed(.resolved))],
            answers: Rate(1, of: 1), closings: Rate(1, of: 1)),
        Course(
            name: "found to be an ordinary one too late, which moves nothing",
            events: [("2026-02-10", .acknowledged(.ordinary)), ("2026-02-11", .closed(.resolved))],
            answers: Rate(0, of: 1), closings: Rate(0, of: 1)),
        Course(
            name: "extended while the clock stood, because the citizen was asked",
            events: [
                ("2026-01-20", .asked), ("2026-02-10", until("2026-03-10")),
                ("2026-03-01", .closed(.resolved)),
            ],
            answers: Rate(1, of: 1), closings: Rate(1, of: 1)),
        Course(
            name: "answered in time, and extended when it should have been closed",
            events: [
                ("2026-02-01", .replied), ("2026-02-10", until("2026-03-10")),
                ("2026-03-01", .closed(.resolved)),
            ],
            answers: Rate(1, of: 1), closings: Rate(0, of: 1)),
        Course(
            name: "answered late in spite of that, and opened anew",
            events: [
                ("2026-02-10", until("2026-03-10")), ("2026-02-20", .closed(.resolved)),
                ("2026-02-21", .reopened),
                ("2026-02-25", .closed(.resolved)),
            ],
            answers: Rate(0, of: 1), closings: Rate(1, of: 1)),
        Course(
            name: "extended after it and not answered yet: its time runs",
            events: [("2026-02-10", until("2026-03-30"))], answers: Rate(0, of: 0), closings: Rate(0, of: 0)),
    ]

    @Test(arguments: courses) func whatWasLateStaysLate(course: Course) throws {
        let request = ReportRequest(
            from: day("2026-01-01"), to: day("2026-01-31"), asOf: day("2026-03-25"))
        var tally = ReportTally(request, deadlines: Deadlines())
        tally.count([SmallLedger.course(SmallLedger.first, "2026-01-05", then: course.events)])
        let figures = try #require(tally.report(of: []).stations.first).figures
        #expect(figures[.onTime] == course.answers, "\(course.name)")
        #expect(figures[.closedOnTime] == course.closings, "\(course.name)")
    }

    /// What an officer enters weeks after it came is graded then, and was no ordinary matter until then.
    @Test(arguments: [("2026-02-10", Rate(1, of: 1)), ("2026-02-11", Rate(0, of: 1))])
    func aMatterThatIsEnteredLaterIsGradedOnThatDay(graded: String, closings: Rate) throws {
        let request = ReportRequest(
            from: day("2026-01-01"), to: day("2026-01-31"), asOf: day("2026-03-25"))
        var tally = ReportTally(request, deadlines: Deadlines())
        tally.count([
            SmallLedger.course(
                SmallLedger.first, "2026-02-10", arrivedOn: day("2026-01-05"),
                then: [(graded, .acknowledged(.major)), ("2026-03-01", .closed(.resolved))])
        ])
        let figures = try #require(tally.report(of: []).stations.first).figures
        #expect(figures[.closedOnTime] == closings)
    }

    @Test func aClockThatRunsBackwardsTakesNoTimeAway() {
        #expect(DeadlineTerms(pausedDays: -3).pausedDays == 0)
        var terms = DeadlineTerms(pausedDays: 2)
        terms.pausedDays -= 5
        #expect(terms.pausedDays == 0)
    }
}
