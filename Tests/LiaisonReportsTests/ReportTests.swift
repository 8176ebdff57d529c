import LiaisonCodes
import LiaisonReports
import LiaisonSystem
import Testing

@Suite struct ReportTests {
    private let report = SmallLedger.report()

    private func figures(_ id: String) throws -> ReportFigures {
        try #require(report.stations.first { $0.station.id.description == id }).figures
    }

    @Test(arguments: [
        (Figure.received, 7, 1), (.acknowledged, 3, 0), (.replied, 3, 1), (.answered, 4, 1),
        (.answeredOnTime, 3, 1), (.closed, 3, 0), (.overdue, 1, 1), (.overdueUnanswered, 1, 0),
        (.extended, 1, 0), (.reopened, 0, 1), (.transferredIn, 1, 0), (.transferredOut, 0, 1),
        (.satisfied, 1, 0), (.fair, 0, 0), (.dissatisfied, 0, 1), (.unrated, 4, 0), (.erased, 1, 0),
        (.quarantined, 1, 0),
        (.people, 7, 1), (.assigned, 0, 0), (.closedOnTime, 3, 0), (.closeOverdue, 2, 1), (.solved, 0, 0),
        (.partlySolved, 0, 0), (.unsolved, 0, 0), (.told, 0, 0), (.toldUnanswered, 0, 0),
    ])
    func countsByHand(_ figure: Figure, _ first: Int, _ second: Int) throws {
        #expect(try figures("S01")[figure] == first)
        #expect(try figures("S02")[figure] == second)
        #expect(try figures("S03")[figure] == 0)
        #expect(report.totals[figure] == first + second)
    }

    @Test func handlesEveryFigureByHand() {
        #expect(Figure.allCases.count == 27)
    }

    @Test(arguments: [
        (ReportFigures.RateName.reply, Rate(3, of: 7), Rate(4, of: 8)),
        (.answer, Rate(4, of: 7), Rate(5, of: 8)),
        (.closing, Rate(3, of: 7), Rate(3, of: 8)), (.closedOnTime, Rate(3, of: 5), Rate(3, of: 6)),
        (.solved, Rate(0, of: 0), Rate(0, of: 0)), (.onTime, Rate(3, of: 5), Rate(4, of: 6)),
        (.satisfaction, Rate(1, of: 1), Rate(1, of: 2)),
    ])
    func ratesByHand(_ name: ReportFigures.RateName, _ first: Rate, _ total: Rate) throws {
        #expect(try figures("S01")[name] == first)
        #expect(report.totals[name] == total)
    }

    @Test func countsChannelsAndOutcomes() throws {
        let first = try figures("S01")
        #expect([first.byChannel[.scan], first.byChannel[.walkIn], first.byChannel[.phone]] == [5, 1, 1])
        #expect(report.totals.byChannel[.paper] == 1)
        #expect(first.byOutcome[.resolved] == 1)
        #expect(first.byOutcome[.explained] == 1)
        #expect(first.byOutcome[.withdrawn] == 1)
        #expect(first.byOutcome[.mistaken] == 1)
    }

    @Test func measuresDaysToTheFirstAnswer() throws {
        #expect(try figures("S01").answerDays.cases == [0: 1, 2: 1, 3: 2])
        #expect(report.totals.answerDays.quantile(50) == 3)
        #expect(report.totals.answerDays.quantile(90) == 20)
    }

    @Test func countsTopicsByStationAndMonth() {
        let topics = report.topics.map { "\($0.key.station.id) \($0.key.topic ?? "-") \($0.count)" }
        #expect(topics == ["S01 环境卫生 1", "S01 道路交通 2", "S01 - 4", "S02 - 1"])
        #expect(Set(report.topics.map(\.key.month.iso8601)) == ["2026-01"])
    }

    @Test func showsIdleStations() {
        #expect(report.stations.map(\.station.name) == ["清溪站", "=银田\"站", "闲站"])
    }

    @Test func choosesOneStation() {
        var request = SmallLedger.request
        request.station = SmallLedger.second
        let report = SmallLedger.report(request)
        #expect(report.stations.map(\.station.id) == [SmallLedger.second])
        #expect(report.totals[.received] == 1)
        #expect(report.topics.count == 1)
    }

    @Test func beginsWithTheFirstMessageUnlessToldOtherwise() {
        let report = SmallLedger.report(
            ReportRequest(from: nil, to: day("2026-01-31"), asOf: day("2026-03-25")))
        #expect(report.period.from == day("2025-12-31"))
        #expect(report.totals[.received] == 9)
    }

    @Test func anEmptyLedgerHasAReportToo() {
        let request = ReportRequest(from: nil, to: day("2026-01-31"), asOf: day("2026-01-31"))
        let report = ReportTally(request, deadlines: SmallLedger.deadlines).report(of: SmallLedger.names)
        #expect(report.period.from == day("2026-01-31"))
        #expect(report.totals == ReportFigures())
        #expect(report.totals[.reply].percent == nil)
    }

    @Test func namesAStationThatTheRosterHasNoMore() {
        var tally = ReportTally(SmallLedger.request, deadlines: SmallLedger.deadlines)
        tally.count(SmallLedger.firstCases)
        #expect(tally.report(of: []).stations.map(\.station.name) == ["S01"])
    }
}

@Suite struct ReportMergingTests {
    /// The report of one station's ledger, as its own data directory would give it.
    private func part(_ index: Int, from: CivilDate? = SmallLedger.request.from) -> Report {
        var request = SmallLedger.request
        request.from = from
        var tally = ReportTally(request, deadlines: SmallLedger.deadlines)
        tally.count(index == 0 ? SmallLedger.firstCases : SmallLedger.secondCases)
        return tally.report(
            of: index == 0 ? [SmallLedger.names[0]] : [SmallLedger.names[1], SmallLedger.names[2]])
    }

    @Test func isTheReportOfTheUnion() throws {
        // The transferred case stands in the second directory under the first station's number alone.
        var whole = SmallLedger.report()
        let merged = try part(0).merged(with: part(1))
        #expect(merged.totals == whole.totals)
        #expect(Set(merged.stations.map(\.station.name)) == ["清溪站", "=银田\"站", "闲站", "S01"])
        whole.stations = []
        #expect(merged.period == whole.period)
        #expect(merged.earliest == whole.earliest)
    }

    @Test func addsUpWhicheverComesFirst() throws {
        #expect(try part(0).merged(with: part(1)) == part(1).merged(with: part(0)))
    }

    @Test func everythingMayBeginOnDifferentDays() throws {
        let merged = try part(0, from: nil).merged(with: part(1, from: nil))
        #expect(merged.period.from == day("2025-12-31"))
        #expect(merged.totals[.received] == 9)
    }

    @Test func refusesPeriodsThatLeaveSomethingOut() {
        #expect(throws: ReportMergeError.differentStarts(day("2026-01-01"), day("2025-12-31"))) {
            try part(0).merged(with: part(0, from: nil))
        }
    }

    @Test func refusesOtherEndsAndDays() {
        let other = Report(period: SmallLedger.report().period, asOf: day("2026-03-26"))
        #expect(throws: ReportMergeError.differentDays(day("2026-03-25"), day("2026-03-26"))) {
            try SmallLedger.report().merged(with: other)
        }
        let shorter = Report(period: ReportPeriod(days: 30, upTo: day("2026-01-30")), asOf: day("2026-03-25"))
        #expect(throws: ReportMergeError.differentEnds(day("2026-01-31"), day("2026-01-30"))) {
            try SmallLedger.report().merged(with: shorter)
        }
    }
}
