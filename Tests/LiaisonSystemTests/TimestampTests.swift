import Testing

@testable import LiaisonSystem

@Suite struct TimestampTests {
    /// RFC 3339 section 5.8 and offsets around it; milliseconds from `date -u -d TEXT +%s`.
    @Test(arguments: [
        ("1985-04-12T23:20:50.52Z", 482_196_050_520), ("1996-12-19T16:39:57-08:00", 851_042_397_000),
        ("1990-12-31T23:59:60Z", 662_688_000_000), ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130),
        ("2025-12-24T14:05:09.123+08:00", 1_766_556_309_123),
        ("2025-12-24t06:05:09.1239999z", 1_766_556_309_123),
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00-00:00", 0), ("1969-12-31T23:59:59.999Z", -1),
    ])
    func readsRFC3339(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text.utf8) == Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: [
        "", "2025-12-24", "2025-12-24T14:05:09", "2025-12-24T14:05Z", "2025-12-24T24:00:00Z",
        "2025-12-24T14:60:00Z", "2025-12-24T14:05:61Z", "2025-02-30T00:00:00Z", "2025-12-24T14:05:09.Z",
        "2025-12-24T14:05:09+0800", "2025-12-24T14:05:09+08", "2025-12-24T14:05:09+08:60",
        "2025-12-24T14:05:09+24:00", "2025-12-24T14:05:09Zx", "2025-12-24T14:05:09.5", "2025-12-24 14:05:09Z",
        "2025-12-24T14:05:09,5Z", "2025-12-24T1 :05:09Z",
    ])
    func refusesWhatIsNoRFC3339(_ text: String) {
        #expect(Timestamp(rfc3339: text.utf8) == nil)
    }

    @Test(
        arguments: [
            (1_766_556_309_123, "2025-12-24T14:05:09.123+08:00"), (0, "1970-01-01T08:00:00.000+08:00"),
            (-1, "1970-01-01T07:59:59.999+08:00"), (-28_800_001, "1969-12-31T23:59:59.999+08:00"),
            (1_766_591_999_999, "2025-12-24T23:59:59.999+08:00"),
            (1_766_592_000_000, "2025-12-25T00:00:00.000+08:00"),
        ] as [(Int64, String)])
    func writesRFC3339InBeijingTime(_ milliseconds: Int64, _ text: String) {
        let timestamp = Timestamp(milliseconds: milliseconds)
        #expect(timestamp.rfc3339 == text)
        #expect(Timestamp(rfc3339: text.utf8) == timestamp)
    }

    @Test func startsTheDayInChina() throws {
        let date = try #require(CivilDate(year: 2025, month: 12, day: 24))
        let start = BeijingTime.start(of: date)
        #expect(start.rfc3339 == "2025-12-24T00:00:00.000+08:00")
        #expect(BeijingTime(start).date == date)
        #expect(BeijingTime(start.adding(milliseconds: -1)).date == date.adding(days: -1))
    }

    @Test(arguments: [
        ("2026-11-20", false), ("2026-11-21", true), ("2026-11-22", true), ("2026-11-23", false),
    ])
    func knowsWeekends(_ day: String, _ isWeekend: Bool) throws {
        let date = try #require(CivilDate(iso8601: day.utf8))
        #expect(CivilDate.isWeekend(daysSince1970: date.daysSince1970) == isWeekend)
    }

    @Test(arguments: [
        (0, "1970-01-01T08:00:00.007+08:00"), (-1, "1970-01-01T08:00:00.007+08:00"),
        (253_402_185_599, "9999-12-30T23:59:59.007+08:00"),
        (253_402_185_600, "9999-12-31T00:00:00.000+08:00"),
        (253_402_300_800, "9999-12-31T00:00:00.000+08:00"), (Int64.max, "9999-12-31T00:00:00.000+08:00"),
    ])
    func theSystemsClockShowsWhatCanBeWrittenDown(_ seconds: Int64, _ text: String) {
        #expect(WallClock.bounded(seconds: seconds, milliseconds: 7).rfc3339 == text)
    }

    @Test func showsAFixedMoment() {
        let clock = WallClock.fixed(Timestamp(milliseconds: 42))
        #expect(clock.now == Timestamp(milliseconds: 42))
        #expect(clock.now == clock.now)
    }

    @Test(arguments: [
        (0, 1, "0"), (7, 3, "007"), (1234, 2, "1234"), (-5, 1, "-5"), (-5, 3, "-005"),
        (Int.max, 1, "9223372036854775807"), (Int.min, 1, "-9223372036854775808"),
    ])
    func appendsDecimals(_ value: Int, _ width: Int, _ text: String) {
        var bytes: [UInt8] = []
        bytes.appendDecimal(value, width: width)
        #expect(bytes == Array(text.utf8))
    }
}
