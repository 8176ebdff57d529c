import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// Why a JSON value is no ``InboxEvent``: the member that is absent or malformed.
package struct InboxEventError: Error, Equatable, Sendable {
    package let member: String
}

extension InboxEvent {
    /// The event as one JSON object; absent values are null, keys never change.
    package var json: JSON {
        var members: [JSON.Member] = []
        forEachMember { members.append(JSON.Member($0, $1)) }
        return .object(members)
    }

    /// Appends ``json`` and a newline: a pull has a thousand such lines a page, each of them made but once.
    ///
    /// - Parameter output: The lines so far.
    package func appendLine(to output: inout [UInt8]) {
        var separator = "{\""
        forEachMember { name, value in
            output.append(separator)
            output.append(name)
            output.append("\":")
            output.append(value)
            separator = ",\""
        }
        output.append("}\n")
    }

    /// Calls `body` with each member, in the contract's order.
    @inline(__always)
    private func forEachMember(_ body: (String, JSON) -> Void) {
        body("id", .string(id))
        body("case", .string(self.case.description))
        body("kind", .string(kind))
        body("at", .string(at.rfc3339))
        body("by", .optional(by))
        body("message_id", .string(messageID.description))
        body("in_reply_to", .optional(inReplyTo?.description))
        body("station", .string(station.description))
        body("station_name", .string(stationName))
        body("to", .string(to.description))
        body("to_name", .string(toName))
        body("channel", .string(channel))
        body("topic", .optional(topic))
        body("text", .optional(text))
        body("name", .optional(name))
        body("phone", .optional(phone))
        body("photos", .integer(photos))
        body("first_photo", photos > 0 ? .integer(firstPhoto) : .null)
        body("grade", .optional(grade))
        body("due", .optional(due?.iso8601))
        body("outcome", .optional(outcome))
        body("rating", .optional(rating))
        body("entry", .optional(entry))
        body("url", .optional(url))
        body("close_due", .optional(closeDue?.iso8601))
        body("until", .optional(until?.iso8601))
        body("on", .optional(on?.iso8601))
        body("unit", .optional(unit))
        body("reference", .optional(reference))
        body("solved", .optional(solved))
    }

    /// Reads an event; members that it doesn't know are a newer server's and are passed over.
    ///
    /// - Parameter json: One line of the events answer.
    /// - Throws: The first member that is absent or malformed.
    package init(json: JSON) throws(InboxEventError) {
        let members = Members(json: json)
        id = try members.read("id", Self.validID)
        self.case = try members.read("case") { try? CaseNumber(parsing: $0) }
        kind = try members.read("kind", Self.validWord)
        at = try members.read("at") { Timestamp(rfc3339: $0.utf8) }
        by = try members.optional("by") { $0 }
        messageID = try members.read("message_id") { MessageID($0) }
        inReplyTo = try members.optional("in_reply_to") { MessageID($0) }
        station = try members.read("station") { StationID($0) }
        stationName = try members.read("station_name") { $0 }
        to = try members.read("to") { try? Code(parsing: $0) }
        toName = try members.read("to_name") { $0 }
        channel = try members.read("channel", Self.validWord)
        topic = try members.optional("topic") { $0 }
        text = try members.optional("text") { $0 }
        name = try members.optional("name") { $0 }
        phone = try members.optional("phone") { $0 }
        guard let photos = json["photos"]?.integer, (0...100).contains(photos) else {
            throw InboxEventError(member: "photos")
        }
        self.photos = photos
        firstPhoto = max(1, json["first_photo"]?.integer ?? 1)
        grade = try members.optional("grade", Self.validWord)
        due = try members.optional("due") { CivilDate(iso8601: $0.utf8) }
        outcome = try members.optional("outcome", Self.validWord)
        rating = try members.optional("rating", Self.validWord)
        entry = try members.optional("entry") { Hex.decode($0.utf8) == nil ? nil : $0 }
        url = try members.optional("url") { $0 }
        closeDue = try members.optional("close_due") { CivilDate(iso8601: $0.utf8) }
        until = try members.optional("until") { CivilDate(iso8601: $0.utf8) }
        on = try members.optional("on") { CivilDate(iso8601: $0.utf8) }
        unit = try members.optional("unit") { $0 }
        reference = try members.optional("reference") { $0 }
        solved = try members.optional("solved", Self.validWord)
    }

    private static func validID(_ text: String) -> String? {
        let isValid = text.utf8.allSatisfy { isLetterOrDigit($0) || "/-._".utf8.contains($0) }
        return isValid && (1...200).contains(text.utf8.count) ? text : nil
    }

    /// A word of the protocol, such as `walk-in`; a newer server may have any without a space.
    private static func validWord(_ text: String) -> String? {
        let isValid = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        return isValid && (1...200).contains(text.utf8.count) ? text : nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// The string members of an object, each read by a function that answers nothing for a malformed one.
private struct Members {
    let json: JSON

    func read<Value>(_ name: String, _ parse: (String) -> Value?) throws(InboxEventError) -> Value {
        guard let value = json[name]?.text.flatMap(parse) else { throw InboxEventError(member: name) }
        return value
    }

    func optional<Value>(_ name: String, _ parse: (String) -> Value?) throws(InboxEventError) -> Value? {
        guard let member = json[name], member != .null else { return nil }
        guard let value = member.text.flatMap(parse) else { throw InboxEventError(member: name) }
        return value
    }
}
