import LiaisonCodes

/// What of a roster doesn't meet the norms for stations: 10 to 50 deputies each, groups above 20 (Changsha,
/// 2024), and whatever else leaves a deputy or station out of reach.
package struct RosterNorms: Equatable, Sendable {
    /// A station is to have this many deputies.
    package static let deputiesPerStation = 10...50
    /// A station with more deputies than this is to have groups.
    package static let largestWithoutGroups = 20

    /// One thing that doesn't meet them.
    package enum Finding: Equatable, Sendable {
        case noDeputies(Station)
        case tooFewDeputies(Station, count: Int)
        case tooManyDeputies(Station, count: Int)
        /// More than 20 deputies, of whom some, or all, are in no group.
        case missingGroups(Station, count: Int, ungrouped: Int)
        /// The head station isn't in office any more.
        case headStationRetired(Station, head: StationID)
        /// The station isn't in office any more, its deputy is.
        case deputyWithoutStation(Deputy)
        /// In office, but the code was revoked and none was given in its place.
        case withoutCode(CodeHolder)
    }

    /// By station, then the deputies without one, then those without a code.
    package let findings: [Finding]

    package init(of roster: Roster) {
        var findings: [Finding] = []
        for station in roster.stations {
            let deputies = roster.deputies(of: station.id)
            let count = deputies.count
            if count == 0 {
                findings.append(.noDeputies(station))
            } else if count < Self.deputiesPerStation.lowerBound {
                findings.append(.tooFewDeputies(station, count: count))
            } else if count > Self.deputiesPerStation.upperBound {
                findings.append(.tooManyDeputies(station, count: count))
            }
            let ungrouped = deputies.count { $0.group == nil }
            if count > Self.largestWithoutGroups, ungrouped > 0 {
                findings.append(.missingGroups(station, count: count, ungrouped: ungrouped))
            }
            if let head = station.parent, roster.station(head)?.status != .active {
                findings.append(.headStationRetired(station, head: head))
            }
        }
        let deputies = roster.deputies
        for deputy in deputies where roster.station(deputy.station)?.status != .active {
            findings.append(.deputyWithoutStation(deputy))
        }
        for holder in roster.stations.map(CodeHolder.station) + deputies.map(CodeHolder.deputy)
        where !roster.isActive(holder.code) {
            findings.append(.withoutCode(holder))
        }
        self.findings = findings
    }
}
