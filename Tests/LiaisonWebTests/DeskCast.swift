import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Two servers' desk, and who comes to it: a deputy, a colleague at the same station, and a stranger from one that neither
/// sees.
struct DeskCast {
    let desk: DeskFixture
    let deputy: Deputy
    let colleague: Deputy
    let stranger: Deputy

    init() throws {
        let fixture = try DeskFixture(servers: 2)
        desk = fixture
        let deputies = fixture.deputies
        let deputy = try #require(deputies.first { !fixture.strangers(to: $0).isEmpty })
        self.deputy = deputy
        colleague = try #require(deputies.first { $0.station == deputy.station && $0 != deputy })
        stranger = try #require(fixture.strangers(to: deputy).first)
    }
}

/// A suite of the desk's rooms, which speaks of its cast by their parts.
protocol DeskSuite {
    var cast: DeskCast { get }
}

extension DeskSuite {
    var desk: DeskFixture { cast.desk }
    var deputy: Deputy { cast.deputy }
    var colleague: Deputy { cast.colleague }
    var stranger: Deputy { cast.stranger }
    /// Whom the deputy and their station's officer sign in as.
    var scope: Scope { .deputy(deputy.code) }
    var station: Scope { .station(deputy.station) }

    // MARK: The registers

    func add(_ browser: DeskBrowser, _ fields: KeyValuePairs<String, String>) throws -> String {
        try browser.send(
            fields, in: browser.get("/desk/log?station=\(deputy.station)"), to: "/desk/log",
            formWith: "name=\"duty\"")
    }

    /// What is entered of the deputy by themselves, and its number.
    func pending(_ title: String = "走访") throws -> String {
        let browser = try desk.browser(scope)
        let added = try add(browser, ["duty": "visit", "on": "2025-12-20", "title": title])
        #expect(added.status == 303, "\(added)")
        let location = try #require(added.field("Location"))
        return try #require(location.split(separator: "=").last.map(String.init))
    }

    func entries() throws -> [JSON] { try desk.records().entries(.init()).items }

    func state(_ number: String) throws -> String? {
        try desk.records().entry(RecordNumber(parsing: number))["state"]?.text
    }
}
