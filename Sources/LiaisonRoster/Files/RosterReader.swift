import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// Reads the stored form of a roster; ``Roster/load(from:)`` describes it.
struct RosterReader {
    private let file: String
    private var line = 0
    private var stations: [StationRecord] = []
    private var deputies: [DeputyRecord] = []
    private var codeLines: [Code: Int] = [:]
    private var stationLines: [StationID: Int] = [:]
    /// What lines refer to, to be looked up when all are read.
    private var references: [(line: Int, station: StationID)] = []

    private init(file: String) { self.file = file }

    /// The roster that the bytes of a file stand for.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: Its path, for errors.
    /// - Returns: The roster.
    /// - Throws: The first line that is damaged.
    static func read(_ bytes: [UInt8], file: String) throws(RosterError) -> Roster {
        var reader = RosterReader(file: file)
        var rest = bytes[...]
        repeat {
            reader.line += 1
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                throw reader.error(rest.isEmpty ? .noHeading : .cutOff)
            }
            let value: JSON
            do throws(JSONError) {
                value = try JSON(parsing: Array(rest[..<end]))
            } catch {
                throw reader.error(.notJSON(error))
            }
            if reader.line == 1 { try reader.readHeading(value) } else { try reader.readHolder(value) }
            rest = rest[(end + 1)...]
        } while !rest.isEmpty
        for (line, station) in reader.references where reader.stationLines[station] == nil {
            throw .damaged(file: file, line: line, .unknownStation(station))
        }
        return Roster(stations: reader.stations, deputies: reader.deputies)
    }

    private func error(_ damage: RosterDamage) -> RosterError {
        .damaged(file: file, line: line, damage)
    }

    private func readHeading(_ value: JSON) throws(RosterError) {
        guard value["format"]?.text == "liaison-roster", let version = value["version"]?.integer
        else { throw error(.noHeading) }
        if version != 1 { throw .newerFormat(file: file, version: version) }
    }

    private mutating func readHolder(_ value: JSON) throws(RosterError) {
        do throws(RosterDamage) {
            let object = StoredObject(value)
            switch try object.text("kind") {
            case "station":
                let record = try object.station()
                try note(record.codes)
                if let first = stationLines.updateValue(line, forKey: record.station.id) {
                    throw .duplicateStation(record.station.id, line: first)
                }
                if let parent = record.station.parent { references.append((line, parent)) }
                stations.append(record)
            case "deputy":
                let record = try object.deputy()
                try note(record.codes)
                references.append((line, record.deputy.station))
                deputies.append(record)
            default: throw .badMember("kind")
            }
        } catch {
            throw self.error(error)
        }
    }

    private mutating func note(_ codes: [IssuedCode]) throws(RosterDamage) {
        for issued in codes {
            if let first = codeLines.updateValue(line, forKey: issued.code) {
                throw .duplicateCode(issued.code, line: first)
            }
        }
    }
}
