import LiaisonCases
import LiaisonCodes
import LiaisonPhotos
import LiaisonSystem

/// An entry of a register (台账) as its records have left it.
package struct RegisterEntry: Equatable, Sendable {
    package let number: RecordNumber
    /// The newest of each.
    package private(set) var facts: EntryFacts
    package private(set) var state: State
    /// The day on which it was first written down what became of it; nothing as long as nobody has.
    package private(set) var settledOn: CivilDate?
    /// What came with it and with what was amended, each once, in their order.
    package private(set) var photos: [Photo] = []
    /// How often it was amended.
    package private(set) var amendments = 0
    /// Who entered it first.
    package let by: Actor?
    /// When.
    package let at: Timestamp

    /// The most photos that an entry takes.
    ///
    /// It is decided on the fold, with all that other servers have stored by then. Two that each add one in the same instant,
    /// before either sees the other's, may come to more, and all of these stand: each was answered once it was stored. Nor can
    /// the fold go by the order of the lines and leave out what is over, as it does with places at an activity, where whoever
    /// is over waits: a line that comes first in that order may have been stored last, after a slow sync or by a clock behind,
    /// and would take away a photo that somebody has been told is there. Then no further one is taken.
    package static let mostPhotos = 3

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
        state = Self.state(recorded: first)
        for line in lines { apply(line) }
    }

    private static func state(recorded line: RecordBook.Line) -> State {
        line.actor?.isDeputy == true ? .pending : .counted
    }

    private mutating func apply(_ line: RecordBook.Line) {
        if case .amended = line.fact { amendments += 1 }
        defer {
            state = state.after(line, amendments: amendments)
            settledOn = facts.isSettled ? settledOn ?? BeijingTime(line.order.at).date : nil
        }
        // What was withdrawn stays as it was.
        if state == .withdrawn { return }
        photos = photos.joined(by: line.photos)
        if case .amended(let change) = line.fact {
            facts.duty = change.duty ?? facts.duty
            facts.on = change.on ?? facts.on
            facts.deputies = change.deputies ?? facts.deputies
            facts.people = change.people ?? facts.people
            facts.cases = change.cases ?? facts.cases
            if let votes = change.votes { facts.votes = votes == .none ? nil : votes }
            facts.isSettled = change.isSettled ?? facts.isSettled
        }
    }
}

extension RegisterEntry.State {
    /// What it is after another record, of an entry that was amended so often.
    fileprivate func after(_ line: RecordBook.Line, amendments: Int) -> Self {
        // What was withdrawn stays so, whatever another server wrote at the same time.
        if self == .withdrawn { return self }
        switch line.fact {
        // What a deputy changes has to be looked at anew.
        case .amended: return line.actor?.isDeputy == true ? .pending : self
        // What was amended at another server in the same instant nobody has looked at yet.
        case .decided(_, let seen?) where seen < amendments: return self
        case .decided(let isApproved, _): return isApproved ? .counted : .rejected
        case .withdrawn: return .withdrawn
        case .recorded, .posted, .signedUp, .signedOff, .attended, .set, .cancelled: return self
        }
    }
}

extension Actor {
    /// Whether it is a deputy, in their own name.
    package var isDeputy: Bool { role.hasPrefix("deputy ") }
}

extension [Photo] {
    /// These and those of others that aren't among them.
    func joined(by others: [Photo]) -> [Photo] {
        others.reduce(into: self) { photos, photo in
            if !photos.contains(where: { $0.hash == photo.hash }) { photos.append(photo) }
        }
    }
}
