import LiaisonCodes

/// Turns rows into stations, and gathers all that is wrong with them.
struct StationRowCheck {
    private(set) var stations: [ImportedStation] = []
    private(set) var errors: [RowError] = []
    /// Where each station of the files stands first, rows with other mistakes included.
    private var places: [StationID: RowPlace] = [:]
    private var names: [(name: String, id: StationID)] = []
    /// The head stations that the files name.
    private var parents: [Parent] = []
    private let roster: Roster
    /// The stations by what a case number tells of them.
    private var shapes: [[UInt8]: StationID] = [:]

    private struct Parent {
        let place: RowPlace
        let column: String?
        let station: StationID
        let parent: StationID

        func error(_ problem: RowProblem) -> RowError {
            RowError(place: place, column: column, value: parent.description, problem: problem)
        }
    }

    init(roster: Roster) {
        self.roster = roster
        for station in roster.allStations { shapes[station.id.shape] = station.id }
    }

    /// The stations that may be referred to: those in office and those of the files read so far.
    var known: KnownStations {
        KnownStations(
            ids: Set(roster.stations.map(\.id)).union(places.keys),
            names: roster.stations.map { ($0.name, $0.id) } + names)
    }

    /// Reads the rows of a file of stations.
    mutating func read(_ file: RosterFile) {
        for row in file.rows {
            var reader = RowReader(row, of: file)
            if reader.hasAllFields() { read(&reader, of: file.header) }
            errors += reader.errors
        }
    }

    private mutating func read(_ reader: inout RowReader, of header: RosterHeader) {
        let id = reader.stationID(.id, isRequired: true)
        let name = reader.required(.name)
        let parent = reader.stationID(.parent, isRequired: false)
        let cells = reader.cells(of: Station.columns)
        if let id {
            if let first = places[id] {
                reader.note(.duplicateStation(first: first), .id)
            } else {
                places[id] = reader.place
                // Two that are in the roster already have their numbers.
                let similar = shapes[id.shape]
                if let similar, similar != id, roster.station(id) == nil {
                    reader.note(.similarStation(similar), .id)
                }
                if similar == nil { shapes[id.shape] = id }
            }
            if let name { names.append((name, id)) }
            if let parent {
                let column = header.name(of: .parent)
                parents.append(Parent(place: reader.place, column: column, station: id, parent: parent))
            }
        }
        guard reader.errors.isEmpty, let id, let name else { return }
        stations.append(
            ImportedStation(
                place: reader.place, id: id, name: name,
                parent: header.position(of: .parent) == nil ? .none : .some(parent), cells: cells))
    }

    /// Checks that head stations exist, once all files of stations are read.
    mutating func checkParentsExist() {
        let known = known
        for parent in parents where !known.ids.contains(parent.parent) {
            errors.append(parent.error(.unknownParent(near: known.nearest(to: parent.parent.description))))
        }
    }

    /// Checks that no station is below itself, once all files of stations are read.
    mutating func checkParentsEnd() {
        var above: [StationID: StationID] = [:]
        for station in roster.stations { above[station.id] = station.parent }
        // What a file says replaces what the roster says, an empty cell too.
        for station in stations {
            if let parent = station.parent { above[station.id] = parent }
        }
        for parent in parents { above[parent.station] = parent.parent }
        for parent in parents {
            var chain = [parent.station]
            var next: StationID? = parent.parent
            while let station = next, !chain.contains(station) {
                chain.append(station)
                next = above[station]
            }
            if next == parent.station { errors.append(parent.error(.parentCycle(chain))) }
        }
    }
}
