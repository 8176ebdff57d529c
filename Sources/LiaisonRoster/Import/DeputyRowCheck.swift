import LiaisonCodes
import LiaisonText

/// Turns rows into deputies, and gathers all that is wrong with them.
struct DeputyRowCheck {
    private(set) var deputies: [ImportedDeputy] = []
    private(set) var errors: [RowError] = []
    private(set) var warnings: [RosterWarning] = []
    /// Nothing when a file couldn't be read: the stations may stand in that one.
    private let stations: KnownStations?
    private var ids: [String: RowPlace] = [:]
    private var keys: [DeputyMatcher.Key: (place: RowPlace, hasID: Bool)] = [:]
    private var near: [String: [StationID]] = [:]

    init(stations: KnownStations?) { self.stations = stations }

    /// Reads the rows of a file of deputies.
    mutating func read(_ file: RosterFile) {
        for row in file.rows {
            var reader = RowReader(row, of: file)
            if reader.hasAllFields() { read(&reader, of: file.header) }
            errors += reader.errors
        }
    }

    private mutating func read(_ reader: inout RowReader, of header: RosterHeader) {
        let id = readID(&reader, of: header)
        let name = reader.required(.name)
        let station = readStation(&reader)
        let level = reader.level(.level)
        let cells = reader.cells(of: Deputy.columns)
        guard let name, let station, let level else { return }
        let key = DeputyMatcher.Key(name: name, station: station, level: level)
        if let first = keys[key] {
            if id == nil || !first.hasID { reader.note(.duplicateDeputy(first: first.place), .name) }
        } else {
            keys[key] = (reader.place, id != nil)
        }
        guard reader.errors.isEmpty else { return }
        deputies.append(
            ImportedDeputy(
                place: reader.place, id: id, name: name, station: station, level: level, cells: cells))
    }

    private mutating func readID(_ reader: inout RowReader, of header: RosterHeader) -> String? {
        guard let id = reader.identifier(.id), !id.isEmpty else { return nil }
        if let first = ids[DeputyMatcher.key(ofID: id)] {
            reader.note(.duplicateID(first: first), .id)
        } else {
            ids[DeputyMatcher.key(ofID: id)] = reader.place
        }
        if IdentityNumber.occurs(in: id) {
            let column = header.name(of: .id) ?? ""
            warnings.append(.identityNumber(reader.place, column: column))
        }
        return id
    }

    private mutating func readStation(_ reader: inout RowReader) -> StationID? {
        guard let text = reader.required(.station) else { return nil }
        let id = StationID(Cell.fold(text))
        if let id, stations?.ids.contains(id) ?? true { return id }
        if RowReader.isShortenedNumber(text) {
            reader.note(.scientificNotation, .station)
            return nil
        }
        // Files with one mistyped station tend to have it in a hundred rows.
        let nearest = near[text] ?? stations?.nearest(to: text) ?? []
        near[text] = nearest
        let isUnknown = id != nil || !nearest.isEmpty
        reader.note(isUnknown ? .unknownStation(near: nearest) : .badStationID, .station)
        return nil
    }
}
