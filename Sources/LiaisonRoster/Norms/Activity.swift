import LiaisonCodes
import LiaisonSystem

/// What stations and deputies did in a period, as far as norms ask: in which months, and who at all.
package struct Activity: Equatable, Sendable {
    /// The first and the last day that count.
    package let from: CivilDate
    package let to: CivilDate
    /// Whether the days were asked for as they are: then they count for everybody in office, whenever the roster came to know
    /// of them.
    let isAsked: Bool
    /// Whether the period is long enough to say of anybody that they did nothing in a year.
    package let hasWholeYear: Bool
    /// The first days of the months in which each station did something.
    private var months: [StationID: Set<CivilDate>] = [:]
    /// The codes under which deputies did something.
    private var deputies: Set<Code> = []
    /// The first day of which each station has something, in the period or before it.
    private var beginnings: [StationID: CivilDate] = [:]

    /// Nothing was done yet.
    ///
    /// - Parameters:
    ///   - from: The first day.
    ///   - to: The last day, not before the first; it is over.
    ///   - asked: The last day that was asked for, over or not; nothing where the period wasn't asked for. A year that was
    ///     asked for is one as soon as half of it is over.
    package init(from: CivilDate, to: CivilDate, asked: CivilDate? = nil) {
        (self.from, self.to, isAsked) = (from, to, asked != nil)
        func holds(_ months: Int, _ last: CivilDate) -> Bool {
            from.adding(months: months) <= last.adding(days: 1)
        }
        hasWholeYear = asked.map { holds(12, $0) && holds(6, to) } ?? holds(12, to)
    }

    /// Takes note that somebody did something; what lies outside the period doesn't count.
    ///
    /// - Parameters:
    ///   - date: On which day.
    ///   - station: At which station.
    ///   - deputies: Who took part; none where it was the station.
    package mutating func note(
        on date: CivilDate, at station: StationID, by deputies: some Sequence<Code> = []
    ) {
        beginnings[station] = min(date, beginnings[station] ?? date)
        guard from <= date, date <= to else { return }
        months[station, default: []].insert(date.firstOfMonth)
        self.deputies.formUnion(deputies)
    }

    /// Whether a station did something in the month that begins on a day.
    func includes(_ station: StationID, inMonthOf first: CivilDate) -> Bool {
        months[station]?.contains(first) ?? false
    }

    /// The first day of which a station has something.
    func beginning(of station: StationID) -> CivilDate? { beginnings[station] }

    /// The first days of the months that lie in the period from their first day to their last.
    var wholeMonths: [CivilDate] {
        var months: [CivilDate] = []
        var month = from.day == 1 ? from : from.firstOfMonth.adding(months: 1)
        while month.adding(months: 1) <= to.adding(days: 1) {
            months.append(month)
            month = month.adding(months: 1)
        }
        return months
    }

    /// Whether one of these codes' holder took part in anything.
    func includes(anyOf codes: [Code]) -> Bool { codes.contains(where: deputies.contains) }
}
