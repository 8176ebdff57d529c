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

    /// A message in quarantine.
    func quarantined(_ value: Case, _ message: LedgerEntry?) -> QuarantinedMessage {
        QuarantinedMessage(
            number: value.number, station: value.station, to: value.to, received: value.received,
            screening: .known(value.screening), suspicion: value.suspicion,
            topic: message?.event.topic ?? value.topic ?? message?.event.personal?.topic,
            text: message?.event.personal?.text, photos: message?.event.photos.count ?? 0)
    }
}
