import LiaisonCases
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

extension Site {
    /// The reception days of the stations of a snapshot.
    package func reception(in snapshot: SiteSnapshot) -> ReceptionSchedule {
        ReceptionSchedule(calendar: snapshot.receptionCalendar, changes: boards)
    }

    /// Today in China.
    package var today: CivilDate { BeijingTime(clock.now).date }
}
