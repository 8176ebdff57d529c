import LiaisonCodes

/// The stations and deputies of an installation, and every code that was ever given to one of them.
///
/// A value: loading gives one, an import makes a changed one, saving stores it whole. Nobody is ever
/// removed; who leaves is retired and keeps the code, so that no code is ever given twice.
package struct Roster: Equatable, Sendable {
    /// Sorted by the station's id.
    var stationRecords: [StationRecord]
    /// In the order in which the deputies came into the roster.
    var deputyRecords: [DeputyRecord]
    private var places: [Code: Place]
    private var stationPlaces: [StationID: Int]
    private var members: [StationID: [Int]]
    /// In which condition the file was that it was read from.
    package internal(set) var condition = RosterCondition()

    /// A roster of nobody.
    package init() {
        (stationRecords, deputyRecords) = ([], [])
        (places, stationPlaces, members) = ([:], [:], [:])
    }

    init(stations: [StationRecord], deputies: [DeputyRecord]) {
        self.init()
        stationRecords = stations
        deputyRecords = deputies
        index()
    }

    package static func == (first: Roster, second: Roster) -> Bool {
        first.stationRecords == second.stationRecords && first.deputyRecords == second.deputyRecords
    }

    /// The stations in office, sorted by id.
    package var stations: [Station] { allStations.filter { $0.status == .active } }

    /// The stations in office and the retired ones, sorted by id.
    package var allStations: [Station] { stationRecords.map(\.station) }

    /// The deputies in office, in the order of the roster.
    package var deputies: [Deputy] { allDeputies.filter { $0.status == .active } }

    /// The deputies in office and the retired ones, in the order of the roster.
    package var allDeputies: [Deputy] { deputyRecords.map(\.deputy) }

    /// The deputies in office at a station, in the order of the roster.
    package func deputies(of station: StationID) -> [Deputy] {
        members[station, default: []].map { deputyRecords[$0].deputy }.filter { $0.status == .active }
    }

    /// The station of that id, in office or retired.
    package func station(_ id: StationID) -> Station? {
        stationPlaces[id].map { stationRecords[$0].station }
    }

    /// The code that a withdrawn one's holder has now, however often it was replaced; nothing where none is in use.
    package func successor(of code: Code) -> Code? {
        var code = code
        // Each leads to one that was made later; a damaged file may say otherwise.
        for _ in places {
            guard case .revoked(_, _, _, let next?) = state(of: code) else { return nil }
            if isActive(next) { return next }
            code = next
        }
        return nil
    }

    /// The name of the station of that id; a station has much else that needn't be copied for it.
    package func stationName(_ id: StationID) -> String? {
        stationPlaces[id].map { stationRecords[$0].station.name }
    }

    /// The name of whoever has or had a code, and whether that is a deputy; nothing when it was never given to anyone.
    package func holderName(of code: Code) -> (name: String, isDeputys: Bool)? {
        switch places[code] {
        case .station(let index): (stationRecords[index].station.name, false)
        case .deputy(let index): (deputyRecords[index].deputy.name, true)
        case nil: nil
        }
    }

    /// What a code stands for, or nothing when it was never given to anyone.
    package func state(of code: Code) -> CodeState? {
        guard let place = places[code] else { return nil }
        let (holder, issued) = (holder(at: place), issued(code, at: place))
        if let revocation = issued.revocation {
            return .revoked(
                holder, since: revocation.at, reason: revocation.reason ?? "", successor: issued.successor)
        }
        if holder.status == .retired, let entry = issued.history.last(where: { $0.kind == .retired }) {
            return .retired(holder, since: entry.at, reason: entry.reason ?? "")
        }
        return .active(holder)
    }

    /// Whether the code is in use by someone in office.
    package func isActive(_ code: Code) -> Bool { state(of: code)?.isActive ?? false }

    /// All that happened to a code, oldest first; empty for one that was never given to anyone.
    package func history(of code: Code) -> [CodeHistoryEntry] {
        places[code].map { issued(code, at: $0).history } ?? []
    }

    /// Every code that its holder had, oldest first: the last one is in use unless it was revoked.
    package func codes(ofHolderOf code: Code) -> [Code] {
        switch places[code] {
        case .station(let index): stationRecords[index].codes.map(\.code)
        case .deputy(let index): deputyRecords[index].codes.map(\.code)
        case nil: []
        }
    }

    /// Whether it may be what has become of an earlier roster: nobody is ever taken out of one, nor any event out of a
    /// code's history.
    package func follows(_ earlier: Roster) -> Bool {
        earlier.eventCounts.allSatisfy { history(of: $0).count >= $1 }
    }

    /// How much has happened to each code that was ever given to anyone.
    package var eventCounts: [Code: Int] {
        let codes = stationRecords.flatMap(\.codes) + deputyRecords.flatMap(\.codes)
        return Dictionary(codes.map { ($0.code, $0.history.count) }, uniquingKeysWith: max)
    }

    /// Whether the code was ever given to anyone.
    package func hasIssued(_ code: Code) -> Bool { places[code] != nil }
}

/// A station and its codes; the last one is the station's own, and there is always one.
struct StationRecord: Equatable, Sendable {
    var station: Station
    var codes: [IssuedCode]
    /// The line that they were read from.
    var stored: StoredLine<Station>?

    static func == (first: StationRecord, second: StationRecord) -> Bool {
        first.station == second.station && first.codes == second.codes
    }
}

/// A deputy and their codes; the last one is the deputy's own, and there is always one.
struct DeputyRecord: Equatable, Sendable {
    var deputy: Deputy
    var codes: [IssuedCode]
    /// The line that they were read from.
    var stored: StoredLine<Deputy>?

    static func == (first: DeputyRecord, second: DeputyRecord) -> Bool {
        first.deputy == second.deputy && first.codes == second.codes
    }
}

/// Where a code's holder stands in the roster.
enum Place: Equatable, Sendable {
    case station(Int)
    case deputy(Int)
}

extension Roster {
    /// Where the holder of a code stands, if it was ever given to anyone.
    func place(of code: Code) -> Place? { places[code] }

    /// Where a station stands, if there ever was one of that id.
    func index(of station: StationID) -> Int? { stationPlaces[station] }

    /// Sorts the stations and finds everybody's place anew, after records were added or moved.
    mutating func index() {
        stationRecords.sort { $0.station.id < $1.station.id }
        places = [:]
        places.reserveCapacity(stationRecords.count + deputyRecords.count)
        stationPlaces = [:]
        members = [:]
        for (index, record) in stationRecords.enumerated() {
            stationPlaces[record.station.id] = index
            for issued in record.codes { places[issued.code] = .station(index) }
        }
        for (index, record) in deputyRecords.enumerated() {
            members[record.deputy.station, default: []].append(index)
            for issued in record.codes { places[issued.code] = .deputy(index) }
        }
    }

    private func holder(at place: Place) -> CodeHolder {
        switch place {
        case .station(let index): .station(stationRecords[index].station)
        case .deputy(let index): .deputy(deputyRecords[index].deputy)
        }
    }

    private func issued(_ code: Code, at place: Place) -> IssuedCode {
        let codes =
            switch place {
            case .station(let index): stationRecords[index].codes
            case .deputy(let index): deputyRecords[index].codes
            }
        return codes.first { $0.code == code } ?? IssuedCode(code: code, history: [])
    }
}
