import LiaisonCodes
import LiaisonSystem

/// Who answers today for what a code or a station was written to: people leave, codes are taken out of use, stations are
/// closed and go into the one above them.
extension Roster {
    /// Who answers to a code today: its holder, as long as they are in office and have a code in use, this one or a later one.
    ///
    /// - Parameter code: Any code that was ever given.
    /// - Returns: The holder; nothing once nobody answers to it.
    package func incumbent(of code: Code) -> CodeHolder? {
        guard let holder = state(of: code)?.holder, isActive(holder.code) else { return nil }
        return holder
    }

    /// The station that answers for a station: itself while it is open, else the nearest open one above it.
    ///
    /// - Parameter id: A station, open or closed.
    /// - Returns: The station; nothing when none is open up to the top, or the roster doesn't know it.
    package func stationInCharge(of id: StationID) -> Station? {
        var seen: Set<StationID> = []
        var next: StationID? = id
        while let id = next, seen.insert(id).inserted, let station = station(id) {
            if station.status == .active { return station }
            next = station.parent
        }
        return nil
    }

    /// The closed stations for which a station answers, sorted by id.
    package func stationsInherited(by id: StationID) -> [StationID] {
        stationRecords.map(\.station).filter {
            $0.status == .retired && stationInCharge(of: $0.id)?.id == id
        }.map(\.id)
    }

    /// Every station below a station, however deep, open or closed; sorted by id, the station itself not among them.
    package func stationsBelow(_ id: StationID) -> [StationID] {
        let parents = Dictionary(
            stationRecords.map { ($0.station.id, $0.station.parent) }, uniquingKeysWith: { first, _ in first }
        )
        return parents.keys.filter { station in
            var seen: Set<StationID> = [station]
            var next = parents[station] ?? nil
            while let above = next, seen.insert(above).inserted {
                if above == id { return true }
                next = parents[above] ?? nil
            }
            return false
        }.sorted()
    }

    /// When the holder of a code left office or was closed, if they are out of office now.
    package func retirement(ofHolderOf code: Code) -> Timestamp? {
        guard let holder = state(of: code)?.holder, holder.status == .retired else { return nil }
        return history(of: holder.code).last { $0.kind == .retired }?.at
    }

    /// Since when a code stands for another name than it did at a moment: a correction, or a number that was given to
    /// somebody else along with the code.
    ///
    /// - Parameters:
    ///   - code: Any code that was ever given.
    ///   - moment: When it stood for whom it is compared with.
    /// - Returns: When the name became another one; nothing where it is the same, or nobody knows it.
    package func renaming(ofHolderOf code: Code, since moment: Timestamp) -> Timestamp? {
        guard let holder = state(of: code)?.holder else { return nil }
        let entries = codes(ofHolderOf: code).flatMap { history(of: $0) }.sorted { $0.at < $1.at }
        let name = Cell.nameKey(holder.name)
        guard let known = entries.last(where: { $0.at <= moment }), Cell.nameKey(known.holderName) != name,
            let other = entries.lastIndex(where: { Cell.nameKey($0.holderName) != name })
        else { return nil }
        // What came with the name after that, as a move, changed nothing of it.
        return entries.dropFirst(other + 1).first?.at
    }
}
