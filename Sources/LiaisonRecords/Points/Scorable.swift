import LiaisonCodes
import LiaisonSystem

/// Something that may count for a deputy: an entry of a register, or a case.
package struct Scorable: Sendable {
    package let number: ScoredNumber
    package let duty: String
    package let on: CivilDate
    /// The deputy's code of today.
    package let deputy: Code

    package init(number: ScoredNumber, duty: String, on: CivilDate, deputy: Code) {
        self.number = number
        self.duty = duty
        self.on = on
        self.deputy = deputy
    }
}

/// The number of what may count.
package enum ScoredNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    case ofEntry(RecordNumber)
    case ofCase(CaseNumber)

    package var description: String {
        switch self {
        case .ofEntry(let number): number.description
        case .ofCase(let number): number.description
        }
    }

    package static func < (first: ScoredNumber, second: ScoredNumber) -> Bool {
        switch (first, second) {
        case (.ofEntry(let first), .ofEntry(let second)): first < second
        case (.ofCase(let first), .ofCase(let second)): first < second
        case (.ofCase, .ofEntry): true
        case (.ofEntry, .ofCase): false
        }
    }
}
