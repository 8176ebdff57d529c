import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem

/// What was set and cancelled of a station's reception days, with the places and reasons that were typed.
package struct WordedReception: Sendable {
    private let changes: [CivilDate: ReceptionChange]
    private let words: [RecordNumber: [RecordEntry]]

    /// Reads the words of a period's changes; blocks on the disk where there are any.
    ///
    /// - Parameters:
    ///   - book: The station's.
    ///   - station: The station.
    ///   - ledger: Where its lines are.
    ///   - first: The first day of the period.
    ///   - last: Its last day.
    /// - Throws: What the file system says.
    init(
        _ book: RecordBook, of station: StationID, in ledger: Ledger, from first: CivilDate,
        through last: CivilDate
    ) throws(SystemError) {
        // A day that lies outside may have been moved into the period.
        let start = first.adding(days: -ReceptionCalendar.longestMove)
        let end = last.adding(days: ReceptionCalendar.longestMove)
        changes = book.receptionChanges.filter { start <= $0.key && $0.key <= end }
        words =
            changes.isEmpty ? [:] : try ledger.records(changes.values.map(\.number), of: station)
    }

    /// The days of the rules with what was set and cancelled, the earliest first, cancelled ones too.
    ///
    /// - Parameters:
    ///   - plan: The station's rules.
    ///   - calendar: Makes days of them.
    ///   - first: The first day of the period, no earlier than what was read.
    ///   - last: Its last day, no later than what was read.
    /// - Returns: The days.
    func days(
        of plan: ReceptionPlan, by calendar: ReceptionCalendar, from first: CivilDate, through last: CivilDate
    ) -> [ReceptionDay] {
        let ruled = calendar.days(of: plan, from: first, through: last)
        if changes.isEmpty { return ruled }
        let changes = ReceptionChange.following(changes, plan, calendar)
        var days = ReceptionDay.merged(ruled, with: changes, from: first, through: last)
        for index in days.indices {
            guard let number = changes[days[index].date]?.number, let entries = words[number] else {
                continue
            }
            days[index].place = entries.filter { $0.record.kind == "set" }.word(.place)
            if days[index].cancelled != nil {
                days[index].cancelled = entries.filter { $0.record.kind == "cancelled" }.word(.reason) ?? ""
            }
        }
        return days
    }
}
