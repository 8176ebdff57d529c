import LiaisonCases
import LiaisonSystem

/// What another calendar changes: runs of days on which people work by one and not by the other.
package struct CalendarDifference: Equatable, Sendable {
    /// The runs, the earliest first; none where nothing is different.
    package let runs: [Run]

    /// Days that follow each other, and are changed alike.
    package struct Run: Equatable, Sendable {
        package let first: CivilDate
        package internal(set) var last: CivilDate
        /// Whether they will be worked.
        package let isWorked: Bool
    }

    /// Compares two calendars in the years of which either says anything.
    ///
    /// - Parameters:
    ///   - old: The calendar that counts.
    ///   - new: The one that is to count instead.
    package init(from old: WorkingCalendar, to new: WorkingCalendar) {
        var runs: [Run] = []
        for year in old.years.union(new.years).sorted() {
            guard var day = CivilDate(year: year, month: 1, day: 1),
                let end = CivilDate(year: year, month: 12, day: 31)
            else { continue }
            while true {
                let isWorked = new.isWorking(day)
                if old.isWorking(day) != isWorked {
                    if let last = runs.last, last.isWorked == isWorked, last.last.adding(days: 1) == day {
                        runs[runs.count - 1].last = day
                    } else {
                        runs.append(Run(first: day, last: day, isWorked: isWorked))
                    }
                }
                if day == end { break }
                day = day.adding(days: 1)
            }
        }
        self.runs = runs
    }

    package var isEmpty: Bool { runs.isEmpty }
}
