import LiaisonCases
import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// A matter that came without a scan, as an officer enters it: the body of the API's `POST cases`.
package struct Intake: Equatable, Sendable {
    /// The id or exact name of the station where it came in.
    package var station: String
    /// A deputy of the station, by code, 编号 or exact name; the station itself unless given.
    package var to: String?
    /// How it came: anything but a scan.
    package var channel: Channel
    /// The Beijing date on which it came; today unless given.
    package var receivedOn: CivilDate?
    /// The Beijing date on which it was answered on the spot (当场答复), where it was; it came on that day too unless
    /// another is given.
    package var answeredOn: CivilDate?
    /// What was answered then; without a date, on the day on which it came.
    package var answer: String?
    /// How it ended on the spot, where it did.
    package var outcome: Outcome?
    /// The Beijing date on which it was closed; when it was answered unless given.
    package var closedOn: CivilDate?
    /// The number of the suggestion that it became.
    package var reference: String?
    /// How many people came with it.
    package var people: Int?
    /// The number printed on the paper form that it came on.
    package var form: CaseNumber?
    package var text: String
    package var name: String?
    package var phone: String?
    package var topic: String?
    /// The deputy in whose name an officer enters it: by code, 编号 or exact name.
    package var onBehalfOf: String?

    /// The most people that one matter counts.
    package static let mostPeople = 10_000

    package init(
        station: String, to: String? = nil, channel: Channel = .walkIn, receivedOn: CivilDate? = nil,
        form: CaseNumber? = nil, text: String, name: String? = nil, phone: String? = nil,
        topic: String? = nil, onBehalfOf: String? = nil
    ) {
        self.station = station
        self.to = to
        self.channel = channel
        self.receivedOn = receivedOn
        self.form = form
        self.text = text
        self.name = name
        self.phone = phone
        self.topic = topic
        self.onBehalfOf = onBehalfOf
    }

    /// As the API takes it.
    package var json: JSON {
        .members([
            "station": .string(station), "to": .optional(to),
            "channel": .string(channel.rawValue), "received": .optional(receivedOn?.iso8601),
            "answered_at": .optional(answeredOn?.iso8601), "answer": .optional(answer),
            "outcome": .optional(outcome?.rawValue), "closed_at": .optional(closedOn?.iso8601),
            "reference": .optional(reference),
            "people": people.map(JSON.integer) ?? .null,
            "form": .optional(form?.description),
            "text": .string(text), "name": .optional(name), "phone": .optional(phone),
            "topic": .optional(topic), "for": .optional(onBehalfOf),
        ])
    }

    /// Reads what ``json`` made.
    ///
    /// - Parameter json: The request's body.
    /// - Throws: The first member that is missing or can't be what it says.
    package init(json: JSON) throws(CaseActionError) {
        func optional<Value>(_ name: String, _ read: (String) -> Value?) throws(CaseActionError) -> Value? {
            guard let member = json[name], member != .null else { return nil }
            guard let value = member.text.flatMap(read) else { throw .invalid(member: name) }
            return value
        }
        guard let station = try optional("station", { $0 }) else {
            throw .invalid(member: "station")
        }
        guard let text = try optional("text", { $0 }) else { throw .invalid(member: "text") }
        self.init(
            station: station, to: try optional("to") { $0 },
            channel: try optional("channel") { Channel(rawValue: $0) } ?? .walkIn,
            receivedOn: try optional("received") { CivilDate(iso8601: $0.utf8) },
            form: try optional("form") { try? CaseNumber(parsing: $0) }, text: text,
            name: try optional("name") { $0 }, phone: try optional("phone") { $0 },
            topic: try optional("topic") { $0 }, onBehalfOf: try optional("for") { $0.isEmpty ? nil : $0 })
        answeredOn = try optional("answered_at") { CivilDate(iso8601: $0.utf8) }
        answer = try optional("answer") { $0 }
        outcome = try optional("outcome") { Outcome(rawValue: $0) }
        closedOn = try optional("closed_at") { CivilDate(iso8601: $0.utf8) }
        reference = try optional("reference") { $0 }
        if let member = json["people"], member != .null {
            guard let count = member.integer else { throw .invalid(member: "people") }
            people = count
        }
    }
}
