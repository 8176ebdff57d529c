import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// The registers and points page by page, through the API and at the desk. Today is 24 December 2025.
@Suite struct RecordPagesTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    /// Enters something, each day at the stations in turn.
    private func enter(_ index: Int, text: String = "走访", of deputy: Deputy? = nil) throws -> String {
        let deputy = deputy ?? [self.deputy, stranger, colleague][index % 3]
        let on = try #require(CivilDate(iso8601: "2025-11-01".utf8)).adding(days: index * 7 % 30)
        let entry = try desk.records().addEntry(
            .members([
                "station": .string("\(deputy.station)"), "duty": "visit", "on": .string(on.iso8601),
                "deputies": .codes([deputy.code]), "text": .string(text),
            ]), key: "\(index) \(text.prefix(20))")
        return try #require(entry["entry"]?.text)
    }

    private func get(_ path: String, by token: Token, server: Int = 0) throws -> (body: JSON, next: String?) {
        let answer = try desk.exchange(
            "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nConnection: close\r\n\r\n",
            server: server)
        let next = answer.field("Link")?.components(between: "<?", and: ">").first
        return (try JSON(parsing: Array(answer.body.utf8)), next.map(String.init))
    }

    /// Each entry of all pages, in their order, each page from the other server; something happens between two pages.
    private func pages(
        _ query: String, by token: Token, _ between: () throws -> Void = {}
    ) throws -> [String] {
        var found: [String] = []
        var target: String? = query
        var server = 0
        while let query = target {
            let page = try get("log?\(query)", by: token, server: server)
            let entries = page.body.elements ?? []
            #expect(!entries.isEmpty)
            found += entries.compactMap { $0["entry"]?.text }
            target = page.next
            if target != nil { try between() }
            server = 1 - server
            for station in try desk.site.ledger.stations() {
                try desk.sites[server].ledger.lookAgain(at: station)
            }
        }
        return found
    }

    @Test func everyEntryIsOnOnePageWhateverComesMeanwhile() throws {
        let entered = try (0..<23).map { try enter($0) }
        let token = try desk.token(.office)
        let all = try (get("log?limit=1000", by: token).body.elements ?? [])
        #expect(Set(all.compactMap { $0["entry"]?.text }) == Set(entered))
        let days = all.compactMap { $0["on"]?.text }
        #expect(days == days.sorted(by: >))
        var further = 100
        let paged = try pages("limit=4", by: token) {
            // One on top and one below: what was to come comes, and what has come doesn't come again.
            _ = try desk.records().addEntry(
                .members([
                    "station": .string("\(deputy.station)"), "duty": "visit", "on": "2025-12-24",
                    "deputies": .codes([deputy.code]),
                ]), key: "\(further)")
            further += 1
        }
        #expect(paged == all.compactMap { $0["entry"]?.text })
        #expect(further > 104)
    }

    @Test func whatNarrowsAListNarrowsEveryPage() throws {
        let entered = try (0..<23).map { try enter($0) }
        let officer = try desk.token(station)
        let own = entered.filter { $0.hasPrefix("\(deputy.station)-") }
        #expect(Set(try pages("limit=3", by: officer)) == Set(own))
        let mine = entered.indices.filter { $0 % 3 == 0 }.map { entered[$0] }
        #expect(Set(try pages("limit=3", by: desk.token(scope))) == Set(mine))
        #expect(Set(try pages("limit=3&deputy=\(deputy.code)", by: officer)) == Set(mine))
        let first = try #require(get("log?limit=1000", by: officer).body.elements?.last?["on"]?.text)
        let firsts = try pages("limit=1&from=2025-01-01&to=\(first)&state=counted", by: officer)
        #expect(!firsts.isEmpty)
        for number in firsts {
            #expect(try desk.records().entry(RecordNumber(parsing: number))["on"]?.text == first)
        }
        #expect(try get("log?state=pending", by: officer).body == .array([]))
        // A cursor is a place, not a leave: it opens nothing of another station's.
        let office = try get("log?limit=5", by: desk.token(.office)).next
        let cursor = try #require(office?.split(separator: "&").first { $0.hasPrefix("after=") })
        for entry in try get("log?\(cursor)", by: officer).body.elements ?? [] {
            #expect(entry["station"]?.text == "\(deputy.station)")
        }
        for wrong in ["after=20", "after=x", "after=\(String(repeating: "A", count: 200))"] {
            #expect(try get("log?\(wrong)", by: officer).body["status"]?.integer == 400, "\(wrong)")
        }
    }

    @Test func aPageOfLongTextsEndsBeforeAMillionBytes() throws {
        let text = String(repeating: "字\\\"", count: RecordDesk.textLimit / 3)
        for index in 0..<80 { _ = try enter(index, text: "\(index)\(text)", of: deputy) }
        let token = try desk.token(station)
        let answer = try desk.exchange(
            "GET /api/v1/log?limit=1000 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nConnection: close\r\n\r\n"
        )
        #expect(answer.utf8.count < 1 << 20)
        #expect(answer.utf8.count > 900_000)
        #expect(Set(try pages("limit=1000", by: token)).count == 80)
    }

    @Test func theDesksPagesGoOnBehindAnEntry() throws {
        let entered = try (0..<50).map { try enter($0, of: deputy) }
        let officer = try desk.browser(station)
        var found: [String] = []
        var target: String? = "/desk/log"
        while let path = target {
            let page = try officer.get(path)
            #expect(page.status == 200)
            found += entered.filter { page.contains("/desk/log/\($0)") }
            _ = try desk.records().addEntry(
                .members([
                    "station": .string("\(deputy.station)"), "duty": "visit", "on": "2025-12-24",
                    "deputies": .codes([deputy.code]),
                ]), key: "new \(found.count)")
            target = page.components(between: "href=\"", and: "\"").map { String($0).unescaped }
                .first { $0.hasPrefix("/") && $0.contains("after=") }
        }
        #expect(found.count == 50 && Set(found) == Set(entered))
    }
}
