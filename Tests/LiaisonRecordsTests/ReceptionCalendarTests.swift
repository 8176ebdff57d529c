import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import Testing

/// The dates of rules with the calendar that ships, across the long holidays and the weekends worked for them.
@Suite struct ReceptionCalendarTests {
    private static let top = Files.parent(of: Files.parent(of: Files.parent(of: #filePath)))
    private let working: WorkingCalendar

    init() throws {
        working = WorkingCalendar(parsing: try Files.read("\(Self.top)/assets/calendar.txt"))
    }

    private func date(_ text: String) throws -> CivilDate { try #require(CivilDate(iso8601: text.utf8)) }

    private func days(
        _ words: String, _ first: String, _ last: String, shift: ReceptionShift = .next
    ) throws -> [ReceptionDay] {
        let plan = ReceptionPlan(parsing: words)
        try #require(plan.unread.isEmpty, "\(plan.unread)")
        return ReceptionCalendar(working: working, shift: shift).days(
            of: plan, from: try date(first), through: try date(last))
    }

    /// `1/6,16,26 2/6`.
    private func short(_ days: [ReceptionDay]) -> String {
        var months: [(month: Int, days: [String])] = []
        for day in days {
            if months.last?.month != day.date.month { months.append((day.date.month, [])) }
            months[months.count - 1].days.append("\(day.date.day)")
        }
        return months.map { "\($0.month)/\($0.days.joined(separator: ","))" }.joined(separator: " ")
    }

    /// The rows of the table of rules and dates.
    static func rows() -> [[String]] {
        let file = (try? Files.read("\(top)/Tests/Samples/reception-2026.txt")) ?? []
        return String(decoding: file, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "|").map { $0.trimmed } }
    }

    @Test(arguments: rows())
    func fallsOnTheDatesOf2026(row: [String]) throws {
        try #require(row.count == 3)
        let shift = try #require(ReceptionShift(rawValue: row[1]))
        #expect(
            short(try days(row[0], "2026-01-01", "2026-12-31", shift: shift)) == row[2], "\(row[0]) \(shift)")
    }

    @Test func theTableHasAtLeastSixtyRules() { #expect(Self.rows().count >= 60) }

    @Test func movesADayOverTheTurnOfTheYear() throws {
        let moved = try #require(
            try days("每月1日", "2025-12-01", "2026-01-31", shift: .previous).last { $0.date.day > 1 })
        // 2026-02-01 is a Sunday.
        #expect(moved.date.iso8601 == "2026-01-30")
        #expect(
            try days("每月1日", "2025-12-31", "2025-12-31", shift: .previous).map(\.movedFrom?.iso8601) == [
                "2026-01-01"
            ])
        #expect(try days("每月1日", "2026-01-01", "2026-01-04").map(\.date.iso8601) == ["2026-01-04"])
    }

    /// Without the next year's holidays weekends are all that is known, and the day says so.
    @Test func saysWhenTheCalendarDoesNotKnowTheYear() throws {
        let days = try days("每月1日", "2026-12-01", "2027-01-31")
        #expect(days.map(\.date.iso8601) == ["2026-12-01", "2027-01-01"])
        #expect(days.map(\.isProvisional) == [false, true])
    }

    @Test func makesOneOfTwoThatMeetWithTheTimesOfBoth() throws {
        let days = try days("每月8日 14:00-16:00；每周三 9:00-11:00；逢8", "2026-04-06", "2026-04-12")
        #expect(days.map(\.date.iso8601) == ["2026-04-08"])
        #expect(days.first?.time == "9:00-11:00、14:00-16:00")
        #expect(days.first?.words == "每月8日 14:00-16:00；每周三 9:00-11:00；逢8")
    }

    /// 16 and 18 February 2026 are both moved to the 24th, which is nobody's own day.
    @Test func tellsAMovedDayFromOneThatStays() throws {
        let moved = try days("每月16日、18日", "2026-02-01", "2026-02-28")
        #expect(moved.map(\.date.iso8601) == ["2026-02-24"])
        #expect(moved.first?.movedFrom?.iso8601 == "2026-02-16")
        #expect(try days("每月16日、24日", "2026-02-01", "2026-02-28").map(\.movedFrom) == [nil])
    }

    @Test func keepsAWeekendThatARuleNames() throws {
        #expect(try days("每周六", "2026-02-14", "2026-02-28").map(\.date.day) == [14, 21, 28])
        #expect(try days("每月28日", "2026-11-28", "2026-11-30").map(\.date.day) == [30])
        #expect(try days("每周六（节假日除外）", "2026-11-28", "2026-11-30").map(\.date.day) == [28])
    }

    @Test func findsTheNextOnes() throws {
        let schedule = ReceptionSchedule(calendar: ReceptionCalendar(working: working))
        let (today, station) = (try date("2026-11-29"), try #require(StationID("SS00")))
        func next(_ words: String, _ count: Int = 3) -> [String] {
            schedule.next(count, of: ReceptionPlan(parsing: words), at: station, from: today).map(
                \.date.iso8601)
        }
        #expect(next("每月28日") == ["2026-11-30", "2026-12-28", "2027-01-28"])
        #expect(next("每月31日", 5) == ["2026-12-31", "2027-02-01", "2027-03-31", "2027-05-31", "2027-08-02"])
        #expect(next("看情况").isEmpty)
        #expect(next("") == [])
    }

    @Test func nothingLiesInAPeriodThatEndsBeforeItBegins() throws {
        #expect(try days("每天", "2026-03-02", "2026-03-01").isEmpty)
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
