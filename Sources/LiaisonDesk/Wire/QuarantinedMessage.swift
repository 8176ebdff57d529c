import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// A message that looks like no person's, as `quarantine list --json` prints it.
package struct QuarantinedMessage: WireValue, Equatable {
    package let number: CaseNumber
    package let station: StationID
    package let to: Code
    package let received: Timestamp
    package let screening: Choice<Case.Screening>
    /// Why it looks so.
    package let suspicion: Choice<Suspicion>?
    package let topic: String?
    package let text: String?
    /// How many photos came with it.
    package let photos: Int

    package var json: JSON {
        .members([
            "case": .string(number.description), "station": .string(station.description),
            "to": .string(to.description), "received": .string(received.rfc3339),
            "screening": .string(screening.word), "suspicion": .optional(suspicion?.word),
            "topic": .optional(topic), "text": .optional(text), "photos": .integer(photos),
        ])
    }
}

extension QuarantinedMessage {
    package init(_ json: JSON) throws(WireError) {
        number = try json.member("case") { try? CaseNumber(parsing: $0) }
        station = try json.member("station") { StationID($0) }
        to = try json.member("to") { try? Code(parsing: $0) }
        received = try json.moment("received")
        screening = try json.member("screening") { Choice(word: $0) }
        suspicion = json.choice("suspicion")
        (topic, text) = (json["topic"]?.text, json["text"]?.text)
        photos = json["photos"]?.integer ?? 0
    }
}

/// An element of a list of cases: one of those that people answer, or a message that somebody has to look at first.
package enum ListedCase: WireValue, Equatable {
    case summary(CaseSummary)
    case quarantined(QuarantinedMessage)

    package var summary: CaseSummary? { if case .summary(let summary) = self { summary } else { nil } }

    package var quarantined: QuarantinedMessage? {
        if case .quarantined(let message) = self { message } else { nil }
    }

    package var number: CaseNumber {
        switch self {
        case .summary(let summary): summary.number
        case .quarantined(let message): message.number
        }
    }

    package init(_ json: JSON) throws(WireError) {
        self =
            json["screening"] == nil
            ? .summary(try CaseSummary(json)) : .quarantined(try QuarantinedMessage(json))
    }

    package var json: JSON {
        switch self {
        case .summary(let summary): .object(summary.members)
        case .quarantined(let message): message.json
        }
    }
}
