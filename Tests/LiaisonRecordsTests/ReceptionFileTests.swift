import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import Testing

/// The calendar that phones subscribe to (RFC 5545).
@Suite struct ReceptionFileTests {
    private func file(_ days: [ReceptionDay], location: String = "清溪镇政府一楼", note: String = "") throws
        -> String
    {
        let file = ReceptionFile(
            name: "韶山站接待日", summary: "代表接待群众：韶山站", location: location,
            address: "https://llz.example.gov.cn/7K3M9Q4", host: "llz.example.gov.cn",
            station: try #require(StationID("SS00")), made: Timestamp(milliseconds: 1_767_319_200_000))
        return String(decoding: file.bytes(of: days) { _ in note }, as: UTF8.self)
    }

    private func day(_ date: String, _ times: String...) throws -> ReceptionDay {
        ReceptionDay(
            date: try #require(CivilDate(iso8601: date.utf8)),
            times: try times.map { try #require(ReceptionTime(parsing: $0)) })
    }

    @Test func isWhatTheStandardSays() throws {
        #expect(
            try file([try day("2026-12-28", "9:00-11:30")])
                == """
                BEGIN:VCALENDAR
                VERSION:2.0
                PRODID:-//Liaison//Reception days//ZH
                CALSCALE:GREGORIAN
                METHOD:PUBLISH
                NAME:韶山站接待日
                X-WR-CALNAME:韶山站接待日
                REFRESH-INTERVAL;VALUE=DURATION:P1D
                BEGIN:VEVENT
                UID:reception-SS00-20261228@llz.example.gov.cn
                DTSTAMP:20260102T020000Z
                DTSTART:20261228T010000Z
                DTEND:20261228T033000Z
                SUMMARY:代表接待群众：韶山站
                LOCATION:清溪镇政府一楼
                URL:https://llz.example.gov.cn/7K3M9Q4
                STATUS:CONFIRMED
                TRANSP:TRANSPARENT
                END:VEVENT
                END:VCALENDAR

                """.replacing("\n", with: "\r\n"))
    }

    /// Beijing is ahead of UTC: an early morning is the day before there.
    @Test(arguments: [
        ("2026-01-01", "7:00-8:00", "DTSTART:20251231T230000Z", "DTEND:20260101T000000Z"),
        ("2026-03-01", "8:00-24:00", "DTSTART:20260301T000000Z", "DTEND:20260301T160000Z"),
        ("2026-03-01", "14:30", "DTSTART:20260301T063000Z", "SUMMARY:"),
        ("2026-03-01", "上午", "DTSTART;VALUE=DATE:20260301", "SUMMARY:代表接待群众：韶山站 上午"),
    ])
    func hasTheRightMoments(date: String, time: String, start: String, other: String) throws {
        let text = try file([try day(date, time)])
        #expect(text.contains("\r\n\(start)\r\n") && text.contains("\r\n\(other)"))
    }

    @Test func tellsTheTimesOfADayApart() throws {
        let text = try file([try day("2026-12-28", "9:00-11:30", "14:30-17:00"), try day("2026-12-29")])
        let identifiers = text.split(separator: "\r\n").filter { $0.hasPrefix("UID:") }
        #expect(
            identifiers == [
                "UID:reception-SS00-20261228@llz.example.gov.cn",
                "UID:reception-SS00-20261228-2@llz.example.gov.cn",
                "UID:reception-SS00-20261229@llz.example.gov.cn",
            ])
    }

    @Test func saysWhatIsNotCertain() throws {
        var (provisional, cancelled) = (try day("2027-01-28"), try day("2026-12-28"))
        provisional.isProvisional = true
        cancelled.cancelled = "会议"
        let text = try file([cancelled, provisional])
        let states = text.split(separator: "\r\n").filter { $0.hasPrefix("STATUS:") }
        #expect(states == ["STATUS:CANCELLED", "STATUS:TENTATIVE"])
        // The reason is for the station.
        #expect(!text.contains("会议"))
    }

    /// No name or address of a roster can end a line or begin another property.
    @Test func foldsAndEscapes() throws {
        let long = String(repeating: "很长的地址，一号;\\", count: 30)
        let text = try file([try day("2026-12-28")], location: long, note: "一\nEND:VCALENDAR\r二\u{7}")
        #expect(text.utf8.count { $0 == 0x0A } == text.utf8.count { $0 == 0x0D })
        for line in text.split(separator: "\r\n") { #expect(line.utf8.count <= 75) }
        let unfolded = text.replacing("\r\n ", with: "")
        #expect(unfolded.contains("DESCRIPTION:一\\nEND:VCALENDAR二\r\n"))
        #expect(
            unfolded.contains("LOCATION:" + long.replacing("\\", with: "\\\\").replacing(";", with: "\\;")))
    }
}
