import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// The stored form of a roster; ``Roster/load(from:)`` describes it.
extension Roster {
    /// The members of the first line that this release knows.
    static let headingMembers: Set<String> = [
        "format", "version", "revision", "lines", "body", "broken_since", "seal",
    ]

    /// The first line of a file that says nothing of its lines.
    package static let unsealedHeading = #"{"format":"liaison-roster","version":1}"#

    /// The whole file.
    var storedBytes: [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(500 * (stationRecords.count + deputyRecords.count) + 64)
        for record in stationRecords {
            if let stored = record.stored, stored.holder == record.station, stored.codes == record.codes {
                body += Self.line(stored.bytes)
            } else {
                body += SealedLine.seal(record.bytes)
            }
            body.append(UInt8(ascii: "\n"))
        }
        for record in deputyRecords {
            if let stored = record.stored, stored.holder == record.deputy, stored.codes == record.codes {
                body += Self.line(stored.bytes)
            } else {
                body += SealedLine.seal(record.bytes)
            }
            body.append(UInt8(ascii: "\n"))
        }
        for line in condition.unusable { body += line.bytes + [UInt8(ascii: "\n")] }
        let lines = stationRecords.count + deputyRecords.count + condition.unusable.count
        return heading(over: body, lines: lines) + [UInt8(ascii: "\n")] + body
    }

    /// A holder's line as it was, sealed if it wasn't.
    private static func line(_ stored: [UInt8]) -> [UInt8] {
        guard SealedLine.state(of: stored) == .none, let end = stored.lastIndex(of: UInt8(ascii: "}")) else {
            return stored
        }
        return SealedLine.seal(Array(stored[...end]))
    }

    private func heading(over body: [UInt8], lines: Int) -> [UInt8] {
        let revision = (condition.revision ?? 0) + 1
        // What was found wrong stays known, until somebody has put the file right.
        let brokenSince = condition.brokenSince ?? (condition.breach == nil ? nil : revision)
        var members = [
            JSON.Member("format", .string("liaison-roster")), JSON.Member("version", .integer(1)),
            JSON.Member("revision", .integer(revision)), JSON.Member("lines", .integer(lines)),
            JSON.Member("body", .string(Hex.string(SHA256.digest(body)))),
        ]
        if let brokenSince { members.append(JSON.Member("broken_since", .integer(brokenSince))) }
        return SealedLine.seal(JSON.object(members + condition.foreignMembers).bytes)
    }
}

extension StationRecord {
    /// Its line, without a seal.
    fileprivate var bytes: [UInt8] {
        var output: [UInt8] = []
        output.append("{\"kind\":\"station\"")
        output.appendMember("code", station.code.description)
        for row in Station.columns { output.appendMember(row.column.rawValue, row.stored(of: station)) }
        output.appendMember("status", station.status.rawValue)
        output.appendCodes(codes)
        output.appendMembersOfNewerRelease(in: stored?.bytes, besides: Station.columnTraits)
        output.append("}")
        return output
    }
}

extension DeputyRecord {
    /// Its line, without a seal.
    fileprivate var bytes: [UInt8] {
        var output: [UInt8] = []
        output.append("{\"kind\":\"deputy\"")
        output.appendMember("code", deputy.code.description)
        for row in Deputy.columns { output.appendMember(row.column.rawValue, row.stored(of: deputy)) }
        output.appendMember("status", deputy.status.rawValue)
        output.appendCodes(codes)
        output.appendMembersOfNewerRelease(in: stored?.bytes, besides: Deputy.columnTraits)
        output.append("}")
        return output
    }
}

extension [UInt8] {
    /// Appends `,"name":"text"`, or null for nothing. The name needs no escaping.
    fileprivate mutating func appendMember(_ name: StaticString, _ text: String?) {
        append(UInt8(ascii: ","))
        appendName(name)
        if let text { appendJSONString(text.utf8) } else { append("null") }
    }

    /// Appends `,"name":value`, and nothing where there is no value. The name needs no escaping.
    fileprivate mutating func appendMember(_ name: String, _ value: JSON?) {
        guard let value else { return }
        append(",\"\(name)\":")
        append(value)
    }

    /// Appends what a newer release wrote of a holder into the line before: a change of what this release knows leaves it
    /// alone.
    fileprivate mutating func appendMembersOfNewerRelease(in line: [UInt8]?, besides traits: [ColumnTraits]) {
        guard let line, let value = try? JSON(parsing: line), case .object(let members) = value else {
            return
        }
        let known = Set(["kind", "code", "status", "codes", "seal"] + traits.map(\.column.rawValue))
        for member in members where !known.contains(member.name) {
            append(UInt8(ascii: ","))
            appendJSONString(member.name.utf8)
            append(UInt8(ascii: ":"))
            append(member.value)
        }
    }

    fileprivate mutating func appendCodes(_ codes: [IssuedCode]) {
        append(",\"codes\":[")
        for (index, issued) in codes.enumerated() {
            append(index == 0 ? "{\"code\":\"" : ",{\"code\":\"")
            append(issued.code.bytes)
            append("\",\"history\":[")
            for (index, entry) in issued.history.enumerated() {
                if index > 0 { append(UInt8(ascii: ",")) }
                append(entry)
            }
            append("]}")
        }
        append("]")
    }

    private mutating func append(_ entry: CodeHistoryEntry) {
        append("{\"at\":\"")
        append(entry.at.rfc3339Bytes)
        append("\",\"kind\":\"\(entry.kind.rawValue)\"")
        appendMember("id", entry.holderID)
        appendMember("name", entry.holderName)
        if let station = entry.station { appendMember("station", station.description) }
        let known = entry.fields.filter { $0.known?.isOfFirstRelease ?? false }
        let others = entry.fields.filter { !($0.known?.isOfFirstRelease ?? false) }
        for (name, fields) in [("fields", known), ("other_fields", others)] where !fields.isEmpty {
            appendMember(name, .array(fields.map { .string($0.word) }))
        }
        if let reason = entry.reason { appendMember("reason", reason) }
        if let successor = entry.successor { appendMember("successor", successor.description) }
        if let predecessor = entry.predecessor { appendMember("predecessor", predecessor.description) }
        append("}")
    }

    private mutating func appendName(_ name: StaticString) {
        append(UInt8(ascii: "\""))
        append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        append("\":")
    }
}
