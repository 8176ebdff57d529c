import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem

/// Counts cases one after the other into what a report is made of; parts counted side by side add up.
package struct ReportTally: Sendable {
    private let from: CivilDate?
    private let to: CivilDate
    private let asOf: CivilDate
    private let deadlines: Deadlines
    private let moments: Range<Timestamp>
    private var figures: [StationID: ReportFigures] = [:]
    private var topics: [StationID: TopicsByMonth] = [:]
    /// The first moment at which anything was received.
    private var earliest: Timestamp?
    /// The first day of an entry of a register.
    private var earliestEntry: CivilDate?

    /// Received by topic, in each month.
    private typealias TopicsByMonth = [Month: [String?: Int]]

    /// A tally of nothing yet; the stations of the request are chosen by ``report(of:only:)``.
    ///
    /// - Parameters:
    ///   - request: The dates.
    ///   - deadlines: By when cases want their answers.
    package init(_ request: ReportRequest, deadlines: Deadlines) {
        self.deadlines = deadlines
        from = request.from
        to = request.to
        asOf = request.asOf
        let end = BeijingTime.start(of: to.adding(days: 1))
        moments = (from.map(BeijingTime.start(of:)) ?? Timestamp(milliseconds: .min))..<end
    }

    /// Counts the cases of one station's ledger, each at the station that has it now.
    package mutating func count(_ cases: some Sequence<Case>) {
        // Nearly all of a ledger's cases are with its own station: its figures are at hand, not looked up each time.
        var counted = ReportFigures()
        var countedTopics = TopicsByMonth()
        var holder: StationID?
        for value in cases {
            if value.isCounted { earliest = min(earliest ?? value.received, value.received) }
            guard moments.contains(value.received) else { continue }
            if value.station != holder {
                add(counted, countedTopics, of: holder)
                (counted, countedTopics, holder) = (ReportFigures(), [:], value.station)
            }
            let received = BeijingTime(value.received).date
            counted.count(value, received: received, asOf: asOf, deadlines: deadlines)
            guard value.isCounted else { continue }
            if value.station != value.number.station {
                figures[value.number.station, default: ReportFigures()][.transferredOut] += 1
            }
            countedTopics[Month(received), default: [:]][value.topic, default: 0] += 1
        }
        add(counted, countedTopics, of: holder)
    }

    /// Counts what a station's registers hold: each entry that counts, by its own day.
    ///
    /// - Parameters:
    ///   - entries: The entries, in any order.
    ///   - duties: What says in which register each belongs; one whose duty the file no longer has is among the others.
    package mutating func count(_ entries: some Sequence<RegisterEntry>, duties: DutyTable) {
        for entry in entries where entry.state == .counted {
            let day = entry.facts.on
            earliestEntry = min(earliestEntry ?? day, day)
            guard from.map({ $0 <= day }) ?? true, day <= to else { continue }
            let register = duties.duty(entry.facts.duty, on: day)?.register ?? .other
            figures[entry.number.station, default: ReportFigures()].entries
                .add(register.rawValue, people: entry.facts.people)
        }
    }

    private mutating func add(
        _ counted: ReportFigures, _ countedTopics: TopicsByMonth, of station: StationID?
    ) {
        guard let station else { return }
        figures[station, default: ReportFigures()].add(counted)
        topics[station, default: [:]].merge(countedTopics) { $0.merging($1, uniquingKeysWith: +) }
    }

    /// Adds what was counted elsewhere with the same dates.
    package mutating func add(_ other: ReportTally) {
        for (station, counted) in other.figures { add(counted, other.topics[station] ?? [:], of: station) }
        earliest = [earliest, other.earliest].compactMap { $0 }.min()
        earliestEntry = [earliestEntry, other.earliestEntry].compactMap { $0 }.min()
    }

    /// The report.
    ///
    /// - Parameters:
    ///   - stations: The stations that must stand in it, idle or not; others with cases are added.
    ///   - closed: Stations that are no more, for their names.
    ///   - only: The stations asked for; nothing for all.
    /// - Returns: The report, without words.
    package func report(
        of stations: [ReportedStation], closed: [ReportedStation] = [], only: Set<StationID>? = nil
    ) -> Report {
        var names = Dictionary(stations.map { ($0.id, $0.name) }) { first, _ in first }
        let former = Dictionary(closed.map { ($0.id, $0.name) }) { first, _ in first }
        for station in figures.keys where names[station] == nil {
            names[station] = former[station] ?? station.description
        }
        if let only { names = names.filter { only.contains($0.key) } }
        let reported = names.map { ReportedStation(id: $0.key, name: $0.value) }.sorted()
        let first = [earliest.map { BeijingTime($0).date }, earliestEntry].compactMap { $0 }.min()
        return Report(
            period: ReportPeriod(from: from ?? first ?? to, to: to) ?? ReportPeriod(days: 1, upTo: to),
            asOf: asOf, earliest: first,
            stations: reported.map {
                StationReport(station: $0, figures: figures[$0.id, default: ReportFigures()])
            },
            topics: topicCounts(of: reported))
    }

    /// The counts of stations that are in order: each month's lie together already, and few are left to compare.
    private func topicCounts(of stations: [ReportedStation]) -> [TopicCount] {
        let months = Set(stations.flatMap { topics[$0.id, default: [:]].keys }).sorted()
        return months.flatMap { month in
            stations.flatMap { station in
                (topics[station.id]?[month] ?? [:]).map { topic, count in
                    TopicCount(
                        key: TopicCount.Key(month: month, station: station, topic: topic), count: count)
                }.sorted { $0.key < $1.key }
            }
        }
    }
}
