import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonJournal
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// Nothing is passed over while a reader's cursor moves on.
@Suite struct EventStreamTests {
    @Test(arguments: [
        "https://llz.example.gov.cn", "https://[::1]:8080", "http://10.0.0.5:8080",
        "https://" + String(repeating: "long-name.", count: 24) + "cn",
    ])
    func aPullGetsEverythingWhateverTheBaseURL(_ baseURL: String) throws {
        let web = try WebFixture(baseURL: baseURL)
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let receipt = try #require(
            try web.post("/\(web.deputy)", ["nonce": nonce, "text": "lamp"]).field("Location"))
        let number = try CaseNumber(parsing: String(receipt.split(separator: "/")[1]))
        let view = CaseView(.office, of: web.site)
        let (events, page) = try view.events(after: EventCursor(), limit: 9)
        #expect(events.map(\.text) == ["lamp"])
        #expect(try view.events(after: page.cursor, limit: 9).events.isEmpty)
        #expect(try view.message(number) != nil)
    }

    @Test func anEventIsTheSameOnAPageAndByItself() throws {
        let web = try WebFixture()
        let receipts = try ["lamp", "bench"].map { try web.receipt(of: $0) }
        let numbers = try receipts.map { try CaseNumber(parsing: String($0.split(separator: "/")[1])) }
        for number in numbers {
            for body in [Event.Body.acknowledged(.major), .replied] {
                _ = try web.site.ledger.perform(
                    .action(
                        CaseAction(
                            number: number, body: body, actor: Actor(role: "office"),
                            personal: Event.Personal(text: "seen to"))),
                    station: number.station)
            }
        }
        let view = CaseView(.office, of: web.site)
        let files = try numbers.map { try #require(try view.caseFile($0)) }
        let alone = files.flatMap { file in file.entries.map { view.event($0, file.case) } }
        let page = try view.events(after: EventCursor(), limit: 9).events
        #expect(page.count == 6 && page.allSatisfy(alone.contains))
    }
}
