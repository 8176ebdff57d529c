import LiaisonCodes

/// Which posters an import makes wrong: what hangs on a wall doesn't change by itself.
package struct PostersToPrint: Equatable, Sendable {
    /// One station's.
    package struct StationPosters: Equatable, Sendable {
        package let station: Station
        /// The deputies whose own posters and cards are new or different.
        package let deputies: [Deputy]
    }

    /// By station, those in office after the import.
    package let stations: [StationPosters]

    /// - Parameters:
    ///   - before: The roster as it is.
    ///   - after: The roster with the import.
    package init(from before: Roster, to after: Roster) {
        var known: [Code: Deputy] = [:]
        for deputy in before.deputies { known[deputy.code] = deputy }
        stations = after.stations.compactMap { station in
            let was = before.station(station.id)
            let members = after.deputies(of: station.id)
            let isSameStation = was.map { Self.looksTheSame($0, station) } ?? false
            let deputies = members.filter { deputy in
                // A card and a single poster name the station too.
                guard isSameStation, let old = known[deputy.code] else { return true }
                return old.station != deputy.station || !Self.looksTheSame(old, deputy)
            }
            let stayed = before.deputies(of: station.id).map(\.code) == members.map(\.code)
            return isSameStation && stayed && deputies.isEmpty
                ? nil : StationPosters(station: station, deputies: deputies)
        }
    }

    private static func looksTheSame(_ first: Station, _ second: Station) -> Bool {
        first.status == second.status && first.name == second.name && first.address == second.address
            && first.phone == second.phone && first.reception == second.reception && first.code == second.code
    }

    private static func looksTheSame(_ first: Deputy, _ second: Deputy) -> Bool {
        let texts: [KeyPath<Deputy, String?>] = [\.group, \.title, \.gender, \.employer, \.publicPhone]
        return first.name == second.name && first.level == second.level
            && texts.allSatisfy { first[keyPath: $0] == second[keyPath: $0] }
    }
}
