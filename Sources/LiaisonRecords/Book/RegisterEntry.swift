import LiaisonCodes
import LiaisonLedger
import LiaisonSystem

/// An entry of a register (台账) as its records have left it.
package struct RegisterEntry: Equatable, Sendable {
    package let number: RecordNumber
    /// The newest of each.
    package private(set) var facts: EntryFacts
    package private(set) var state: State
    /// Who entered it first.
    package let by: Actor?
    /// When.
    package let at: Timestamp

    /// Whether it counts.
    package enum State: String, CaseIterable, Sendable {
        /// A deputy's own: an officer or the office has to approve it.
        case pending
        case counted, rejected, withdrawn
    }

    /// - Parameters:
    ///   - number: The entry's.
    ///   - lines: Its records, in order; nothing comes of lines without the entry itself.
    init?(_ number: RecordNumber, _ lines: [RecordBook.Line]) {
        guard let first = lines.first(where: { if case .recorded = $0.fact { true } else { false } }),
            case .recorded(let facts) = first.fact
        else { return nil }
        self.number = number
        self.facts = facts
        (by, at) = (first.actor, first.order.at)
        state = first.actor?.isDeputy == true ? .pending : .counted
        for line in lines { apply(line) }
    }

    private mutating func apply(_ line: RecordBook.Line) {
        // What was withdrawn stays so, whatever another server wrote at the same time.
        if state == .withdrawn { return }
        switch line.fact {
        case .amended(let change):
            facts.duty = change.duty ?? facts.duty
            facts.on = change.on ?? facts.on
            facts.deputies = change.deputies ?? facts.deputies
            facts.people = change.people ?? facts.people
            facts.caseNumber = change.caseNumber ?? facts.caseNumber
            // What a deputy changes has to be looked at anew.
            if line.actor?.isDeputy == true { state = .pending }
        case .decided(let isApproved): state = isApproved ? .counted : .rejected
        case .withdrawn: state = .withdrawn
        case .recorded, .posted, .signedUp, .attended, .set, .cancelled: break
        }
    }
}

extension Actor {
    /// Whether it is a deputy, in their own name.
    package var isDeputy: Bool { role.hasPrefix("deputy ") }
}
