import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// A line of a stored roster, or an object inside it, read member by member.
struct StoredObject {
    private let value: JSON

    init(_ value: JSON) { self.value = value }

    /// The station of a line.
    func station() throws(RosterDamage) -> StationRecord {
        let codes = try codes()
        var station = Station(
            id: try stationID("id"), name: try text("name"), parent: try optional("parent", stationID),
            code: try currentCode(codes), status: try status())
        for row in Station.columns { try row.load(value[row.column.rawValue], into: &station) }
        return StationRecord(station: station, codes: codes)
    }

    /// The deputy of a line.
    func deputy() throws(RosterDamage) -> DeputyRecord {
        let codes = try codes()
        guard let level = Level.allCases.first(where: { $0.symbol == value["level"]?.text }) else {
            throw .badMember("level")
        }
        var deputy = Deputy(
            code: try currentCode(codes), id: try optional("id", text), name: try text("name"),
            station: try stationID("station"), level: level, status: try status())
        for row in Deputy.columns { try row.load(value[row.column.rawValue], into: &deputy) }
        return DeputyRecord(deputy: deputy, codes: codes)
    }

    func text(_ name: String) throws(RosterDamage) -> String {
        guard let text = value[name]?.text else { throw .badMember(name) }
        return text
    }

    private func optional<Value>(
        _ name: String, _ read: (String) throws(RosterDamage) -> Value
    ) throws(RosterDamage) -> Value? {
        switch value[name] {
        case nil, .null: nil
        default: try read(name)
        }
    }

    private func stationID(_ name: String) throws(RosterDamage) -> StationID {
        guard let id = StationID(try text(name)) else { throw .badMember(name) }
        return id
    }

    private func code(_ name: String) throws(RosterDamage) -> Code {
        do throws(CodeError) {
            return try Code(parsing: value[name]?.text ?? "")
        } catch {
            throw .badMember(name)
        }
    }

    private func status() throws(RosterDamage) -> RosterStatus {
        guard let status = RosterStatus(rawValue: try text("status")) else { throw .badMember("status") }
        return status
    }

    private func currentCode(_ codes: [IssuedCode]) throws(RosterDamage) -> Code {
        let code = try code("code")
        guard codes.last?.code == code else { throw .badMember("codes") }
        return code
    }

    private func codes() throws(RosterDamage) -> [IssuedCode] {
        var codes: [IssuedCode] = []
        for element in value["codes"]?.elements ?? [] {
            let object = StoredObject(element)
            var history: [CodeHistoryEntry] = []
            for entry in element["history"]?.elements ?? [] {
                history.append(try StoredObject(entry).historyEntry())
            }
            guard history.first?.kind == .assigned else { throw .badMember("history") }
            codes.append(IssuedCode(code: try object.code("code"), history: history))
        }
        return codes
    }

    private func historyEntry() throws(RosterDamage) -> CodeHistoryEntry {
        guard let at = Timestamp(rfc3339: try text("at").utf8) else { throw .badMember("at") }
        guard let kind = CodeHistoryEntry.Kind(rawValue: try text("kind")) else { throw .badMember("kind") }
        var fields: [Choice<RosterColumn>] = []
        for name in ["fields", "other_fields"] {
            for field in value[name]?.elements ?? [] {
                guard let word = field.text else { throw .badMember(name) }
                fields.append(Choice(word: word))
            }
        }
        return CodeHistoryEntry(
            at: at, kind: kind, holderID: try optional("id", text), holderName: try text("name"),
            station: try optional("station", stationID), fields: fields, reason: try optional("reason", text),
            successor: try optional("successor", code), predecessor: try optional("predecessor", code))
    }
}
