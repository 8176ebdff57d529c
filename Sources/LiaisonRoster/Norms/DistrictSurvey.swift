import LiaisonCodes

/// The stations of each district and how many deputies they have: the figures of an analysis such as Changsha's of 2024.
package struct DistrictSurvey: Equatable, Sendable {
    /// One district.
    package struct District: Equatable, Sendable {
        package let name: String
        package let stations: Int
        package let deputies: Int
        /// The fewest and the most deputies of a station.
        package let fewest: Int
        package let most: Int
        /// How many stations have fewer than 10 deputies, and how many more than 50.
        package let tooSmall: Int
        package let tooLarge: Int
    }

    /// In the order in which their stations come first in the roster.
    package let districts: [District]

    /// - Parameters:
    ///   - roster: The roster.
    ///   - stations: The stations that count; all in office unless given.
    package init(of roster: Roster, stations: [Station]? = nil) {
        var order: [String] = []
        var counts: [String: [Int]] = [:]
        for station in stations ?? roster.stations {
            let name = roster.district(of: station)
            if counts[name] == nil { order.append(name) }
            counts[name, default: []].append(roster.deputies(of: station.id).count)
        }
        districts = order.map { name in
            let counts = counts[name] ?? []
            return District(
                name: name, stations: counts.count, deputies: counts.reduce(0, +), fewest: counts.min() ?? 0,
                most: counts.max() ?? 0, tooSmall: counts.count { $0 < StationNorm.tooFew.limit },
                tooLarge: counts.count { $0 > StationNorm.tooMany.limit })
        }
    }
}

extension Roster {
    /// The district that a station counts with: what the roster says of it or of the nearest station above it, else what
    /// the name or address of the highest one begins with, else that one's name.
    package func district(of station: Station) -> String {
        var seen: Set<StationID> = []
        var highest = station
        var next: Station? = station
        while let current = next, seen.insert(current.id).inserted {
            if let district = current.district { return district }
            highest = current
            next = current.parent.flatMap { self.station($0) }
        }
        return Self.district(in: highest.name) ?? Self.district(in: highest.address) ?? highest.name
    }

    /// `芙蓉区` of `芙蓉区第1人大代表联络站`.
    private static func district(in text: String) -> String? {
        let head = text.prefix(6)
        guard let end = head.firstIndex(where: { "区县市".contains($0) }),
            head.distance(from: head.startIndex, to: end) >= 1
        else { return nil }
        return String(head[...end])
    }
}
