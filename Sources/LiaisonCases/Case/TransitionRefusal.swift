import LiaisonCodes

/// Why an event doesn't fit the state of its case.
package enum TransitionRefusal: Error, Equatable, Sendable {
    case alreadyReceived, notAsked, closed, notClosed, notAnswered, erased
    /// A transfer to whoever has it.
    case alreadyThere
    /// A claim of what another deputy has claimed.
    case claimed(by: Code)
    /// A claim of what is addressed to a deputy, not to the station.
    case notShared
    /// A release or a discarding of what doesn't wait in quarantine.
    case notQuarantined
    /// An urging of what no department has.
    case notAssigned
    /// That it was entered by mistake is said of what nobody entered: its writer sent it.
    case notEntered
    /// The citizen has added so much that staff must act first.
    case additionsFull
    /// The case has as many words as it can hold.
    case wordsFull

    /// Every refusal, with some code where one is named.
    package static func all(claimedBy code: Code) -> [TransitionRefusal] {
        [
            .alreadyReceived, .notAsked, .closed, .notClosed, .notAnswered, .erased, .alreadyThere,
            .claimed(by: code), .notShared, .notQuarantined, .notAssigned, .notEntered, .additionsFull,
            .wordsFull,
        ]
    }

    /// The word that programs know it by.
    package var word: String {
        switch self {
        case .alreadyReceived: "already-received"
        case .notAsked: "not-asked"
        case .closed: "closed"
        case .notClosed: "not-closed"
        case .notAnswered: "not-answered"
        case .erased: "erased"
        case .alreadyThere: "already-there"
        case .claimed: "claimed"
        case .notShared: "not-shared"
        case .notQuarantined: "not-quarantined"
        case .notAssigned: "not-assigned"
        case .notEntered: "not-entered"
        case .additionsFull: "additions-full"
        case .wordsFull: "words-full"
        }
    }
}
