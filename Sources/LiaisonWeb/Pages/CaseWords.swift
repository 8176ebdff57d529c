import LiaisonSystem
import LiaisonWording

/// The state of a case as the public knows it.
package enum PublicState: Sendable, CaseIterable {
    /// 已收到: stored, nobody has taken it up yet.
    case received
    /// 已受理: taken up, with a grade.
    case acknowledged
    /// 办理中: being worked on.
    case handling
    /// 待补充: waits for the citizen.
    case asked
    /// 已答复.
    case replied
    /// 已办结.
    case closed

    func words(_ words: Wording) -> String {
        switch self {
        case .received: words("state.received")
        case .acknowledged: words("state.acknowledged")
        case .handling: words("state.handling")
        case .asked: words("state.asked")
        case .replied: words("state.replied")
        case .closed: words("state.closed")
        }
    }
}

/// How weighty a matter is.
package enum PublicGrade: String, Sendable, CaseIterable {
    case simple, ordinary, major

    func words(_ words: Wording) -> String {
        switch self {
        case .simple: words("grade.simple")
        case .ordinary: words("grade.ordinary")
        case .major: words("grade.major")
        }
    }
}

/// What came of a closed case.
package enum PublicOutcome: String, Sendable, CaseIterable {
    case resolved
    case explained
    case passedOn = "passed-on"
    case impossible
    case withdrawn

    func words(_ words: Wording) -> String {
        switch self {
        case .resolved: words("outcome.resolved")
        case .explained: words("outcome.explained")
        case .passedOn: words("outcome.passed-on")
        case .impossible: words("outcome.impossible")
        case .withdrawn: words("outcome.withdrawn")
        }
    }
}

/// How satisfied the citizen is; the raw value is that of the form's field `rating`.
package enum PublicRating: String, Sendable, CaseIterable {
    case satisfied, fair, dissatisfied

    func words(_ words: Wording) -> String {
        switch self {
        case .satisfied: words("rating.satisfied")
        case .fair: words("rating.fair")
        case .dissatisfied: words("rating.dissatisfied")
        }
    }
}
