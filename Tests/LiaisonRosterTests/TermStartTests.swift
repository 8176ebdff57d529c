import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonRoster

/// When a deputy's term began, as far as the roster's 届次 says.
@Suite struct TermStartTests {
    @Test(arguments: [
        ("第十九届（2026年11月）", "2026-11-01"), ("2021-11-28", "2021-11-28"), ("2021-2026", "2021-01-01"),
        ("第18届 2021.11", "2021-11-01"), ("2021年", "2021-01-01"), ("第十八届2021年12月5日至2026年", "2021-12-05"),
        ("2021/13/40", "2021-01-01"), ("2021-02-31", "2021-02-01"), ("第十九届", nil), ("19", nil), ("", nil),
        ("12345678901", nil), ("0000", nil), ("第2021届起 5 人", "2021-01-01"),
    ])
    func isTheFirstDateInTheColumn(text: String, day: String?) throws {
        let deputy = Deputy(
            code: .random(), name: "某某", station: try #require(StationID("SS00")), level: .county, term: text)
        #expect(deputy.termStart?.iso8601 == day)
    }
}
