import LiaisonCases
import LiaisonSystem
import LiaisonText

/// What the cases of one deputy amount to.
struct CaseTally {
    private var received = 0
    private var replied = 0
    private var closed = 0
    private var overdue = 0
    private var ratings: [String: Int] = [:]
    private var days: [Int] = []

    /// Counts a case that the deputy has, or has answered or closed before somebody else had it.
    mutating func note(_ value: Case, isOverdue: Bool, hasAnswered: Bool, hasClosed: Bool) {
        received += 1
        if hasAnswered, let answer = value.milestones.firstAnswer {
            replied += 1
            days.append(
                BeijingTime(answer.at).date.daysSince1970 - BeijingTime(value.received).date.daysSince1970)
        }
        if hasClosed { closed += 1 }
        if isOverdue { overdue += 1 }
        // A rating stands in one file: of whoever closed the case, as long as nobody has, of whoever answered it first.
        let isRated = value.milestones.closedBy == nil ? hasAnswered : hasClosed
        if isRated, let rating = value.rating { ratings[rating.word, default: 0] += 1 }
    }

    var json: JSON {
        let sorted = days.sorted()
        return .members([
            "received": .integer(received), "replied": .integer(replied), "closed": .integer(closed),
            "overdue": .integer(overdue),
            "days_to_answer_median": sorted.isEmpty ? .null : .integer(sorted[sorted.count / 2]),
            "satisfied": .integer(ratings["satisfied"] ?? 0), "fair": .integer(ratings["fair"] ?? 0),
            "dissatisfied": .integer(ratings["dissatisfied"] ?? 0),
        ])
    }
}
