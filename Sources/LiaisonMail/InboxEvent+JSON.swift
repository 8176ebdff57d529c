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
        forEachMember { head, value in
            // Without the brace or comma, the quotes and the colon.
            members.append(JSON.Member(String(head.description.dropFirst(2).dropLast(2)), value.json))
        }
        return .object(members)
    }

    /// Appends ``json`` and a newline: a pull has a thousand such lines a page, each of them made but once.
    ///
    /// - Parameter output: The lines so far.
    package func appendLine(to output: inout [UInt8]) {
        forEachMember { head, value in
            output.append(head)
            output.append(value)
        }
        output.append(UInt8(ascii: "}"))
        output.append(UInt8(ascii: "\n"))
    }

    /// A member as the event has it: a line is written without making a text of each first.
    fileprivate enum Value {
        case text(String?)
        case integer(Int)
        case moment(Timestamp)
        case date(CivilDate?)
        case number(CaseNumber)
        case code(Code)
        case nothing

        var json: JSON {
            switch self {
            case .text(let text): .optional(text)
            case .integer(let value): .integer(value)
            case .moment(let moment): .string(moment.rfc3339)
            case .date(let date): .optional(date?.iso8601)
            case .number(let number): .string(number.description)
            case .code(let code): .string(code.description)
            case .nothing: .null
            }
        }
    }

    /// Calls `body` with each member, in the contract's order: its name with what stands before and behind it in the line, so
    /// that a line is put together from two pieces a member and not from six, and its value.
    @inline(__always)
    private func forEachMember(_ body: (StaticString, Value) -> Void) {
        body(#"{"id":"#, .text(id))
        body(#","case":"#, .number(self.case))
        body(#","kind":"#, .text(kind))
        body(#","at":"#, .moment(at))
        body(#","by":"#, .text(by))
        body(#","message_id":"#, .text(messageID.description))
        body(#","in_reply_to":"#, .text(inReplyTo?.description))
        body(#","station":"#, .text(station.description))
        body(#","station_name":"#, .text(stationName))
        body(#","to":"#, .code(to))
        body(#","to_name":"#, .text(toName))
        body(#","channel":"#, .text(channel))
        body(#","topic":"#, .text(topic))
        body(#","text":"#, .text(text))
        body(#","name":"#, .text(name))
        body(#","phone":"#, .text(phone))
        body(#","photos":"#, .integer(photos))
        body(#","first_photo":"#, photos > 0 ? .integer(firstPhoto) : .nothing)
        body(#","grade":"#, .text(grade))
        body(#","due":"#, .date(due))
        body(#","outcome":"#, .text(outcome))
        body(#","rating":"#, .text(rating))
        body(#","entry":"#, .text(entry))
        body(#","url":"#, .text(url))
        body(#","close_due":"#, .date(closeDue))
        body(#","until":"#, .date(until))
        body(#","on":"#, .date(on))
        body(#","unit":"#, .text(unit))
        body(#","reference":"#, .text(reference))
        body(#","solved":"#, .text(solved))
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

extension [UInt8] {
    /// Appends a literal.
    fileprivate mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a member's value as JSON.
    fileprivate mutating func append(_ value: InboxEvent.Value) {
        switch value {
        case .text(let text?): appendJSONString(text)
        case .integer(let value): appendDecimal(value)
        case .text(nil), .date(nil), .nothing: append("null" as StaticString)
        // None of them has anything to escape.
        case .moment(let moment): appendQuoted { $0.append(moment) }
        case .date(let date?): appendQuoted { $0.append(date) }
        case .number(let number): appendQuoted { $0.append(number) }
        case .code(let code): appendQuoted { $0.append(code) }
        }
    }

    @inline(__always)
    private mutating func appendQuoted(_ append: (inout [UInt8]) -> Void) {
        self.append(UInt8(ascii: "\""))
        append(&self)
        self.append(UInt8(ascii: "\""))
    }
}

/// The string members of an object, each read by a function that answers nothing for a malformed one.
///
/// Not inlined: thirty copies of them took the compiler a sixth of the module's time.
private struct Members {
    let json: JSON

    @inline(never)
    func read<Value>(_ name: String, _ parse: (String) -> Value?) throws(InboxEventError) -> Value {
        guard let value = json[name]?.text.flatMap(parse) else { throw InboxEventError(member: name) }
        return value
    }

    @inline(never)
    func optional<Value>(_ name: String, _ parse: (String) -> Value?) throws(InboxEventError) -> Value? {
        guard let member = json[name], member != .null else { return nil }
        guard let value = member.text.flatMap(parse) else { throw InboxEventError(member: name) }
        return value
    }
}
