import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
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

    /// What marks the form of an act among those of a page.
    func kind(_ word: String) -> String { "name=\"kind\" value=\"\(word)\"" }

    // MARK: By another way than the pages

    /// A message, be it one that waits in quarantine.
    func message(_ text: String, to code: Code, suspicion: Suspicion? = nil) throws -> CaseNumber {
        let station = try #require(desk.roster.state(of: code)?.holder.station)
        var submission = Submission(
            station: station, to: code, channel: .scan, topic: nil, personal: Event.Personal(text: text),
            nonce: RandomBytes.make(count: 19))
        submission.suspicion = suspicion
        return try desk.site.ledger.perform(.submission(submission), station: station).caseNumber
    }

    /// What staff do to a case.
    @discardableResult
    func perform(
        _ action: StaffAction, on number: CaseNumber, by scope: Scope = .office, key: String = "k"
    ) throws -> Case {
        let view = CaseView(scope, token: "test", of: desk.site)
        return try CaseDesk(view, of: desk.site).perform(action, on: number, key: key).file.case
    }

    /// Something of the deputy that is entered in the registers.
    @discardableResult
    func enter(
        _ title: String, of deputy: Deputy? = nil, duty: String = "visit", on: String = "2025-12-20",
        by scope: Scope = .office, server: Int = 0
    ) throws -> RecordNumber {
        let deputy = deputy ?? self.deputy
        let entry = try desk.records(scope, server: server).addEntry(
            .members([
                "station": .string("\(deputy.station)"), "duty": .string(duty), "on": .string(on),
                "deputies": .codes([deputy.code]), "people": .integer(3), "title": .string(title),
            ]), key: title)
        return try RecordNumber(parsing: try #require(entry["entry"]?.text))
    }

    /// A reception day of the deputy's station; nothing where there is none.
    func receptionDay(_ date: String) throws -> JSON? {
        let on = try #require(CivilDate(iso8601: date.utf8))
        return try desk.records().receptions(station: "\(deputy.station)", from: on, to: on).first
    }

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
