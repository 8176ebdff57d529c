import LiaisonSystem

/// Days that come again: those of a month, those of a week, or the days on which people work.
package enum ReceptionPattern: Hashable, Sendable {
    /// Days of the month, 1 to 31; a month that hasn't got the day passes it over.
    case days(Set<Int>, Months)
    /// The last day of the month.
    case lastDay(Months)
    /// The first, second ... of some weekdays (0 is Sunday) in the month; -1 is the last one.
    case weekdaysOfMonth(Set<Int>, ordinals: Set<Int>, Months)
    /// The first, second ... day of the month on which people work; -1 is the last one.
    case workingDaysOfMonth(ordinals: Set<Int>, Months)
    /// Days of every week, 0 for Sunday to 6 for Saturday.
    case weekdays(Set<Int>)
    /// Every day on which people work.
    case workingDays

    /// In which months.
    package enum Months: Hashable, Sendable {
        case all
        /// January, March, May ... (单月)
        case odd
        /// February, April, June ... (双月)
        case even

        func contains(_ month: Int) -> Bool {
            switch self {
            case .all: true
            case .odd: month % 2 == 1
            case .even: month % 2 == 0
            }
        }

        fileprivate var inWords: String {
            switch self {
            case .all: "每月"
            case .odd: "单月"
            case .even: "双月"
            }
        }
    }

    /// Whether the pattern itself names a weekend day, which then isn't moved off the weekend.
    package func namesWeekend(_ date: CivilDate) -> Bool {
        switch self {
        case .weekdays(let days), .weekdaysOfMonth(let days, _, _):
            (date.weekday == 0 || date.weekday == 6) && days.contains(date.weekday)
        case .days, .lastDay, .workingDaysOfMonth, .workingDays: false
        }
    }

    /// The pattern in Chinese, as anybody understands it.
    package var inWords: String {
        switch self {
        case .days(let days, let months):
            "\(months.inWords)\(days.sorted().map(String.init).joined(separator: "、"))日"
        case .lastDay(let months): "\(months.inWords)最后一天"
        case .weekdaysOfMonth(let days, let ordinals, let months):
            "\(months.inWords)\(Self.inWords(ordinals))星期\(Self.inWords(weekdays: days))"
        case .workingDaysOfMonth(let ordinals, let months):
            "\(months.inWords)\(Self.inWords(ordinals))工作日"
        case .weekdays(let days): days.count == 7 ? "每天" : "每周\(Self.inWords(weekdays: days))"
        case .workingDays: "每个工作日"
        }
    }

    /// `第一个、最后一个`.
    private static func inWords(_ ordinals: Set<Int>) -> String {
        // From the first to the last: what is counted from the end comes behind.
        let sorted = ordinals.sorted { ($0 < 0 ? 100 + $0 : $0) < ($1 < 0 ? 100 + $1 : $1) }
        return sorted.map { ordinal in
            let figure = numerals[min(abs(ordinal), 10)]
            return ordinal == -1 ? "最后一个" : ordinal < 0 ? "倒数第\(figure)个" : "第\(figure)个"
        }.joined(separator: "、")
    }

    /// `一、三、五`, Monday first.
    private static func inWords(weekdays: Set<Int>) -> String {
        let symbols = ["日", "一", "二", "三", "四", "五", "六"]
        return weekdays.sorted { ($0 + 6) % 7 < ($1 + 6) % 7 }.map { symbols[$0] }.joined(separator: "、")
    }

    private static let numerals = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
}
