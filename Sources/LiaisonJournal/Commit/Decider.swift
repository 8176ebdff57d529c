import LiaisonCodes
import LiaisonSystem

// The room where proposals become lines:
//
//     propose -> queue -> [collect, decide, append] -> [sync: fdatasync, or one syncfs for many] -> settle -> answer
//
// Its rule: a station is in at most one round; nobody hears of a line that a power cut could still take, and what couldn't be
// stored is taken back from the fold and from the file. A `Proposal` comes in a `Ticket`; a `Round` takes a station's tickets
// through decision, append and sync; each goes back with its commitment, or with why there is none. What a proposal means
// only the `Decider` knows.
//
// Nothing here is named by a key path: over a generic type one is made anew at each use, by the names of its types. Five of them
// took 40 of the 155 us that a message cost.

/// Decides what is proposed, for one round: which lines it makes, or why it makes none.
///
/// The journal copies it for each round, so that it may keep what it needs to remember until the round is synced.
package protocol Decider: Sendable {
    /// What the lines amount to.
    associatedtype Folded: Fold
    /// What can be proposed.
    associatedtype Proposal: JournalProposal
    /// What whoever proposed it is told once it stands on stable storage.
    associatedtype Settlement: Sendable
    /// Why nothing was written.
    associatedtype Refusal: JournalRefusal
    /// What words are taken out of.
    associatedtype Erased: Hashable & Sendable = Never

    /// The fold of no lines of a station.
    ///
    /// - Parameter station: Whose.
    /// - Returns: The fold.
    func fold(of station: StationID) -> Folded

    /// Whether a stored extract spares the next start the reading of what was read; see ``Fold/take(_:ofSegment:in:)``.
    var keepsExtracts: Bool { get }

    /// Decides proposals, one after another: each is decided on what those before have made of the fold.
    ///
    /// - Parameters:
    ///   - proposals: The first of the round, or further ones.
    ///   - station: What is known; a line that is written is taken into the fold at once.
    ///   - draft: Gets the lines.
    /// - Returns: What is to become of each, in their order, once the round is on stable storage.
    /// - Throws: Why nothing of the round counts.
    mutating func decide(
        _ proposals: [Proposal], on station: inout FoldedStation<Folded>, in draft: inout LineDraft
    ) throws(SystemError) -> [Result<Settlement, Refusal>]

    /// Whether the fold alone tells everything, so that nothing must be read or waited for to decide it.
    ///
    /// - Parameters:
    ///   - proposal: What is proposed.
    ///   - station: What is known.
    /// - Returns: Whether it does.
    func isDecidedByFold(_ proposal: Proposal, on station: FoldedStation<Folded>) -> Bool

    /// Puts what the round's lines name, photos say, on stable storage: before the lines themselves.
    ///
    /// - Throws: Why nothing of the round counts.
    func secureAttachments() throws(SystemError)

    /// Whether others may have written at the same time what contradicts a line of this round, so that what they wrote is
    /// looked at once more, behind the sync and before anybody is answered.
    var needsSecondLook: Bool { get }

    /// Whether a proposal that was settled must be decided once more, on what others have written at the same time.
    ///
    /// - Parameters:
    ///   - proposal: What was proposed.
    ///   - station: What is known after a second look.
    /// - Returns: Whether it must.
    func isContested(_ proposal: Proposal, on station: FoldedStation<Folded>) -> Bool

    /// What whoever proposed it is told of a proposal that was decided twice.
    ///
    /// - Parameters:
    ///   - first: What was settled first.
    ///   - last: What is settled now.
    /// - Returns: What they are told.
    static func joined(_ first: Settlement, _ last: Settlement) -> Settlement

    /// Takes out of a station's segments what is due to be taken out; called between two rounds of it.
    ///
    /// - Parameter journal: The station's.
    /// - Returns: What it failed for, and why; it is tried again.
    func finishErasures(in journal: StationJournal<Self>) -> [Erased: SystemError]

    /// What words are to be taken out of before a settlement may be told.
    ///
    /// - Parameter settlement: The settlement.
    /// - Returns: Of what.
    static func erased(by settlement: Settlement) -> [Erased]
}

/// What can be proposed.
package protocol JournalProposal: Sendable {
    /// Whether deciding it is quickly done: it takes neither photos in nor words out.
    var isQuick: Bool { get }
    /// Whether it is decided on what other processes have written by now.
    var needsLatest: Bool { get }
    /// Whether words are to be taken out before it is answered.
    var isErasure: Bool { get }
    /// Whether others may contradict it; see ``Decider/isContested(_:on:)``.
    var isContestable: Bool { get }
}

/// Why nothing was written.
package protocol JournalRefusal: Error {
    /// The store could not be read or written.
    static func storage(_ error: SystemError) -> Self
    /// The store failed a moment ago; the next attempt is due in a moment.
    static func unavailable(_ error: SystemError) -> Self
    /// The process is ending.
    static var stopping: Self { get }
}

// What a decider needn't say that decides on what it knows, names nothing beside its lines, and erases nothing.
extension Decider {
    package var keepsExtracts: Bool { false }

    package func isDecidedByFold(_ proposal: Proposal, on station: FoldedStation<Folded>) -> Bool { false }

    package func secureAttachments() throws(SystemError) {}

    package var needsSecondLook: Bool { false }

    package func isContested(_ proposal: Proposal, on station: FoldedStation<Folded>) -> Bool { false }

    package static func joined(_ first: Settlement, _ last: Settlement) -> Settlement { last }

    package func finishErasures(in journal: StationJournal<Self>) -> [Erased: SystemError] { [:] }

    package static func erased(by settlement: Settlement) -> [Erased] { [] }
}

extension JournalProposal {
    package var isQuick: Bool { true }

    package var needsLatest: Bool { true }

    package var isErasure: Bool { false }

    package var isContestable: Bool { false }
}
