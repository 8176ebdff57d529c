import LiaisonSystem

/// The days that a report speaks of, both ends included; Beijing dates.
package struct ReportPeriod: Equatable, Sendable {
    package let from: CivilDate
    package let to: CivilDate

    /// A period, or nothing when it would end before it starts.
    package init?(from: CivilDate, to: CivilDate) {
        guard from <= to else { return nil }
        self.from = from
        self.to = to
    }

    /// The `days` days up to `date`; at least one.
    package init(days: Int, upTo date: CivilDate) {
        from = date.adding(days: 1 - max(1, days))
        to = date
    }

    /// How many days it has.
    package var days: Int { to.daysSince1970 - from.daysSince1970 + 1 }

    /// The period of equal length right before it.
    package var before: ReportPeriod { ReportPeriod(days: days, upTo: from.adding(days: -1)) }

    /// Its moments, from the first of its first day up to the first after its last.
    package var moments: Range<Timestamp> {
        BeijingTime.start(of: from)..<BeijingTime.start(of: to.adding(days: 1))
    }
}

/// A month of the calendar.
package struct Month: Hashable, Comparable, Sendable {
    package let year: Int
    package let month: Int

    /// The month of a date.
    package init(_ date: CivilDate) {
        year = date.year
        month = date.month
    }

    /// Reads `2026-02`, or nothing where that is no month.
    package init?(iso8601 text: String) {
        guard let first = CivilDate(iso8601: "\(text)-01".utf8) else { return nil }
        self.init(first)
    }

    /// ISO 8601: `2026-02`.
    package var iso8601: String { String(firstDay.iso8601.prefix(7)) }

    /// The month that follows.
    package var next: Month { Month(firstDay.adding(months: 1)) }

    package static func < (first: Month, second: Month) -> Bool {
        (first.year, first.month) < (second.year, second.month)
    }

    private var firstDay: CivilDate {
        guard let date = CivilDate(year: year, month: month, day: 1) else {
            preconditionFailure("a month is made of a date")
        }
        return date
    }
}
