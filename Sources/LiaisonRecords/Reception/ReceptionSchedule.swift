import LiaisonCodes
import LiaisonSystem

/// The reception days of stations: what the rules give, and what people have said beside them.
package struct ReceptionSchedule: Sendable {
    package let calendar: ReceptionCalendar
    package let changes: any ReceptionChanges

    package init(calendar: ReceptionCalendar, changes: any ReceptionChanges = NoReceptionChanges()) {
        (self.calendar, self.changes) = (calendar, changes)
    }

    /// The days of a station in a period, cancelled ones too, the earliest first.
    ///
    /// - Parameters:
    ///   - plan: What the roster says of the station.
    ///   - station: The station.
    ///   - first: The first day of the period.
    ///   - last: Its last day.
    /// - Returns: The days.
    package func days(
        of plan: ReceptionPlan, at station: StationID, from first: CivilDate, through last: CivilDate
    ) -> [ReceptionDay] {
        changes.days(of: plan, by: calendar, at: station, from: first, through: last)
    }

    /// The next days of a station, with those that were cancelled before the last of them.
    ///
    /// - Parameters:
    ///   - count: How many that take place.
    ///   - plan: What the roster says of the station.
    ///   - station: The station.
    ///   - today: The first day that counts.
    /// - Returns: The days, the earliest first; fewer when there are none within a year.
    package func next(
        _ count: Int, of plan: ReceptionPlan, at station: StationID, from today: CivilDate
    ) -> [ReceptionDay] {
        // Most plans have as many days within three months; few need the year.
        var found: [ReceptionDay] = []
        for span in [92, 366] {
            var left = count
            found = []
            for day in days(of: plan, at: station, from: today, through: today.adding(days: span)) {
                if left == 0 { break }
                found.append(day)
                if day.cancelled == nil { left -= 1 }
            }
            if left == 0 { break }
        }
        return found
    }
}
