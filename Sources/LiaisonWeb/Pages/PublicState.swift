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
