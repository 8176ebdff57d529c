import LiaisonCodes
import LiaisonText

/// The votes that were counted at a vote on satisfaction (满意度民主测评): of deputies on how a suggestion was dealt with, of
/// people on what a deputy reported.
package struct Ballot: Equatable, Sendable {
    package let satisfied: Int
    package let fair: Int
    package let dissatisfied: Int

    /// The most votes of one kind.
    private static let most = 1_000_000

    /// Counts of votes; nothing where one is negative or beyond reason.
    package init?(satisfied: Int, fair: Int, dissatisfied: Int) {
        guard [satisfied, fair, dissatisfied].allSatisfy((0...Self.most).contains) else { return nil }
        (self.satisfied, self.fair, self.dissatisfied) = (satisfied, fair, dissatisfied)
    }

    /// No vote at all.
    package static let none = Ballot()

    private init() { (satisfied, fair, dissatisfied) = (0, 0, 0) }

    /// All that were cast.
    package var all: Int { satisfied + fair + dissatisfied }

    /// Reads `45/3/1`: satisfied, fair, dissatisfied; nothing for anything else.
    ///
    /// - Parameter text: In plain or full-width characters; commas do as well.
    package init?(parsing text: String) {
        let parts = TypedText.folded(text).filter { $0 != " " }
            .split(omittingEmptySubsequences: false) { "/,;、".contains($0) }
        let counts = parts.compactMap { $0.allSatisfy { $0.isASCII && $0.isNumber } ? Int($0) : nil }
        guard parts.count == 3, counts.count == 3 else { return nil }
        self.init(satisfied: counts[0], fair: counts[1], dissatisfied: counts[2])
    }

    /// As it is stored and sent.
    package var json: JSON {
        .members([
            "satisfied": .integer(satisfied), "fair": .integer(fair), "dissatisfied": .integer(dissatisfied),
        ])
    }

    package init?(_ json: JSON) {
        guard let satisfied = json["satisfied"]?.integer, let fair = json["fair"]?.integer,
            let dissatisfied = json["dissatisfied"]?.integer
        else { return nil }
        self.init(satisfied: satisfied, fair: fair, dissatisfied: dissatisfied)
    }
}
