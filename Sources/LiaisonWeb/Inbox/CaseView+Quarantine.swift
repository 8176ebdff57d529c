import LiaisonLedger
import LiaisonSystem
import LiaisonText

extension CaseView {
    /// Whether the scope decides about a message that looks like no person's: the station's officers and the
    /// office do; a deputy is spared them.
    func screens(_ value: Case) -> Bool {
        if value.suspicion == nil { return false }
        return switch scope {
        case .deputy: false
        case .station: isAtHome(value.station)
        case .office: true
        }
    }

    /// What waits in quarantine or was discarded from it, newest first, as `quarantine list --json` prints it;
    /// blocks on the disk.
    package func quarantine() throws(SystemError) -> [JSON] {
        if case .deputy = scope { return [] }
        var found: [Case] = []
        for station in try stations() {
            found += try ledger.cases(of: station).filter { $0.isHidden && screens($0) }
        }
        found.sort { Self.isNewer($0, $1) }
        let messages = try ledger.messages(of: found.map(\.number))
        let byNumber = Dictionary(messages.map { ($0.event.caseNumber, $0) }) { first, _ in first }
        return found.map { value in
            let message = byNumber[value.number]
            return .members([
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
}
