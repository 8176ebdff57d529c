import LiaisonCodes
import LiaisonRoster
import LiaisonSystem

// Who was at which station when: what was done counts there.
extension Roster {
    /// The stations at which a deputy is or was.
    func stations(of deputy: Deputy) -> Set<StationID> {
        var stations: Set<StationID> = [deputy.station]
        for code in codes(ofHolderOf: deputy.code) {
            stations.formUnion(history(of: code).compactMap(\.station))
        }
        return stations
    }

    /// Where a deputy was on a day: from the day of a move on at the new station, before the roster knew them where it had them
    /// first, from the day on which they left office nowhere.
    func stations(of deputy: Deputy, on day: CivilDate) -> Set<StationID> {
        Set(stays(of: deputy).filter { ($0.from ?? day) <= day && day < ($0.to ?? .latest) }.map(\.station))
    }

    /// The deputies who were at a station and are there no more, and their last day; by their codes.
    ///
    /// - Parameters:
    ///   - station: The station.
    ///   - first: The last day is this one or a later one.
    /// - Returns: Those who have moved away or left office.
    package func formerDeputies(
        at station: StationID, since first: CivilDate
    ) -> [(deputy: Deputy, until: CivilDate)] {
        allDeputies.compactMap { deputy -> (deputy: Deputy, until: CivilDate)? in
            if deputy.status == .active, deputy.station == station { return nil }
            guard let end = stays(of: deputy).last(where: { $0.station == station })?.to else { return nil }
            let until = end.adding(days: -1)
            return until >= first ? (deputy, until) : nil
        }.sorted { $0.deputy.code.description < $1.deputy.code.description }
    }

    /// Where a deputy was, one after the other: from a day on, or ever, and up to the day before another.
    private func stays(of deputy: Deputy) -> [(station: StationID, from: CivilDate?, to: CivilDate?)] {
        let past = codes(ofHolderOf: deputy.code).flatMap { history(of: $0) }.sorted { $0.at < $1.at }
        return past.indices.compactMap { index in
            guard past[index].kind != .retired, let station = past[index].station else { return nil }
            let next = past.index(after: index)
            return (
                station, index == 0 ? nil : BeijingTime(past[index].at).date,
                next < past.endIndex ? BeijingTime(past[next].at).date : nil
            )
        }
    }

    /// Where each deputy was at the end of a day, by their codes; of those who weren't in office then there is none.
    ///
    /// Whoever the roster had by then was where it had them. Of whoever it took up later it can't tell whether they were in office:
    /// they were where their term had begun by then, or where the roster knew nobody of their station yet; else it isn't sure.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - today: Of today and days to come it is as it stands.
    /// - Returns: The places.
    func places(on day: CivilDate, today: CivilDate) -> [Code: PlaceThen] {
        if day >= today {
            return Dictionary(
                allDeputies.filter { $0.status == .active }
                    .map { ($0.code, PlaceThen(station: $0.station, isSure: true)) }
            ) { first, _ in first }
        }
        var places: [Code: PlaceThen] = [:]
        var known: Set<StationID> = []
        for deputy in allDeputies {
            let stays = stays(of: deputy)
            // The day itself is counted to the station of its evening.
            guard let stay = stays.last(where: { ($0.from ?? day) <= day && day < ($0.to ?? .latest) }) else {
                continue
            }
            let since = codes(ofHolderOf: deputy.code).compactMap { history(of: $0).map(\.at).min() }.min()
            let isKnown = since.map { BeijingTime($0).date <= day } ?? true
            if isKnown { known.insert(stay.station) }
            let isSure = isKnown || deputy.termStart.map { $0 <= day } ?? false
            places[deputy.code] = PlaceThen(station: stay.station, isSure: isSure)
        }
        for (code, place) in places where !place.isSure && !known.contains(place.station) {
            places[code] = PlaceThen(station: place.station, isSure: true)
        }
        return places
    }
}

/// Where a deputy was on a day.
struct PlaceThen {
    let station: StationID
    /// Whether the roster says so, or says nothing to the contrary.
    let isSure: Bool
}
