import LiaisonCases
import LiaisonCodes
import LiaisonQR
import LiaisonReports
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Posters of one code that hang at several places, told apart by a number behind the code.
@Suite struct PlaceTests {
    private let fixture: WebFixture

    init() throws {
        fixture = try WebFixture()
        var places = Places()
        #expect(places.number(of: "村委会门口") == 1)
        #expect(places.number(of: "菜市场") == 2)
        try places.save(to: fixture.site.directory)
        #expect(try fixture.site.takeOverChanges())
    }

    private func nonce() -> String {
        fixture.site.nonces.issue(for: "\(fixture.deputy)", at: fixture.site.clock.now).text
    }

    private func cases() throws -> [Case] {
        try fixture.site.ledger.stations().flatMap { try fixture.site.ledger.cases(of: $0) }
    }

    @Test func sendsTheFormBackToWhereItCameFrom() throws {
        let code = fixture.deputy
        #expect(try fixture.get("/\(code)/2").contains("action=\"/\(code)/2?try=1\""))
        #expect(try fixture.get("/\(code)").contains("action=\"/\(code)?try=1\""))
        // A poster whose place nobody knows any more leads to the form all the same.
        for path in ["/\(code)/7", "/\(code)/0", "/\(code)/0000"] {
            let answer = try fixture.get(path)
            #expect(
                answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("action=\"/\(code)?try=1\""), "\(path)")
        }
        #expect(try fixture.get("/\("\(code)".lowercased())/2").contains("action=\"/\(code)/2?try=1\""))
        #expect(try fixture.get("/\(code)/12345").hasPrefix("HTTP/1.1 404 "))
        #expect(try fixture.get("/\(code)/x").hasPrefix("HTTP/1.1 404 "))
    }

    @Test func countsWhereAMessageCameFromOnce() throws {
        let code = fixture.deputy
        let nonce = nonce()
        let first = try fixture.post("/\(code)/1", ["nonce": nonce, "text": "lamp"])
        #expect(first.hasPrefix("HTTP/1.1 303 "))
        // A double tap, at the other address even, is the same message.
        #expect(
            try fixture.post("/\(code)", ["nonce": nonce, "text": "lamp"]).field("Location")
                == first.field("Location"))
        _ = try fixture.post("/\(code)/7", ["nonce": self.nonce(), "text": "road"])
        _ = try fixture.post("/\(code)", ["nonce": self.nonce(), "text": "road"])
        #expect(try cases().map(\.place).sorted { ($0 ?? "") < ($1 ?? "") } == [nil, nil, "村委会门口"])
        let today = fixture.site.today
        let report = try Report(
            of: [ReportSource(fixture.site)],
            ReportRequest(from: nil, to: nil, asOf: nil, station: nil, today: today))
        #expect(report.totals.byPlace == ["村委会门口": 1])
        #expect(try Report(reading: report.json).totals.byPlace == ["村委会门口": 1])
        // What stands in the ledger is read back, past the cache too.
        let again = try Ledger(
            directory: fixture.site.directory, secret: try fixture.secret(),
            clock: .fixed(fixture.site.clock.now), committers: 1)
        defer { again.stop() }
        let read = try again.stations().flatMap { try again.cases(of: $0) }
        #expect(read.compactMap(\.place) == ["村委会门口"])
    }

    @Test func keepsThePlaceWhileSomethingIsPutRight() throws {
        let code = fixture.deputy
        let answer = try fixture.post("/\(code)/2", ["nonce": nonce(), "text": ""])
        #expect(answer.hasPrefix("HTTP/1.1 422 "))
        #expect(
            answer.contains("action=\"/\(code)/2?try=2\"") || answer.contains("action=\"/\(code)/2?try=1\""))
    }

    @Test func packsAsAlphanumeric() throws {
        let base = try BaseURL(parsing: "https://llz.example.gov.cn")
        let payload = QRPayload(base, fixture.deputy, place: 12)
        #expect(payload.text == "https://LLZ.EXAMPLE.GOV.CN/\(fixture.deputy)/12")
        #expect(
            payload.text.dropFirst(5).allSatisfy {
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".contains($0)
            })
    }
}
