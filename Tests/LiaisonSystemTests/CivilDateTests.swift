import LiaisonSystem
import Testing

@Suite struct CivilDateTests {
    /// From `date -u -d DATE +%s` divided by 86,400, and `date -d DATE +%w`.
    @Test(arguments: [
        ("0001-01-01", -719_162, 1), ("1582-10-15", -141_427, 5), ("1600-02-29", -135_081, 2),
        ("1969-12-31", -1, 3), ("1970-01-01", 0, 4), ("2000-02-29", 11_016, 2), ("2000-03-01", 11_017, 3),
        ("2025-12-24", 20_446, 3), ("2026-11-21", 20_778, 6), ("2100-02-28", 47_540, 0),
        ("9999-12-31", 2_932_896, 5),
    ])
    func countsDaysAndWeekdays(_ text: String, _ days: Int, _ weekday: Int) throws {
        let date = try #require(CivilDate(iso8601: text.utf8))
        #expect(date.daysSince1970 == days)
        #expect(date.weekday == weekday)
        #expect(CivilDate(daysSince1970: days) == date)
        #expect(date.iso8601 == text)
    }

    @Test func endsWithTheYear9999() throws {
        #expect(CivilDate.latest.iso8601 == "9999-12-31")
        #expect(CivilDate.earliest.iso8601 == "0001-01-01")
        for days in [1, 366, 1 << 40] {
            #expect(CivilDate.latest.adding(days: days) == .latest)
            #expect(CivilDate.earliest.adding(days: -days) == .earliest)
            #expect(CivilDate.latest.adding(months: days) == .latest)
            #expect(CivilDate.earliest.adding(months: -days) == .earliest)
        }
        let november = try #require(CivilDate(year: 9999, month: 11, day: 30))
        #expect(november.adding(months: 1).iso8601 == "9999-12-30")
        #expect(november.adding(months: 2) == .latest)
    }

    @Test func goesThroughFourCenturiesDayByDay() throws {
        var previous = CivilDate(daysSince1970: -1)
        for day in 0..<146_097 {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect(previous < date)
            previous = date
        }
        #expect(previous == CivilDate(year: 2369, month: 12, day: 31))
    }

    @Test(arguments: [
        (2025, 2, 29), (1900, 2, 29), (2100, 2, 29), (2025, 4, 31), (2025, 13, 1), (2025, 0, 1), (2025, 1, 0),
        (2025, 1, 32), (0, 1, 1), (10000, 1, 1), (2025, 1, -1),
    ])
    func refusesDaysThatDoNotExist(_ year: Int, _ month: Int, _ day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test(arguments: [
        ("2025-01-31", 1, "2025-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2025-01-31", 3, "2025-04-30"),
        ("2025-11-30", 3, "2026-02-28"), ("2025-12-24", 1, "2026-01-24"), ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-15", -1, "2024-12-15"), ("2024-02-29", 12, "2025-02-28"), ("2025-06-30", 0, "2025-06-30"),
    ])
    func addsMonthsUpToTheLastDay(_ from: String, _ months: Int, _ to: String) throws {
        let date = try #require(CivilDate(iso8601: from.utf8))
        #expect(date.adding(months: months).iso8601 == to)
    }

    @Test func addsDays() throws {
        let date = try #require(CivilDate(iso8601: "2025-12-31".utf8))
        #expect(date.adding(days: 1).iso8601 == "2026-01-01")
        #expect(date.adding(days: -365).iso8601 == "2024-12-31")
    }

    @Test(arguments: [
        "2025-1-1", "2025/12/24", "20251224", "2025-12-24 ", "2025-02-30", "", "+025-01-01",
        "２025-01-01",
    ])
    func refusesOtherSpellings(_ text: String) {
        #expect(CivilDate(iso8601: text.utf8) == nil)
    }
}
