import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import TestSupport
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

    @Test func goesOnBehindTheStationsThatWereReadBeforeItAsksThemAgain() throws {
        let stations = ["SS00", "SS01", "SS02"].compactMap { StationID($0) }
        func submit(_ text: String, to station: StationID) throws {
            var submission = try submission(text, nonce: "\(station) \(text)")
            submission.station = station
            _ = try fixture.ledger.perform(.submission(submission), station: station)
        }
        for station in stations {
            for text in ["一", "二"] { try submit("\(station) \(text)", to: station) }
        }
        var cursor = EventCursor()
        var seen: [[String]] = []
        while true {
            let page = try fixture.ledger.events(after: cursor, of: stations, limit: 3) { _ in true }
            seen.append(page.entries.compactMap { $0.event.personal?.text })
            cursor = try #require(EventCursor(page.cursor.text))
            if seen.count == 1 { try submit("SS00 三", to: stations[0]) }
            if !page.hasMore { break }
        }
        #expect(seen == [["SS00 一", "SS00 二", "SS01 一"], ["SS01 二", "SS02 一", "SS02 二"], ["SS00 三"]])
        // Whoever has caught up is given what comes, wherever it comes.
        for station in stations { try submit("\(station) 新", to: station) }
        let news = try fixture.ledger.events(after: cursor, of: stations, limit: 9) { _ in true }
        #expect(news.entries.compactMap { $0.event.personal?.text } == stations.map { "\($0) 新" })
    }

    @Test(arguments: ["路灯坏了", "a", "\"\\\n\t\u{7}\u{7F}", "👨‍👩‍👧 é\u{301}", "尾\\", "\\u0041"])
    func givesWhatWasTypedAsItWas(text: String) throws {
        try fixture.ledger.submit(text, nonce: "n", name: text)
        let personal = try #require(try page(EventCursor()).entries.first?.event.personal)
        for said in [personal.text, personal.name] {
            #expect(said.map { Array($0.utf8) } == Array(text.utf8))
        }
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

    @Test func leavesOutForeignCasesButMovesPastThem() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        let none = try fixture.ledger.events(after: EventCursor(), of: [LedgerFixture.station], limit: 10) {
            _ in
            false
        }
        #expect(none.entries.isEmpty)
        #expect(try page(none.cursor).entries.isEmpty)
    }

    @Test func givesALateSegmentOfAnOldMonthOnceAndNothingTwice() throws {
        for index in 0..<3 { try fixture.ledger.submit("\(index)", nonce: "n\(index)") }
        let thisMonth = try LedgerFixture.open(
            fixture.directory, now: LedgerFixture.noon.adding(milliseconds: 31 * 86_400_000))
        defer { thisMonth.stop() }
        try thisMonth.submit("一月", nonce: "n3")
        let cursor = try thisMonth.events(after: EventCursor(), of: [LedgerFixture.station], limit: 9) { _ in
            true
        }
        .cursor
        #expect(cursor.positions[LedgerFixture.station]?.base?.description == "2026-01-0001")
        // A server that was cut off comes back with what it took last month.
        let late = try LedgerFixture()
        try late.ledger.submit("去年的", nonce: "n4")
        try Files.create("\(fixture.inbox)/2025-12-0009.jsonl", with: try late.segment(1))
        let fresh = try LedgerFixture.open(fixture.directory)
        defer { fresh.stop() }
        let next = try fresh.events(after: cursor, of: [LedgerFixture.station], limit: 10) { _ in true }
        #expect(next.entries.map { $0.event.personal?.text } == ["去年的"])
        #expect(
            try fresh.events(after: next.cursor, of: [LedgerFixture.station], limit: 10) { _ in true }.entries
                .isEmpty)
    }

    @Test func givesAFormThatTwoServersTookOnce() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        let cursor = try page(EventCursor()).cursor
        let other = try LedgerFixture()
        try other.ledger.submit("一", nonce: "n1")
        try other.ledger.submit("二", nonce: "n2")
        try Files.create("\(fixture.inbox)/2025-12-0009.jsonl", with: try other.segment(1))
        let fresh = try LedgerFixture.open(fixture.directory)
        defer { fresh.stop() }
        func texts(after cursor: EventCursor) throws -> [String?] {
            try fresh.events(after: cursor, of: [LedgerFixture.station], limit: 10) { _ in true }.entries
                .map { $0.event.personal?.text }
        }
        #expect(try texts(after: cursor) == ["二"])
        #expect(try texts(after: EventCursor()) == ["一", "二"])
        // A case that has changed hands is given along its course.
        let number = try #require(try fresh.cases(of: LedgerFixture.station).first?.number)
        let target = try Code(parsing: "7K3M9Q4")
        try fresh.act(number, .transferred(to: target, station: LedgerFixture.station))
        #expect(try texts(after: cursor) == ["二", nil])
        #expect(try texts(after: EventCursor()).map { $0 ?? "" }.sorted() == ["", "一", "二"])
    }

    @Test(arguments: 0..<8) func severalServersGiveEveryEventOnce(seed: UInt64) throws {
        var generator = Seeded(state: seed)
        var servers: [Ledger] = []
        defer { for server in servers { server.stop() } }
        for index in 0..<3 {
            let late = LedgerFixture.noon.adding(milliseconds: Int64(index) * 20 * 86_400_000)
            servers.append(try LedgerFixture.open(fixture.directory, now: late))
        }
        var cursor = EventCursor()
        var sent: Set<String> = []
        var seen: [String] = []
        // Under each number once: two servers of different dates may have given one message two.
        var numbered: Set<String> = []
        func read(_ page: EventPage) {
            for entry in page.entries {
                guard let text = entry.event.personal?.text else { continue }
                seen.append(text)
                #expect(numbered.insert("\(entry.event.caseNumber) \(text)").inserted)
            }
            cursor = page.cursor
        }
        for round in 0..<40 {
            let server = Int.random(in: 0..<3, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0..<4:
                // Now and then a double tap, or the same again after a lost answer, through another server.
                let also = (server + Int.random(in: 0..<3, using: &generator)) % 3
                for server in [server, also] { try servers[server].submit("\(round)", nonce: "n\(round)") }
                sent.insert("\(round)")
                guard Bool.random(using: &generator) else { continue }
                for server in [also, server] {
                    try servers[server].submit("\(round)，还有", nonce: "n\(round)")
                }
                sent.insert("\(round)，还有")
            case 4:
                // Restarted: it opens a segment of its own again.
                servers[server].stop()
                let late = LedgerFixture.noon.adding(milliseconds: Int64(round) * 86_400_000)
                servers[server] = try LedgerFixture.open(fixture.directory, now: late)
            default:
                let limit = Int.random(in: 1...3, using: &generator)
                let page = try servers[server].events(
                    after: cursor, of: [LedgerFixture.station], limit: limit
                ) { _ in true }
                read(page)
                cursor = try #require(EventCursor(page.cursor.text))
            }
        }
        let last = try LedgerFixture.open(fixture.directory)
        servers.append(last)
        let rest = try last.events(after: cursor, of: [LedgerFixture.station], limit: 100) { _ in true }
        read(rest)
        #expect(Set(seen) == sent)
    }

    @Test func waitsForASegmentThatThisServerHasNotSeen() throws {
        try fixture.ledger.submit("一", nonce: "n1")
        let cursor = try page(EventCursor()).cursor
        let path = "\(fixture.inbox)/2025-12-0001.jsonl"
        let content = try fixture.segment(1)
        try Files.remove(path)
        try Files.create("\(fixture.inbox)/2025-12-0002.jsonl", with: [])
        let other = try LedgerFixture.open(fixture.directory)
        defer { other.stop() }
        let held = try other.events(after: cursor, of: [LedgerFixture.station], limit: 10) { _ in true }
        #expect(held.entries.isEmpty)
        #expect(held.cursor == cursor)
        try Files.create(path, with: content)
        try other.submit("二", nonce: "n2")
        let next = try other.events(after: held.cursor, of: [LedgerFixture.station], limit: 10) { _ in true }
        #expect(next.entries.map { $0.event.personal?.text } == ["二"])
    }
}
