import LiaisonPosters
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

extension RecordDesk {
    /// A month's reception days of a station, as its sheet shows them.
    ///
    /// - Parameters:
    ///   - station: The station.
    ///   - month: Any day of the month.
    /// - Returns: The days, the earliest first, cancelled ones too.
    /// - Throws: What is wrong with the store.
    package func posterReceptions(
        of station: Station, in month: CivilDate
    ) throws(CaseActionError) -> [PosterReception] {
        let first = month.adding(days: 1 - month.day)
        let last = first.adding(months: 1).adding(days: -1)
        return try days(of: station, from: first, through: last).map { day in
            PosterReception(
                date: day.date, time: day.time ?? "", place: day.place ?? "",
                deputies: day.deputies.map { view.bareName(of: $0) }, isCancelled: day.cancelled != nil,
                isLate: day.isLate)
        }
    }
}
