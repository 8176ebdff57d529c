import LiaisonCases
import LiaisonSystem

extension ReceiptPage.Notice {
    /// How long a notice is shown, in milliseconds: a page that is opened later is not its answer.
    private static let lifetime: Int64 = 600_000

    /// What the citizen has just done, told on the page that follows: the latest event, when it is theirs and
    /// fresh. Reading it from the case needs no mark in the address, which would stay in bookmarks.
    init?(after latest: Event?, at now: Timestamp) {
        guard let event = latest, event.actor == nil,
            now.milliseconds - event.at.milliseconds < Self.lifetime
        else { return nil }
        switch event.body {
        case .received: self = .sent
        case .appended, .answered: self = .appended
        case .rated(.known(.dissatisfied), _), .rated(_, solved: .known(.no)): self = .ratedDissatisfied
        case .rated: self = .rated
        case .reopened: self = .reopened
        case .erased: self = .erased
        case .acknowledged, .asked, .replied, .extended, .transferred, .claimed, .closed, .referred,
            .released, .discarded, .assigned, .urged, .notified, .newer:
            return nil
        }
    }
}
