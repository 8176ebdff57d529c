import LiaisonCodes
import LiaisonSystem

/// What a period's cases amount to, for each station and for all: a value that follows from the ledger and the
/// dates asked for, and from nothing else.
package struct Report: Equatable, Sendable {
    package let period: ReportPeriod
    /// The day on which overdue cases are overdue.
    package let asOf: CivilDate
    /// The day of the ledger's first message or entry, or nothing while it is empty.
    package var earliest: CivilDate?
    /// Every station, in the order of ``StationReport``.
    package var stations: [StationReport]
    /// Received by topic, station and month, in the order of ``TopicCount``.
    package var topics: [TopicCount]
    /// What rose in the citizens' words, or nothing where nobody looked.
    package var words: HotWords?
    /// Whose report it is: the service's name, or that of the station asked for; nothing where nobody said.
    package var organisation: String?
    /// Whether it is of a station and those below it.
    package var includesBranches = false

    package init(
        period: ReportPeriod, asOf: CivilDate, earliest: CivilDate? = nil, stations: [StationReport] = [],
        topics: [TopicCount] = [], words: HotWords? = nil, organisation: String? = nil
    ) {
        self.period = period
        self.asOf = asOf
        self.earliest = earliest
        self.stations = stations
        self.topics = topics
        self.words = words
        self.organisation = organisation
    }

    /// The figures of all stations together.
    package var totals: ReportFigures {
        stations.reduce(into: ReportFigures()) { $0.add($1.figures) }
    }
}

/// One station's part in a report.
package struct StationReport: Equatable, Sendable {
    package let station: ReportedStation
    package var figures: ReportFigures

    package init(station: ReportedStation, figures: ReportFigures = ReportFigures()) {
        self.station = station
        self.figures = figures
    }
}

/// A station as reports name it. Two counties may both have an `S01`: the name tells them apart.
package struct ReportedStation: Hashable, Comparable, Sendable {
    package let id: StationID
    package let name: String

    package init(id: StationID, name: String) {
        self.id = id
        self.name = name
    }

    package static func < (first: ReportedStation, second: ReportedStation) -> Bool {
        (first.id, first.name) < (second.id, second.name)
    }
}

/// How many matters of one topic a station received in one month.
package struct TopicCount: Equatable, Sendable {
    /// What tells it from other counts.
    package struct Key: Hashable, Comparable, Sendable {
        package let month: Month
        package let station: ReportedStation
        /// One of the configured topics, or nothing.
        package let topic: String?

        package init(month: Month, station: ReportedStation, topic: String?) {
            self.month = month
            self.station = station
            self.topic = topic
        }

        package static func < (first: Key, second: Key) -> Bool {
            if first.month != second.month { return first.month < second.month }
            if first.station != second.station { return first.station < second.station }
            // What has no topic comes last.
            guard let firstTopic = first.topic else { return false }
            return second.topic.map { firstTopic < $0 } ?? true
        }
    }

    package let key: Key
    package let count: Int

    package init(key: Key, count: Int) {
        self.key = key
        self.count = count
    }

    /// The counts in order, from their sums.
    static func sorted(_ counts: [Key: Int]) -> [TopicCount] {
        counts.map(TopicCount.init).sorted { $0.key < $1.key }
    }
}
