import LiaisonCodes
import LiaisonSystem

/// What people have said of single reception days beside the rules: days that were set, who is on duty, days that were
/// cancelled. Pages, posters and calendars ask for days through this alone, so they show whatever it knows.
package protocol ReceptionChanges: Sendable {
    /// The days of a period with all that was said of them, the earliest first.
    ///
    /// - Parameters:
    ///   - plan: The station's rules.
    ///   - calendar: Makes days of them.
    ///   - station: The station.
    ///   - first: The first day of the period.
    ///   - last: Its last day.
    /// - Returns: The days.
    func days(
        of plan: ReceptionPlan, by calendar: ReceptionCalendar, at station: StationID, from first: CivilDate,
        through last: CivilDate
    ) -> [ReceptionDay]
}

/// Nobody has said anything: the rules alone hold.
package struct NoReceptionChanges: ReceptionChanges {
    package init() {}

    package func days(
        of plan: ReceptionPlan, by calendar: ReceptionCalendar, at station: StationID, from first: CivilDate,
        through last: CivilDate
    ) -> [ReceptionDay] { calendar.days(of: plan, from: first, through: last) }
}
