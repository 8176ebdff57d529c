import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonCases
@testable import LiaisonReports

/// What is told, and what comes of it.
@Suite struct NewsReportTests {
    private static let told = Event.Body.notified(
        Event.Notification(news: .known(.new), to: Code.random(), channel: nil))

    private func figures(_ events: [(day: Int, body: Event.Body)]) -> ReportFigures {
        let first = CivilDate(daysSince1970: 20_458)
        let value = SmallLedger.course(
            SmallLedger.first, first.iso8601,
            then: events.map { (first.adding(days: $0.day).iso8601, $0.body) })
        var figures = ReportFigures()
        figures.count(value, received: first, asOf: first.adding(days: 20), deadlines: SmallLedger.deadlines)
        return figures
    }

    @Test func countsTheToldTheUnansweredAndTheDaysBetween() {
        let silent = figures([(1, Self.told), (4, Self.told)])
        #expect(silent[.told] == 1)
        #expect(silent[.toldUnanswered] == 1)
        #expect(silent.newsDays.count == 0)
        let answered = figures([(1, Self.told), (3, Self.told), (6, .replied)])
        #expect(answered[.told] == 1)
        #expect(answered[.toldUnanswered] == 0)
        // From the first news on, whatever came later.
        #expect(answered.newsDays.cases == [5: 1])
        let before = figures([(1, .replied), (2, Self.told)])
        #expect(before[.toldUnanswered] == 0)
        #expect(before.newsDays.count == 0)
        #expect(figures([(1, .replied)])[.told] == 0)
    }
}
