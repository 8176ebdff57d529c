import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText

extension CaseView {
    /// Whether the scope decides about a message that looks like no person's: the station's officers and the
    /// office do; a deputy is spared them.
    func screens(_ value: Case) -> Bool {
        value.suspicion != nil && screens(messagesAt: value.station)
    }

    /// Whether the scope decides about such messages that are with a station.
    func screens(messagesAt station: StationID) -> Bool {
        switch scope {
        case .deputy: false
        case .station: isAtHome(station)
        case .office: true
        }
    }

    /// A message in quarantine as `quarantine list --json` prints it.
    func quarantined(_ value: Case, _ message: LedgerEntry?) -> JSON {
        .members([
            "case": .string(value.number.description), "station": .string(value.station.description),
            "to": .string(value.to.description), "received": .string(value.received.rfc3339),
            "screening": .string(value.screening.rawValue),
            "suspicion": .optional(value.suspicion?.word),
            "topic": .optional(message?.event.topic ?? value.topic ?? message?.event.personal?.topic),
            "text": .optional(message?.event.personal?.text),
            "photos": .integer(message?.event.photos.count ?? 0),
        ])
    }
}
