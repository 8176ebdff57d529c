import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import LiaisonText

/// One case with everything that was written to it, as `inbox show --json` prints it.
package struct CaseDetail: WireValue, Equatable {
    package let summary: CaseSummary
    /// What the citizen wrote, the newest of each.
    package let text: String?
    package let name: String?
    package let phone: String?
    /// The photos: what the API says of each.
    package let photos: [JSON]
    /// The department that has it.
    package let unit: String?
    package let solved: Choice<Solved>?
    package let outcome: Choice<Outcome>?
    /// What the outcome is known by elsewhere, such as a suggestion's number.
    package let reference: String?
    /// How many people came with it.
    package let people: Int?
    /// From the message on.
    package let events: [Entry]

    /// One thing that happened.
    package struct Entry: Equatable, Sendable {
        package let kind: Choice<EventKind>
        package let at: Timestamp
        package let author: EventAuthor
        package let text: String?
        package let name: String?
        package let phone: String?
        package let topic: String?
        package let unit: String?
        package let reference: String?
        /// The day on which it was done, where it was entered later.
        package let on: CivilDate?
        /// How many photos came with it.
        package let photos: Int
        package let facts: EventFacts
        /// The name of ``EventFacts/to``.
        package let toName: String?
    }

    package var json: JSON {
        .object(
            summary.members + [
                JSON.Member("text", .optional(text)), JSON.Member("name", .optional(name)),
                JSON.Member("phone", .optional(phone)), JSON.Member("photos", .array(photos)),
                JSON.Member("unit", .optional(unit)), JSON.Member("solved", .optional(solved?.word)),
                JSON.Member("outcome", .optional(outcome?.word)),
                JSON.Member("reference", .optional(reference)),
                JSON.Member("people", people.map { .integer($0) } ?? .null),
                JSON.Member("events", .array(events.map(\.json))),
            ])
    }
}

extension CaseDetail {
    package init(_ json: JSON) throws(WireError) {
        summary = try CaseSummary(json)
        (text, name, phone) = (json["text"]?.text, json["name"]?.text, json["phone"]?.text)
        (photos, unit) = (json["photos"]?.elements ?? [], json["unit"]?.text)
        (solved, outcome, reference) = (
            json.choice("solved"), json.choice("outcome"), json["reference"]?.text
        )
        people = json["people"]?.integer
        var events: [Entry] = []
        for event in json["events"]?.elements ?? [] { events.append(try Entry(event)) }
        self.events = events
    }
}

extension CaseDetail.Entry {
    fileprivate var json: JSON {
        .object(
            [JSON.Member("kind", .string(kind.word)), JSON.Member("at", .string(at.rfc3339))]
                + author.members + [
                    JSON.Member("text", .optional(text)), JSON.Member("name", .optional(name)),
                    JSON.Member("phone", .optional(phone)), JSON.Member("topic", .optional(topic)),
                    JSON.Member("unit", .optional(unit)), JSON.Member("reference", .optional(reference)),
                    JSON.Member("on", .optional(on?.iso8601)), JSON.Member("photos", .integer(photos)),
                    JSON.Member("detail", .optional(facts.detail)),
                ] + facts.members(toName: toName))
    }

    fileprivate init(_ json: JSON) throws(WireError) {
        kind = try json.member("kind") { Choice(word: $0) }
        at = try json.moment("at")
        author = EventAuthor(json)
        (text, name, phone) = (json["text"]?.text, json["name"]?.text, json["phone"]?.text)
        (topic, unit, reference) = (json["topic"]?.text, json["unit"]?.text, json["reference"]?.text)
        (on, photos) = (json["on"]?.date, json["photos"]?.integer ?? 0)
        facts = try EventFacts(json)
        toName = json["to_name"]?.text
    }
}

extension EventFacts {
    /// What an event says beside its text, each under a name of its own: null where its kind has no such thing.
    ///
    /// - Parameter toName: The name of ``to``.
    /// - Returns: The members.
    func members(toName: String?) -> [JSON.Member] {
        Member.allCases.flatMap { member -> [JSON.Member] in
            let value = JSON.Member(member.rawValue, .optional(self[member]))
            return member == .to ? [value, JSON.Member("to_name", .optional(toName))] : [value]
        }
    }

    /// Reads them; what isn't there the event doesn't have.
    init(_ json: JSON) throws(WireError) {
        self.init()
        for member in Member.allCases {
            guard let text = json[member.rawValue]?.text else { continue }
            switch member {
            case .to: to = try json.member("to") { try? Code(parsing: $0) }
            case .station: station = try json.member("station") { StationID($0) }
            case .until: until = try json.member("until") { CivilDate(iso8601: $0.utf8) }
            case .grade: grade = Choice(word: text)
            case .outcome: outcome = Choice(word: text)
            case .rating: rating = Choice(word: text)
            case .solved: solved = Choice(word: text)
            case .news: news = Choice(word: text)
            case .reason: reason = text
            case .channel: channel = text
            }
        }
    }

    /// The first of them: the grade, the outcome, the date, the new holder's code, the rating, the reason.
    fileprivate var detail: String? {
        let order: [Member] = [.grade, .outcome, .until, .to, .rating, .reason]
        return order.lazy.compactMap { self[$0] }.first
    }
}
