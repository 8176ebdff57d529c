import LiaisonCodes
import LiaisonSystem

/// What people have said of single reception days beside the rules: days that were set, who is on duty, days that were
/// cancelled. Pages, posters and calendars ask for days through this alone, so they show whatever it knows.
package protocol ReceptionChanges: Sendable {
    /// The days of a period with all that was said of them, the earliest first.
    ///
    /// - Parameters:
    ///   - days: The days that the station's rules give.
    ///   - station: The station.
    ///   - first: The first day of the period.
    ///   - last: Its last day.
    /// - Returns: The days.
    func applied(
        to days: [ReceptionDay], of station: StationID, from first: CivilDate, through last: CivilDate
    ) -> [ReceptionDay]
}

/// Nobody has said anything: the rules alone hold.
package struct NoReceptionChanges: ReceptionChanges {
    package init() {}

    package func applied(
        to days: [ReceptionDay], of station: StationID, from first: CivilDate, through last: CivilDate
    ) -> [ReceptionDay] { days }
}
