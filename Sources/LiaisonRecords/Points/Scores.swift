import LiaisonCodes
import LiaisonSystem

/// Something that may count for a deputy: an entry of a register, or a case.
package struct Scorable: Sendable {
    /// The entry's or the case's number.
    package let number: String
    package let duty: String
    package let on: CivilDate
    /// The deputy's code of today.
    package let deputy: Code

    package init(number: String, duty: String, on: CivilDate, deputy: Code) {
        self.number = number
        self.duty = duty
        self.on = on
        self.deputy = deputy
    }
}

/// What one deputy has scored in a period, entry by entry: the sum recomputes from them.
package struct Score: Equatable, Sendable {
    package let deputy: Code
    /// The oldest first.
    package private(set) var entries: [Entry] = []

    /// What one entry counts.
    package struct Entry: Equatable, Sendable {
        package let number: String
        package let duty: String
        package let on: CivilDate
        /// Nothing once the year's most has been reached.
        package let points: Points
    }

    /// The sum.
    package var points: Points { entries.reduce(.zero) { $0 + $1.points } }

    /// The scores of some deputies.
    ///
    /// Each year's most for a duty is reached by the oldest entries first, whatever the period shows of the year.
    ///
    /// - Parameters:
    ///   - items: Everything that may count, of whole years.
    ///   - table: What each duty was worth on each day.
    ///   - deputies: Whose scores; whoever has nothing has a score of zero.
    ///   - period: The days whose entries are shown and summed.
    /// - Returns: The scores, in the order of the deputies given.
    package static func scores(
        _ items: [Scorable], by table: DutyTable, of deputies: [Code], in period: ClosedRange<CivilDate>
    ) -> [Score] {
        struct Year: Hashable {
            let deputy: Code
            let duty: String
            let year: Int
        }
        var reached: [Year: Points] = [:]
        var scores: [Code: Score] = [:]
        var duties: [String: [CivilDate: Duty?]] = [:]
        for item in items.sorted(by: { ($0.on, $0.number) < ($1.on, $1.number) }) {
            let duty: Duty?
            if let known = duties[item.duty]?[item.on] {
                duty = known
            } else {
                duty = table.duty(item.duty, on: item.on)
                duties[item.duty, default: [:]][item.on] = .some(duty)
            }
            guard let duty else { continue }
            let year = Year(deputy: item.deputy, duty: item.duty, year: item.on.year)
            let sum = reached[year, default: .zero]
            let points = duty.yearlyCap.map { max(.zero, min(duty.points, $0 - sum)) } ?? duty.points
            reached[year] = sum + points
            guard period.contains(item.on) else { continue }
            scores[item.deputy, default: Score(deputy: item.deputy)].entries.append(
                Entry(number: item.number, duty: item.duty, on: item.on, points: points))
        }
        return deputies.map { scores[$0] ?? Score(deputy: $0) }
    }
}
