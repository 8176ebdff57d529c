import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// Makes dates of rules: knows on which days people work, and where a reception day goes that falls on another.
package struct ReceptionCalendar: Equatable, Sendable {
    package let working: WorkingCalendar
    package let shift: ReceptionShift

    /// More days than any move takes a reception day away.
    package static let longestMove = 45

    package init(working: WorkingCalendar, shift: ReceptionShift = .next) {
        self.working = working
        self.shift = shift
    }

    /// The reception days that a plan gives in a period, the earliest first; no two on one date.
    ///
    /// A date on a day off goes to the next or the last day before on which people work, as ``shift`` or the rule itself
    /// says. A weekend day that the rule names by its weekday stays. Days that meet become one, with the times of both.
    ///
    /// - Parameters:
    ///   - plan: The rules.
    ///   - first: The first day of the period.
    ///   - last: Its last day; nothing is found when it is before the first.
    /// - Returns: The days, at most one a date.
    package func days(
        of plan: ReceptionPlan, from first: CivilDate, through last: CivilDate
    ) -> [ReceptionDay] {
        guard first <= last else { return [] }
        var days: [CivilDate: ReceptionDay] = [:]
        // Days that lie outside may be moved into the period.
        let start = first.adding(days: -Self.longestMove).daysSince1970
        let end = last.adding(days: Self.longestMove).daysSince1970
        for rule in plan.rules {
            for pattern in rule.patterns {
                for date in (start...end).lazy.map(CivilDate.init(daysSince1970:))
                where falls(pattern, on: date) {
                    guard let held = held(date, pattern, rule), first <= held, held <= last else { continue }
                    let day = ReceptionDay(
                        date: held, times: rule.times, words: rule.words,
                        movedFrom: held == date ? nil : date,
                        isProvisional: !working.years.contains(held.year))
                    days[held] = days[held].map { $0.meeting(day) } ?? day
                }
            }
        }
        return days.values.sorted { $0.date < $1.date }
    }

    /// Where a day of the rules is held.
    package enum Place: Equatable, Sendable {
        case held(CivilDate)
        /// The rules leave it out, because nobody works then.
        case omitted
        /// No rule names the date any more.
        case unnamed
    }

    /// Where the day that rules name, or named before a day became another's, is held.
    ///
    /// - Parameters:
    ///   - date: The date that a rule names.
    ///   - plan: The rules.
    /// - Returns: The place; of a rule that counts working days, the nearest day of the month that it names now.
    package func place(of date: CivilDate, in plan: ReceptionPlan) -> Place {
        func nearest(_ dates: [CivilDate]) -> CivilDate? {
            dates.min {
                abs($0.daysSince1970 - date.daysSince1970) < abs($1.daysSince1970 - date.daysSince1970)
            }
        }
        let all = plan.rules.flatMap { rule in rule.patterns.map { (pattern: $0, rule: rule) } }
        let naming = all.filter { falls($0.pattern, on: date) }
        if !naming.isEmpty {
            return nearest(naming.compactMap { held(date, $0.pattern, $0.rule) }).map(Place.held)
                ?? .omitted
        }
        let month = (1...date.daysInMonth).map { date.adding(days: $0 - date.day) }
        let counted = all.flatMap { item -> [CivilDate] in
            guard case .workingDaysOfMonth = item.pattern else { return [] }
            return month.filter { falls(item.pattern, on: $0) }
        }
        if let near = nearest(counted) { return .held(near) }
        let isLeftOut = all.contains { $0.pattern == .workingDays } && !working.isWorking(date)
        return isLeftOut ? .omitted : .unnamed
    }

    /// When the day that a rule names is held, if it is.
    private func held(_ date: CivilDate, _ pattern: ReceptionPattern, _ rule: ReceptionRule) -> CivilDate? {
        if working.isWorking(date) || pattern.namesWeekend(date) { return date }
        switch rule.dayOff ?? .shifted(shift) {
        case .omitted: return nil
        case .shifted(.next): return working.workingDay(onOrAfter: date)
        case .shifted(.previous): return working.workingDay(onOrBefore: date)
        case .shifted(.none): return date
        }
    }

    /// Whether a pattern names a date.
    private func falls(_ pattern: ReceptionPattern, on date: CivilDate) -> Bool {
        switch pattern {
        case .days(let days, let months): months.contains(date.month) && days.contains(date.day)
        case .lastDay(let months): months.contains(date.month) && date.day == date.daysInMonth
        case .weekdays(let days): days.contains(date.weekday)
        case .workingDays: working.isWorking(date)
        case .weekdaysOfMonth(let days, let ordinals, let months):
            months.contains(date.month) && days.contains(date.weekday)
                && (ordinals.contains((date.day - 1) / 7 + 1)
                    || ordinals.contains(-((date.daysInMonth - date.day) / 7 + 1)))
        case .workingDaysOfMonth(let ordinals, let months):
            months.contains(date.month) && working.isWorking(date)
                && (ordinals.contains(workingDays(of: date, in: 1...date.day))
                    || ordinals.contains(-workingDays(of: date, in: date.day...date.daysInMonth)))
        }
    }

    /// On how many of some days of a date's month people work.
    private func workingDays(of date: CivilDate, in days: ClosedRange<Int>) -> Int {
        days.count { working.isWorking(date.adding(days: $0 - date.day)) }
    }
}

extension ReceptionDay {
    /// Two that fall on one date as one: with the times of both, and moved only if both were.
    fileprivate func meeting(_ other: ReceptionDay) -> ReceptionDay {
        var day = self
        day.times = Set(times + other.times).sorted()
        if words != other.words, !words.split(separator: "；").contains(Substring(other.words)) {
            day.words += "；" + other.words
        }
        if other.movedFrom == nil { day.movedFrom = nil }
        return day
    }
}
