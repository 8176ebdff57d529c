import LiaisonCodes
import LiaisonLedger
import LiaisonSystem

/// A notice or an activity as its records have left it; its words stand in its first record.
package struct Notice: Equatable, Sendable {
    package let number: RecordNumber
    package let facts: NoticeFacts
    package let by: Actor?
    package let at: Timestamp
    package private(set) var isWithdrawn = false
    /// Who comes, in the order in which they signed up; no more than there are places.
    package private(set) var signedUp: [Code] = []
    /// Who signed up when all places were taken, by servers that didn't see each other.
    package private(set) var waiting: [Code] = []
    /// Who has been there.
    package private(set) var attended: [Code] = []

    init?(_ number: RecordNumber, _ lines: [RecordBook.Line]) {
        guard let first = lines.first(where: { if case .posted = $0.fact { true } else { false } }),
            case .posted(let facts) = first.fact
        else { return nil }
        self.number = number
        self.facts = facts
        (by, at) = (first.actor, first.order.at)
        for line in lines {
            switch line.fact {
            case .withdrawn: isWithdrawn = true
            case .signedUp(let code) where !signedUp.contains(code) && !waiting.contains(code):
                if let places = facts.places, signedUp.count >= places {
                    waiting.append(code)
                } else {
                    signedUp.append(code)
                }
            case .attended(let codes): attended += codes.filter { !attended.contains($0) }
            default: break
            }
        }
    }

    /// Whether it is shown on a day.
    package func isShown(on day: CivilDate) -> Bool {
        !isWithdrawn && (facts.until ?? facts.activity).map { day <= $0 } ?? true
    }
}
