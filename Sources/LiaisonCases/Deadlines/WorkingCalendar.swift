import LiaisonSystem

/// Which days people work: Monday to Friday, but for the holidays and the weekends worked instead of them
/// (调休) that the State Council announces each year.
///
/// The file that says so has a line for each day or run of days: `2026-02-15..2026-02-23 休 春节` or
/// `2026-02-28 班`; `off` and `work` do as well, what follows is for people, and lines that start with `#` too.
package struct WorkingCalendar: Equatable, Sendable {
    /// By the number of days since 1970: to count from day to day takes no dates.
    private var exceptions: [Int: Day] = [:]
    /// The years of which the file says anything.
    package private(set) var years: Set<Int> = []
    /// The lines of the file that don't count, because they aren't understood or speak of a day again.
    package private(set) var damage: [CalendarDamage] = []

    /// What an exception makes of a day.
    private enum Day: String {
        case off, work
    }

    /// The most days of one run: no holiday is longer.
    private static let longestRun = 31

    /// Weekends off, and nothing else.
    package init() {}

    /// Reads a calendar file. A line that isn't understood costs that line, see ``damage``.
    ///
    /// - Parameter file: UTF-8 lines.
    package init(parsing file: [UInt8]) {
        // What is no UTF-8 is no 休 or 班 either; in the words behind that are for people it does no harm.
        let text = String(decoding: file, as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() { take(line, line: index + 1) }
    }

    private mutating func take(_ text: Substring, line: Int) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let first = words.first, !first.hasPrefix("#") else { return }
        guard let days = Self.days(first), words.count > 1, let kind = Self.kind(words[1]) else {
            damage.append(.badLine(line, text: String(text)))
            return
        }
        // The line that stands first holds, or there would be no telling which.
        if let known = days.first(where: { exceptions[$0] != nil }) {
            damage.append(.repeatedDay(line, CivilDate(daysSince1970: known)))
            return
        }
        for day in days {
            exceptions[day] = kind
            years.insert(CivilDate(daysSince1970: day).year)
        }
    }

    /// Whether people work that day.
    package func isWorking(_ date: CivilDate) -> Bool { isWorking(day: date.daysSince1970) }

    private func isWorking(day: Int) -> Bool {
        switch exceptions[day] {
        case .off: false
        case .work: true
        case nil: !CivilDate.isWeekend(daysSince1970: day)
        }
    }

    /// The day itself, or the next one on which people work.
    package func workingDay(onOrAfter date: CivilDate) -> CivilDate {
        nearest(to: date, step: 1, end: CivilDate.latest.daysSince1970)
    }

    /// The day itself, or the last one before on which people work.
    package func workingDay(onOrBefore date: CivilDate) -> CivilDate {
        nearest(to: date, step: -1, end: CivilDate.earliest.daysSince1970)
    }

    private func nearest(to date: CivilDate, step: Int, end: Int) -> CivilDate {
        let start = date.daysSince1970
        var day = start
        while !isWorking(day: day), day != end { day += step }
        return day == start ? date : CivilDate(daysSince1970: day)
    }

    /// The working day that is `count` working days after the first one on or after `date`.
    package func workingDay(_ count: Int, after date: CivilDate) -> CivilDate {
        var day = workingDay(onOrAfter: date)
        for _ in 0..<count { day = workingDay(onOrAfter: day.adding(days: 1)) }
        return day
    }

    /// `2026-02-28`, or `2026-02-15..2026-02-23`, as days since 1970.
    private static func days(_ word: Substring) -> ClosedRange<Int>? {
        let ends = word.split(separator: "..", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), let first = CivilDate(iso8601: ends[0].utf8),
            let last = CivilDate(iso8601: ends[ends.count - 1].utf8), first <= last
        else { return nil }
        let days = first.daysSince1970...last.daysSince1970
        return days.count <= longestRun ? days : nil
    }

    private static func kind(_ word: Substring) -> Day? {
        switch word {
        case "休": .off
        case "班": .work
        default: Day(rawValue: String(word))
        }
    }
}

/// What is wrong with a line of a calendar file; lines are counted from 1.
package enum CalendarDamage: Hashable, Sendable {
    /// No `DATE 休|班` or `DATE..DATE 休|班`.
    case badLine(Int, text: String)
    /// The day stands in the file before.
    case repeatedDay(Int, CivilDate)

    package var line: Int {
        switch self {
        case .badLine(let line, _), .repeatedDay(let line, _): line
        }
    }
}
