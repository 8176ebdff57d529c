import LiaisonCodes
import LiaisonSystem

/// Who of a roster doesn't meet the norms, see ``StationNorm``.
package struct NormSurvey: Equatable, Sendable {
    /// One norm that somebody doesn't meet.
    package struct Finding: Equatable, Sendable {
        package let norm: StationNorm
        package let station: StationID
        /// The deputy's code, where it is about a deputy.
        package let deputy: Code?
        /// What was found; it is to be measured by the norm's limit.
        package let figure: Int
        /// The first day of the month, where it is about one.
        package let month: CivilDate?

        package init(
            norm: StationNorm, station: StationID, deputy: Code? = nil, figure: Int, month: CivilDate? = nil
        ) {
            (self.norm, self.station, self.deputy) = (norm, station, deputy)
            (self.figure, self.month) = (figure, month)
        }
    }

    /// In the order of the norms, then of stations, months and deputies.
    package let findings: [Finding]

    /// Surveys a roster.
    ///
    /// - Parameters:
    ///   - roster: The roster.
    ///   - activity: What was done, up to a day that is over; nothing leaves out the norms that ask for something to be done.
    ///     Whoever came while a month or a year was running has had no time yet, unless the period was asked for.
    package init(of roster: Roster, activity: Activity?) {
        var findings: [Finding] = []
        for station in roster.stations { Self.surveySize(of: station, in: roster, into: &findings) }
        let deputies = roster.deputies
        for deputy in deputies where roster.station(deputy.station)?.status != .active {
            findings.append(
                Finding(norm: .noStation, station: deputy.station, deputy: deputy.code, figure: 0))
        }
        Self.findDoubles(among: deputies, into: &findings)
        if let activity {
            Self.findIdle(in: roster, activity, into: &findings)
        }
        let order = Dictionary(uniqueKeysWithValues: StationNorm.allCases.enumerated().map { ($1, $0) })
        self.findings = findings.enumerated().sorted { first, second in
            let (a, b) = (order[first.element.norm] ?? 0, order[second.element.norm] ?? 0)
            return (a, first.element.station, first.offset) < (b, second.element.station, second.offset)
        }.map(\.element)
    }

    /// The findings about some stations and their deputies; of all where none are named.
    package init(_ survey: NormSurvey, only stations: Set<StationID>?) {
        findings = survey.findings.filter { stations?.contains($0.station) ?? true }
    }

    private static func surveySize(of station: Station, in roster: Roster, into findings: inout [Finding]) {
        let deputies = roster.deputies(of: station.id)
        func note(_ norm: StationNorm, _ figure: Int) {
            findings.append(Finding(norm: norm, station: station.id, figure: figure))
        }
        if deputies.count < StationNorm.tooFew.limit { note(.tooFew, deputies.count) }
        if deputies.count > StationNorm.tooMany.limit { note(.tooMany, deputies.count) }
        if deputies.count > StationNorm.noGroups.limit, deputies.contains(where: { $0.group == nil }) {
            note(.noGroups, deputies.count)
        }
        let cadres = deputies.count { $0.isCadre }
        if cadres > StationNorm.tooManyCadres.limit { note(.tooManyCadres, cadres) }
        let senior = deputies.count { $0.level == .provincial || $0.level == .municipal }
        if senior > StationNorm.tooManySenior.limit { note(.tooManySenior, senior) }
    }

    /// Deputies of one name and level at several stations, whom nothing that the roster says tells apart.
    private static func findDoubles(among deputies: [Deputy], into findings: inout [Finding]) {
        struct Key: Hashable {
            let name: String
            let level: Level
        }
        let namesakes = Dictionary(grouping: deputies) { Key(name: Cell.nameKey($0.name), level: $0.level) }
        for deputy in deputies {
            let others = (namesakes[Key(name: Cell.nameKey(deputy.name), level: deputy.level)] ?? []).filter {
                $0.station != deputy.station && mayBeTheSame($0, deputy)
            }
            if others.isEmpty { continue }
            findings.append(
                Finding(
                    norm: .twoStations, station: deputy.station, deputy: deputy.code,
                    figure: Set(others.map(\.station)).count + 1))
        }
    }

    private static func mayBeTheSame(_ first: Deputy, _ second: Deputy) -> Bool {
        let told: [KeyPath<Deputy, String?>] = [\.gender, \.employer, \.publicPhone, \.title]
        return told.allSatisfy { path in
            guard let one = first[keyPath: path], let other = second[keyPath: path] else { return true }
            return one == other
        }
    }

    private static func findIdle(in roster: Roster, _ activity: Activity, into findings: inout [Finding]) {
        var beginnings: [StationID: CivilDate] = [:]
        for station in roster.stations {
            let known = activity.isAsked ? .earliest : roster.firstDay(of: station.code)
            // Registers may have been brought in that are older than the roster.
            let since = min(known, activity.beginning(of: station.id) ?? known)
            beginnings[station.id] = since
            for month in activity.wholeMonths where since <= month {
                if activity.includes(station.id, inMonthOf: month) { continue }
                findings.append(Finding(norm: .idleMonth, station: station.id, figure: 0, month: month))
            }
        }
        guard activity.hasWholeYear else { return }
        for deputy in roster.deputies {
            var since = activity.isAsked ? .earliest : roster.firstDay(of: deputy.code)
            if let term = deputy.termStart, let beginning = beginnings[deputy.station] {
                since = min(since, max(term, beginning))
            }
            if since <= activity.from, !activity.includes(anyOf: roster.codes(ofHolderOf: deputy.code)) {
                findings.append(
                    Finding(norm: .invisibleYear, station: deputy.station, deputy: deputy.code, figure: 0))
            }
        }
    }
}

extension Roster {
    /// The day on which a code's holder came into the roster, or came back into it last.
    fileprivate func firstDay(of code: Code) -> CivilDate {
        let entries = codes(ofHolderOf: code).flatMap { history(of: $0) }
        guard let entry = entries.last(where: { $0.kind == .returned }) ?? entries.first else {
            return .latest
        }
        return BeijingTime(entry.at).date
    }
}
