import Glibc

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (first: Timestamp, second: Timestamp) -> Bool {
        first.milliseconds < second.milliseconds
    }

    /// This moment moved by a duration in milliseconds.
    package func adding(milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds + milliseconds)
    }
}

/// A day of the Gregorian calendar.
///
/// Four bytes, so that a million cases can have several.
package struct CivilDate: Hashable, Comparable, Sendable {
    /// The year times 512, plus the month times 32, plus the day: dates compare as these do.
    private let packed: Int32

    package var year: Int { Int(packed >> 9) }
    package var month: Int { Int(packed >> 5 & 15) }
    package var day: Int { Int(packed & 31) }

    /// A date that exists, or nothing: 2025-02-29 is refused.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let date = CivilDate(unchecked: year, month, day)
        guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
        self = date
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        packed = Int32(truncatingIfNeeded: year << 9 | month << 5 | day)
    }

    /// The first and the last date that there are: what lies beyond them is taken for them.
    package static let earliest = CivilDate(unchecked: 1, 1, 1)
    package static let latest = CivilDate(unchecked: 9999, 12, 31)
    private static let earliestDay = -719_162
    private static let latestDay = 2_932_896

    /// The date a number of days after 1970-01-01 (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    package init(daysSince1970 days: Int) {
        let shifted = min(max(days, Self.earliestDay), Self.latestDay) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Days since 1970-01-01; negative before it.
    package var daysSince1970: Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 0 for Sunday to 6 for Saturday.
    package var weekday: Int { Self.weekday(daysSince1970: daysSince1970) }

    private static func weekday(daysSince1970 days: Int) -> Int { ((days % 7) + 11) % 7 }

    /// Whether the day `days` days after 1970-01-01 is a Saturday or Sunday.
    package static func isWeekend(daysSince1970 days: Int) -> Bool {
        let weekday = weekday(daysSince1970: days)
        return weekday == 0 || weekday == 6
    }

    /// How many days the date's month has.
    package var daysInMonth: Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The date `days` later, or earlier when negative; at most ``latest``.
    package func adding(days: Int) -> CivilDate { CivilDate(daysSince1970: daysSince1970 + days) }

    /// The same day of the month `months` later; the last day of that month where it has no such day. At most ``latest``.
    package func adding(months: Int) -> CivilDate {
        let index = year * 12 + (month - 1) + months
        if index < 12 { return .earliest }
        if index >= 10_000 * 12 { return .latest }
        let first = CivilDate(unchecked: index / 12, index % 12 + 1, 1)
        return CivilDate(unchecked: first.year, first.month, min(day, first.daysInMonth))
    }

    /// The first day of the date's month.
    package var firstOfMonth: CivilDate { adding(days: 1 - day) }

    /// How many months a date's month lies behind this one's; less than 0 where it lies before.
    package func months(until date: CivilDate) -> Int { (date.year - year) * 12 + date.month - month }

    package static func < (first: CivilDate, second: CivilDate) -> Bool {
        first.packed < second.packed
    }
}

/// Civil time in China: UTC+8 all year, whatever the server's own zone (GB/T 7408).
package struct BeijingTime: Equatable, Sendable {
    package let date: CivilDate
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let millisecond: Int

    private static let offset: Int64 = 8 * 3600 * 1000
    private static let dayLength: Int64 = 24 * 3600 * 1000

    package init(_ timestamp: Timestamp) {
        let local = timestamp.milliseconds + Self.offset
        let days = Int((Double(local) / Double(Self.dayLength)).rounded(.down))
        let rest = Int(local - Int64(days) * Self.dayLength)
        date = CivilDate(daysSince1970: days)
        hour = rest / 3_600_000
        minute = rest / 60_000 % 60
        second = rest / 1000 % 60
        millisecond = rest % 1000
    }

    /// The first moment of `date` in China.
    package static func start(of date: CivilDate) -> Timestamp {
        Timestamp(milliseconds: Int64(date.daysSince1970) * dayLength - offset)
    }
}

/// Where the time comes from, so that tests choose it.
package struct WallClock: Sendable {
    private let source: @Sendable () -> Timestamp

    package init(_ source: @escaping @Sendable () -> Timestamp) { self.source = source }

    /// The present moment.
    package var now: Timestamp { source() }

    /// CLOCK_REALTIME, from 1970 up to a day before dates end.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return bounded(seconds: Int64(time.tv_sec), milliseconds: Int64(time.tv_nsec) / 1_000_000)
    }

    /// The last moment that the system's clock shows: what comes after it can still be written down.
    package static let end = BeijingTime.start(of: .latest)

    /// A moment that can be written down, whatever a clock says.
    static func bounded(seconds: Int64, milliseconds: Int64) -> Timestamp {
        let whole = min(max(seconds, 0), end.milliseconds / 1000)
        return min(Timestamp(milliseconds: whole * 1000 + milliseconds), end)
    }

    /// A clock that always shows the same moment.
    package static func fixed(_ timestamp: Timestamp) -> WallClock { WallClock { timestamp } }
}

/// CLOCK_MONOTONIC in nanoseconds: for durations, never for dates.
package func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
