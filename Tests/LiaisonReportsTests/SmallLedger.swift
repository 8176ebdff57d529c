import LiaisonCodes
import LiaisonReports
import LiaisonSystem

@testable import LiaisonCases

/// Twelve cases of two stations, few enough to count by hand; the suites' expectations were.
enum SmallLedger {
    static let first = station("S01")
    static let second = station("S02")
    static let request = ReportRequest(
        from: day("2026-01-01"), to: day("2026-01-31"), asOf: day("2026-03-25"))
    /// One month; weekends, and nothing else, are off.
    static let deadlines = Deadlines()
    static let names = [
        ReportedStation(id: first, name: "清溪站"), ReportedStation(id: second, name: "=银田\"站"),
        ReportedStation(id: station("S03"), name: "闲站"),
    ]

    /// The cases in the ledger of the first station.
    static let firstCases: [Case] = [
        course(
            first, "2026-01-05", topic: "道路交通",
            then: [
                ("2026-01-06", .acknowledged(.ordinary)), ("2026-01-08", .replied),
                ("2026-01-09", .closed(.resolved)), ("2026-01-10", .rated(.satisfied)),
            ]),
        course(first, "2026-01-05", topic: "道路交通", then: []),
        course(first, "2026-01-10", .walkIn, then: [("2026-01-10", .closed(.explained))]),
        course(
            first, "2026-01-12", .phone,
            then: [("2026-01-12", .acknowledged(.simple)), ("2026-01-14", .replied)]),
        course(first, "2026-01-20", then: [("2026-01-21", .closed(.withdrawn))]),
        course(first, "2025-12-31", then: [("2026-01-01", .replied)]),
        course(first, "2026-01-07", suspicion: .trap, then: []),
        course(first, "2026-01-15", then: [("2026-01-15", .acknowledged(.major))]),
        // Entered by mistake: no figure but that of its outcome knows of it.
        course(
            first, "2025-12-02", .walkIn, topic: "环境卫生",
            then: [("2025-12-02", .replied), ("2026-01-12", .closed(.mistaken))]),
        course(
            first, "2026-01-11", .walkIn, topic: "环境卫生",
            then: [("2026-01-11", .replied), ("2026-01-12", .closed(.mistaken))]),
    ]

    /// The cases in the ledger of the second station; the last one is the first station's now.
    static let secondCases: [Case] = [
        course(
            second, "2026-01-31", .paper,
            then: [
                ("2026-02-20", .replied), ("2026-02-21", .rated(.dissatisfied)), ("2026-02-21", .reopened),
            ]),
        course(
            second, "2026-01-02", topic: "环境卫生",
            then: [
                ("2026-01-03", .transferred(to: code, station: first)),
                ("2026-01-04", .extended(until: day("2026-01-20"))), ("2026-01-05", .replied),
                ("2026-01-10", .erased(reason: nil)),
            ]),
    ]

    /// The report of both.
    static func report(_ request: ReportRequest = request, words: HotWords? = nil) -> Report {
        var tally = ReportTally(request, deadlines: SmallLedger.deadlines)
        tally.count(firstCases)
        tally.count(secondCases)
        var report = tally.report(of: names, only: request.stations)
        report.words = words
        return report
    }

    /// A case received a minute before midnight in Beijing, with its events at noon.
    static func course(
        _ station: StationID, _ received: String, _ channel: Channel = .scan, topic: String? = nil,
        suspicion: Suspicion? = nil, arrivedOn: CivilDate? = nil, then events: [(String, Event.Body)]
    ) -> Case {
        let number = CaseNumber(station: station, date: day(received), value: UInt64(events.count))
        let receipt = Event.Receipt(
            to: code, channel: channel, topic: topic, nonce: Digest(value: 1), query: Digest(value: 2),
            digest: Digest(value: 3), suspicion: suspicion, arrivedOn: arrivedOn)
        let midnight = BeijingTime.start(of: day(received).adding(days: 1))
        var value = Case(number: number, received: midnight.adding(milliseconds: -60_000), receipt: receipt)
        for (date, body) in events {
            let noon = BeijingTime.start(of: day(date)).adding(milliseconds: 43_200_000)
            value.apply(Event(at: noon, caseNumber: number, body: body))
        }
        return value
    }

    static let code = literal(try? Code(parsing: "0000000"))

    static func station(_ text: String) -> StationID { literal(StationID(text)) }
}

/// A date that the tests know to exist.
func day(_ text: String) -> CivilDate { literal(CivilDate(iso8601: text.utf8)) }

/// The value of a literal that the tests know to be right.
func literal<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a literal of the tests is wrong") }
    return value
}
