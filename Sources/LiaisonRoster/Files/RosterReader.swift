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
    private var condition = RosterCondition()

    private init(file: String) { self.file = file }

    /// The roster that the bytes of a file stand for.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: Its path, for errors.
    /// - Returns: The roster; what couldn't be read of it stands in its condition.
    /// - Throws: When a newer release wrote it, or no holder can be read at all: the first line that is damaged.
    static func read(_ bytes: [UInt8], file: String) throws(RosterError) -> Roster {
        var reader = RosterReader(file: file)
        let isCutOff = bytes.last != UInt8(ascii: "\n")
        let lines = (isCutOff ? bytes[...] : bytes.dropLast()).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let heading = try reader.readHeading(Array(lines.first ?? []))
        let holders = heading == nil ? lines[...] : lines.dropFirst()
        reader.line = heading == nil ? 0 : 1
        for (index, line) in holders.enumerated() {
            reader.line += 1
            reader.readHolder(Array(line), isCutOff: isCutOff && index == holders.count - 1)
        }
        try reader.refuseIfNothingIsLeft(hasHeading: heading != nil)
        reader.checkReferences()
        reader.check(heading ?? Heading(), of: holders)
        var roster = Roster(stations: reader.stations, deputies: reader.deputies)
        roster.condition = reader.condition
        return roster
    }

    /// What the first line says of the others.
    private struct Heading {
        var lines: Int?
        var body: String?
        var isTrusted = true
    }

    /// Reads the first line; nothing where it isn't one.
    private mutating func readHeading(_ line: [UInt8]) throws(RosterError) -> Heading? {
        guard let value = try? JSON(parsing: line), value["format"]?.text == "liaison-roster",
            let version = value["version"]?.integer, case .object(let members) = value
        else {
            condition.breach = .heading
            return nil
        }
        if version != 1 { throw .newerFormat(file: file, version: version) }
        condition.foreignMembers = members.filter { !Roster.headingMembers.contains($0.name) }
        switch SealedLine.state(of: line) {
        case .none:
            // Whoever means to do without a seal leaves out what it seals too.
            if value["lines"] != nil || value["body"] != nil { condition.breach = .heading }
            return Heading(isTrusted: false)
        case .broken:
            condition.breach = .heading
            condition.revision = value["revision"]?.integer
            return Heading(isTrusted: false)
        case .holds:
            condition.revision = value["revision"]?.integer
            condition.brokenSince = value["broken_since"]?.integer
            return Heading(lines: value["lines"]?.integer, body: value["body"]?.text)
        }
    }

    /// A file of which nothing can be read would have every code on the walls answered as if it had never been.
    private func refuseIfNothingIsLeft(hasHeading: Bool) throws(RosterError) {
        guard stations.isEmpty, deputies.isEmpty else { return }
        if !hasHeading { throw .damaged(file: file, line: 1, .noHeading) }
        if let first = condition.unusable.first {
            throw .damaged(file: file, line: first.line, first.damage)
        }
    }

    private mutating func readHolder(_ bytes: [UInt8], isCutOff: Bool) {
        do throws(RosterDamage) {
            let value: JSON
            do throws(JSONError) {
                value = try JSON(parsing: bytes)
            } catch {
                throw isCutOff ? .cutOff : .notJSON(error)
            }
            let object = StoredObject(value)
            switch try object.text("kind") {
            case "station":
                var record = try object.station()
                if let first = stationLines[record.station.id] {
                    throw .duplicateStation(record.station.id, line: first)
                }
                try note(record.codes)
                stationLines[record.station.id] = line
                if let parent = record.station.parent { references.append((line, parent)) }
                record.stored = StoredLine(bytes: bytes, holder: record.station, codes: record.codes)
                stations.append(record)
            case "deputy":
                var record = try object.deputy()
                try note(record.codes)
                references.append((line, record.deputy.station))
                record.stored = StoredLine(bytes: bytes, holder: record.deputy, codes: record.codes)
                deputies.append(record)
            default: throw .badMember("kind")
            }
            switch SealedLine.state(of: bytes) {
            case .holds: break
            case .none: condition.unsealed.append(line)
            case .broken: condition.altered.append(line)
            }
        } catch {
            condition.unusable.append(
                RosterCondition.UnusableLine(line: line, damage: error, codes: Set(in: bytes), bytes: bytes))
        }
    }

    /// Those whose station stands on a damaged line are as good as others; else something is missing.
    private mutating func checkReferences() {
        for (line, station) in references where stationLines[station] == nil {
            if condition.unusable.contains(where: \.isLoss) || condition.mayLackHolders { continue }
            condition.dangling.append(RosterCondition.Dangling(line: line, station: station))
        }
    }

    private mutating func check(_ heading: Heading, of lines: ArraySlice<ArraySlice<UInt8>>) {
        guard heading.isTrusted, let expected = heading.lines, let body = heading.body else { return }
        if expected != lines.count {
            condition.breach = .lines(expected: expected, found: lines.count)
        } else if condition.unusable.isEmpty, condition.altered.isEmpty {
            let content = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
            if Hex.string(SHA256.digest(content)) != body { condition.breach = .content }
        }
    }

    private mutating func note(_ codes: [IssuedCode]) throws(RosterDamage) {
        for issued in codes {
            if let first = codeLines[issued.code] { throw .duplicateCode(issued.code, line: first) }
        }
        for issued in codes { codeLines[issued.code] = line }
    }
}
