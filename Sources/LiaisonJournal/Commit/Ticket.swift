/// A proposal in its station's queue, and who waits to hear what becomes of it.
package struct Ticket<Deciding: Decider>: Sendable {
    /// What whoever waits is told.
    package typealias Outcome = Result<Deciding.Settlement, Deciding.Refusal>

    /// What is proposed.
    package let proposal: Deciding.Proposal
    private let completion: @Sendable (Outcome) -> Void
    /// What has become of it, once its round is settled.
    package internal(set) var outcome: Outcome?

    /// A proposal on its way in.
    ///
    /// - Parameters:
    ///   - proposal: What is proposed.
    ///   - completion: Called once, when its outcome is on stable storage.
    package init(_ proposal: Deciding.Proposal, completion: @escaping @Sendable (Outcome) -> Void) {
        self.proposal = proposal
        self.completion = completion
    }

    /// The ticket with what has become of it.
    func settled(_ outcome: Outcome) -> Ticket {
        var ticket = self
        ticket.outcome = outcome
        return ticket
    }

    /// The same proposal, to be decided anew; its answer goes by both decisions.
    func again() -> Ticket {
        Ticket(proposal) { [outcome, completion] last in
            guard case .success(let first) = outcome else { return completion(last) }
            completion(last.map { Deciding.joined(first, $0) })
        }
    }

    /// Tells whoever waits what has become of it.
    func answer() { if let outcome { completion(outcome) } }
}
