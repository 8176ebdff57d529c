import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// The stored form of a roster; ``Roster/load(from:)`` describes it.
extension Roster {
    /// The whole file.
    var storedBytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(400 * (stationRecords.count + deputyRecords.count) + 64)
        output.append("{\"format\":\"liaison-roster\",\"version\":1}\n")
        for record in stationRecords {
            let station = record.station
            output.append("{\"kind\":\"station\"")
            output.appendMember("code", station.code.description)
            output.appendMember("id", station.id.description)
            output.appendMember("name", station.name)
            output.appendMember("parent", station.parent?.description)
            output.appendMember("address", station.address)
            output.appendMember("phone", station.phone)
            output.appendMember("reception", station.reception)
            output.appendMember("status", station.status.rawValue)
            output.appendCodes(record.codes)
            output.append("}\n")
        }
        for record in deputyRecords {
            let deputy = record.deputy
            output.append("{\"kind\":\"deputy\"")
            output.appendMember("code", deputy.code.description)
            output.appendMember("id", deputy.id)
            output.appendMember("name", deputy.name)
            output.appendMember("station", deputy.station.description)
            output.appendMember("level", deputy.level.symbol)
            output.appendMember("group", deputy.group)
            output.appendMember("title", deputy.title)
            output.appendMember("status", deputy.status.rawValue)
            output.appendCodes(record.codes)
            output.append("}\n")
        }
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
        if !entry.fields.isEmpty {
            append(",\"fields\":[")
            append(entry.fields.map { "\"\($0.rawValue)\"" }.joined(separator: ","))
            append("]")
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
