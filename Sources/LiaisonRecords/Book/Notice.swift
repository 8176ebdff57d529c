import LiaisonCases
import LiaisonCodes
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
    /// Who signed up when all places were taken, by servers that didn't see each other; the first of them comes when a place
    /// becomes free.
    package private(set) var waiting: [Code] = []
    /// Who has been there: as the registers have it where that made an entry, so that the two never disagree.
    package private(set) var attended: [Code] = []

    /// - Parameters:
    ///   - number: The notice's.
    ///   - lines: Its records, in order; nothing comes of lines without the notice itself.
    ///   - entries: What the registers say of who was there.
    init?(_ number: RecordNumber, _ lines: [RecordBook.Line], _ entries: AttendanceEntries) {
        guard let first = lines.first(where: { if case .posted = $0.fact { true } else { false } }),
            case .posted(let facts) = first.fact
        else { return nil }
        self.number = number
        self.facts = facts
        (by, at) = (first.actor, first.order.at)
        var wanting: [Code] = []
        for line in lines {
            switch line.fact {
            case .withdrawn: isWithdrawn = true
            case .signedUp(let code) where !wanting.contains(code): wanting.append(code)
            case .signedOff(let code): wanting.removeAll { $0 == code }
            case .attended(let codes): attended += codes.filter { !attended.contains($0) }
            default: break
            }
        }
        signedUp = Array(wanting.prefix(facts.places ?? .max))
        waiting = Array(wanting.dropFirst(signedUp.count))
        attended.removeAll { entries.named.contains($0) && !entries.present.contains($0) }
        attended += entries.present.filter { !attended.contains($0) }
    }

    /// Whether that code has signed up, with a place or without.
    package func hasSignedUp(_ code: Code) -> Bool { signedUp.contains(code) || waiting.contains(code) }

    /// Whether it is shown on a day.
    package func isShown(on day: CivilDate) -> Bool {
        !isWithdrawn && (facts.until ?? facts.activity).map { day <= $0 } ?? true
    }
}

/// The entries that an activity's attendance made, as the registers have them now.
struct AttendanceEntries {
    /// Whom those name that count or wait.
    private(set) var present: [Code] = []
    /// Whom any of them named when it was entered.
    private(set) var named: Set<Code> = []

    /// Takes an entry in.
    ///
    /// - Parameters:
    ///   - entry: The entry as it is now.
    ///   - facts: What it said at first.
    mutating func note(_ entry: RegisterEntry, recorded facts: EntryFacts) {
        named.formUnion(facts.deputies)
        guard [.counted, .pending].contains(entry.state) else { return }
        present += entry.facts.deputies.filter { !present.contains($0) }
    }
}
