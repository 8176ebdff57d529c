import LiaisonCodes
import LiaisonLedger
import LiaisonSystem
import Testing

@Suite struct EventStreamTests {
    let fixture: LedgerFixture

    init() throws { fixture = try LedgerFixture() }

    private func page(_ cursor: EventCursor, limit: Int = 100) throws -> EventPage {
        try fixture.ledger.events(after: cursor, of: [LedgerFixture.station], limit: limit) { _ in true }
    }

    @Test func givesEveryEventOnceInPages() throws {
        for index in 0..<7 { try fixture.ledger.submit("\(index)", nonce: "n\(index)") }
        var cursor = EventCursor()
        var seen: [String] = []
        var pages = 0
        while true {
            let page = try page(cursor, limit: 3)
            seen += page.entries.compactMap { $0.event.personal?.text }
            cursor = try #require(EventCursor(page.cursor.text))
            pages += 1
            if !page.hasMore { break }
        }
        #expect(seen == ["0", "1", "2", "3", "4", "5", "6"])
        #expect(pages == 3)
        #expect(try page(cursor).entries.isEmpty)
        try fixture.ledger.submit("新", nonce: "new")
        #expect(try page(cursor).entries.map { $0.event.personal?.text } == ["新"])
    }

    @Test func losesNothingThatAnotherWriterStoredWithAnEarlierTime() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        let cursor = try page(EventCursor()).cursor
        let late = try LedgerFixture.open(
            fixture.directory, now: LedgerFixture.noon.adding(milliseconds: -86_400_000))
        defer { late.stop() }
        try late.submit("昨天的", nonce: "n2")
        let fresh = try LedgerFixture.open(fixture.directory)
        defer { fresh.stop() }
        let next = try fresh.events(after: cursor, of: [LedgerFixture.station], limit: 10) { _ in true }
        #expect(next.entries.map { $0.event.personal?.text } == ["昨天的"])
    }

    @Test(arguments: ["x", "AQ", "////", "AQRTUzAwAQ"])
    func refusesACursorItNeverGave(text: String) {
        // "AQ" is the version byte alone: a cursor before everything.
        #expect((EventCursor(text) == nil) == (text != "AQ"))
    }

    @Test func leavesOutForeignCasesButMovesPastThem() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        let none = try fixture.ledger.events(after: EventCursor(), of: [LedgerFixture.station], limit: 10) {
            _ in
            false
        }
        #expect(none.entries.isEmpty)
        #expect(try page(none.cursor).entries.isEmpty)
    }
}
