import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// What a citizen reads whose code stands on a damaged line of the roster: come back later, never that there is no
/// such code.
@Suite struct DamagedRosterTests {
    private let fixture: WebFixture
    private let roster: String

    init() throws {
        fixture = try WebFixture()
        roster = fixture.site.directory.path(of: .rosterFile)
    }

    /// Damages the deputy's line.
    private func damage(_ change: (String) -> String?) throws {
        let lines = String(decoding: try Files.read(roster), as: UTF8.self).split(separator: "\n")
        let changed = lines.compactMap { line in
            line.contains("\"kind\":\"deputy\",\"code\":\"\(fixture.deputy)\"")
                ? change(String(line)) : String(line)
        }
        try Files.replace(roster, with: Array(changed.map { $0 + "\n" }.joined().utf8))
        #expect(try fixture.site.takeOverChanges())
    }

    private func get(_ path: String) throws -> String {
        try fixture.exchange("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    }

    private var other: Code {
        get throws {
            try #require(fixture.site.current.roster.deputies.first { $0.code != fixture.deputy }).code
        }
    }

    @Test func answersLaterForTheCodeOfADamagedLineAlone() throws {
        try damage { String($0.prefix(100)) }
        let answer = try get("/\(fixture.deputy)")
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.field("Retry-After") != nil)
        #expect(try get("/qr/\(fixture.deputy).png").hasPrefix("HTTP/1.1 503 "))
        #expect(try get("/\(other)").hasPrefix("HTTP/1.1 200 "))
        #expect(try get("/\(Code.random())").hasPrefix("HTTP/1.1 404 "))
        let kept = try fixture.post("/\(fixture.deputy)", ["text": "streetlamp", "nonce": "x"])
        #expect(kept.hasPrefix("HTTP/1.1 503 ") && kept.contains("streetlamp"))
    }

    @Test func answersLaterForEveryUnknownCodeWhereALineIsGone() throws {
        try damage { _ in nil }
        #expect(try get("/\(fixture.deputy)").hasPrefix("HTTP/1.1 503 "))
        #expect(try get("/\(other)").hasPrefix("HTTP/1.1 200 "))
    }

    @Test func answersLaterWhereACodeCannotBeTold() throws {
        try damage { _ in "\u{0}\u{0}" }
        #expect(try get("/\(fixture.deputy)").hasPrefix("HTTP/1.1 503 "))
        #expect(try get("/\(other)").hasPrefix("HTTP/1.1 200 "))
    }
}
