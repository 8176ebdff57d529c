import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonSystem
import LiaisonText

/// What can be done to a case on its page: the kinds of the API's events, in the order in which the page offers them.
enum CaseAct: String, CaseIterable {
    case replied, asked, acknowledged, closed, extended, assigned, urged, transferred, claimed, reopened,
        mistaken, erased

    /// The members of the API's event that a form of this act has fields for, beside `kind`, `text` and `for`.
    static let members = ["grade", "outcome", "reference", "until", "unit", "to", "reason", "text", "for"]

    /// The act whose form was sent.
    init?(sentIn fields: LiaisonHTTP.FormFields) {
        guard let act = fields["kind"].flatMap(CaseAct.init(rawValue:)) else { return nil }
        self = act == .closed && fields["outcome"] == Outcome.mistaken.rawValue ? .mistaken : act
    }

    /// The `kind` of the API's event.
    var kind: String { self == .mistaken ? CaseAct.closed.rawValue : rawValue }

    /// Whether the act can't be taken back, so that its doer proves to be the one.
    var isWeighty: Bool { self == .transferred || self == .erased }

    /// Whether a text belongs to it.
    var takesText: Bool {
        switch self {
        case .replied, .asked, .closed, .extended, .assigned, .urged, .transferred, .reopened, .mistaken: true
        case .acknowledged, .claimed, .erased: false
        }
    }

    /// Whether an officer can do it in a deputy's name.
    var canBeForADeputy: Bool {
        switch self {
        case .replied, .asked, .acknowledged, .closed, .extended, .assigned, .urged, .claimed, .reopened: true
        case .transferred, .mistaken, .erased: false
        }
    }

    /// Whether a case takes it, from that scope.
    func fits(_ value: Case, _ view: CaseView, on today: CivilDate) -> Bool {
        let refusal: TransitionRefusal? =
            switch self {
            case .replied: value.refusal(of: .replied)
            case .asked: value.refusal(of: .asked)
            case .acknowledged: value.refusal(of: .acknowledged(.known(.ordinary)))
            case .closed: value.refusal(of: .closed(.known(.explained)))
            case .extended: value.refusal(of: .extended(until: today))
            case .assigned: value.refusal(of: .assigned(until: nil))
            case .urged: value.refusal(of: .urged)
            case .transferred: value.refusal(of: .transferred(to: value.to, station: value.station))
            case .claimed: view.takesClaims(value) ? nil : .notShared
            case .reopened: value.refusal(of: .reopened)
            case .mistaken:
                switch view.scope {
                case .deputy: .notEntered
                case .station, .office: value.refusal(of: .closed(.known(.mistaken)))
                }
            case .erased: view.scope == .office && !value.isErased ? nil : .erased
            }
        return refusal == nil || refusal == .alreadyThere
    }

    /// The act that a form asks for, as the API would take it.
    ///
    /// - Throws: The first member that is missing or can't be what it says.
    static func action(_ fields: LiaisonHTTP.FormFields) throws(CaseActionError) -> StaffAction {
        var members = [JSON.Member("kind", .string(fields["kind"] ?? ""))]
        for name in Self.members {
            guard let value = fields[name], !value.isEmpty else { continue }
            members.append(JSON.Member(name, .string(value)))
        }
        return try StaffAction(json: .object(members))
    }
}
