import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import Testing

@testable import LiaisonWeb

/// What a token opens follows from the roster of the moment, at every request.
@Suite struct TokenStandingTests {
    private let web: WebFixture
    private let later = Timestamp(milliseconds: 1_766_552_400_000)

    init() throws { web = try WebFixture() }

    private func get(_ path: String, _ token: Token) throws -> String {
        try web.exchange(
            "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Language: en\r\n"
                + "Authorization: Bearer \(token.text)\r\n\r\n")
    }

    /// Changes the stored roster as a command in another process does.
    private func change(_ body: (inout Roster) throws -> Void) throws {
        var roster = try Roster.load(from: web.site.directory)
        try body(&roster)
        try roster.save(to: web.site.directory)
    }

    /// A file of deputies in the order of the roster, changed row by row.
    private func importDeputies(prune: Bool = false, _ row: (Deputy) -> (name: String, station: StationID)?)
        throws
    {
        try change { roster in
            var text = "id,name,station,level\n"
            for deputy in roster.deputies {
                guard let (name, station) = row(deputy) else { continue }
                text += "\(deputy.id ?? ""),\(name),\(station),\(deputy.level.symbol)\n"
            }
            let file = try RosterFile(Array(text.utf8), named: "deputies.csv")
            let imported = try RosterImport([file], into: roster)
            roster.apply(roster.difference(applying: imported, prune: prune, at: later))
        }
    }

    private func retire() throws {
        try importDeputies(prune: true) { $0.code == web.deputy ? nil : ($0.name, $0.station) }
    }

    @Test func endsWithTheDeputysOfficeAtTheNextRequest() throws {
        let token = try web.token(.deputy(web.deputy))
        #expect(try get("cases", token).hasPrefix("HTTP/1.1 200"))
        try retire()
        for path in ["whoami", "cases", "claimable", "events", "report", "cases/SS00-251224-00000"] {
            let answer = try get(path, token)
            #expect(answer.hasPrefix("HTTP/1.1 401"))
            #expect(answer.contains("\"reason\":\"retired\""))
            #expect(answer.contains("has left office"))
            #expect(answer.field("WWW-Authenticate") != nil)
        }
    }

    @Test func opensAgainWhenTheDeputyReturns() throws {
        let token = try web.token(.deputy(web.deputy))
        let row = try #require(web.site.current.roster.state(of: web.deputy)?.holder)
        guard case .deputy(let deputy) = row else { return }
        try retire()
        #expect(try get("whoami", token).hasPrefix("HTTP/1.1 401"))
        try change { roster in
            let text =
                "id,name,station,level\n\(deputy.id ?? ""),\(deputy.name),\(deputy.station),\(deputy.level.symbol)\n"
            let file = try RosterFile(Array(text.utf8), named: "deputies.csv")
            roster.apply(roster.difference(applying: try RosterImport([file], into: roster), at: later))
        }
        #expect(try get("whoami", token).hasPrefix("HTTP/1.1 200"))
    }

    @Test func endsWhereTheCodeStandsForAnotherName() throws {
        let token = try web.token(.deputy(web.deputy))
        try importDeputies { ($0.code == web.deputy ? "欧阳新人" : $0.name, $0.station) }
        #expect(try get("cases", token).contains("\"reason\":\"given-to-another\""))
    }

    @Test func followsAReissueAndShowsTheNewCode() throws {
        let token = try web.token(.deputy(web.deputy))
        var fresh: Code?
        try change { fresh = try $0.reissue(web.deputy, reason: "", at: later) }
        let answer = try get("whoami", token)
        #expect(answer.contains("\"code\":\"\(try #require(fresh))\""))
        #expect(answer.contains("\"codes\":[\"\(web.deputy)\",\"\(try #require(fresh))\"]"))
    }

    @Test func endsWithTheCodeUntilAnotherIsIssued() throws {
        let token = try web.token(.deputy(web.deputy))
        try change { try $0.revoke(web.deputy, reason: "", at: later) }
        #expect(try get("cases", token).contains("\"reason\":\"code-revoked\""))
        try change { _ = try $0.reissue(web.deputy, reason: "", at: later) }
        #expect(try get("cases", token).hasPrefix("HTTP/1.1 200"))
    }

    @Test func narrowsWithAMove() throws {
        let token = try web.token(.deputy(web.deputy))
        let stations = web.site.current.roster.stations
        let old = try #require(web.site.current.roster.state(of: web.deputy)?.holder.station)
        let target = try #require(stations.first { $0.id != old })
        try importDeputies { ($0.name, $0.code == web.deputy ? target.id : $0.station) }
        let answer = try get("whoami", token)
        #expect(answer.contains("\"station\":\"\(target.id)\",\"station_name\":\"\(target.name)\""))
        #expect(try get("report?station=\(old)", token).hasPrefix("HTTP/1.1 403"))
    }

    @Test func endsWithTheStation() throws {
        let leaf = try #require(web.site.current.roster.stations.last)
        let token = try web.token(.station(leaf.id))
        let absent = try web.token(.station(#require(StationID("NIRGENDS"))))
        #expect(try get("cases", token).hasPrefix("HTTP/1.1 200"))
        #expect(try get("cases", absent).contains("\"reason\":\"unknown-holder\""))
        try change { roster in
            var text = "id,name,parent\n"
            for station in roster.stations where station.id != leaf.id {
                text += "\(station.id),\(station.name),\(station.parent.map(\.description) ?? "")\n"
            }
            var people = "id,name,station,level\n"
            for deputy in roster.deputies where deputy.station != leaf.id {
                people += "\(deputy.id ?? ""),\(deputy.name),\(deputy.station),\(deputy.level.symbol)\n"
            }
            let files = [
                try RosterFile(Array(text.utf8), named: "stations.csv"),
                try RosterFile(Array(people.utf8), named: "deputies.csv"),
            ]
            let imported = try RosterImport(files, into: roster)
            roster.apply(roster.difference(applying: imported, prune: true, at: later))
        }
        #expect(try get("cases", token).contains("\"reason\":\"station-closed\""))
    }

    @Test func endsWithItsTime() throws {
        let now = web.site.clock.now
        let past = TokenFile.draft([.office], at: now, expires: now)
        let future = TokenFile.draft(
            [.office], at: now, expires: Timestamp(milliseconds: now.milliseconds + 1))
        try TokenFile.store((past + future).map(\.record), in: web.site.directory)
        #expect(try get("cases", past[0].token).contains("\"reason\":\"expired\""))
        #expect(try get("cases", future[0].token).hasPrefix("HTTP/1.1 200"))
    }

    @Test func saysOfATokenThatWasNeverIssuedNothing() throws {
        let answer = try get("cases", Token(text: "llz_nosuch"))
        #expect(answer.hasPrefix("HTTP/1.1 401"))
        #expect(!answer.contains("reason"))
    }

    @Test func letsNobodyInWhileTheRosterCannotBeRead() throws {
        let token = try web.officeToken()
        #expect(try get("cases", token).hasPrefix("HTTP/1.1 200"))
        let path = "\(web.site.directory.path)/roster/roster.jsonl"
        try Files.remove(path)
        try Files.makeDirectory(path)
        #expect(try get("cases", token).hasPrefix("HTTP/1.1 503"))
    }

    /// A slip in the settings keeps nobody in whom the roster has put out.
    @Test func needsNoSettings() throws {
        let token = try web.token(.deputy(web.deputy))
        try Files.replace("\(web.site.directory.path)/liaison.conf", with: Array("nonsense\n".utf8))
        try retire()
        #expect(try get("cases", token).contains("\"reason\":\"retired\""))
    }

    @Test func triesAtTokensAreCountedApart() throws {
        let web = try WebFixture(allowance: "on")
        let right = try web.officeToken()
        func get(_ token: String) throws -> String {
            try web.exchange(
                "GET /api/v1/whoami HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Authorization: Bearer \(token)\r\n\r\n")
        }
        #expect(try get(right.text).hasPrefix("HTTP/1.1 200"))
        var answers: [String] = []
        for attempt in 0..<30 { answers.append(try get("llz_\(attempt)")) }
        #expect(answers.count { $0.hasPrefix("HTTP/1.1 401") } >= 19)
        let refused = try #require(answers.last)
        #expect(refused.hasPrefix("HTTP/1.1 429"))
        #expect(refused.field("Content-Type") == "application/problem+json")
        #expect(refused.field("Retry-After") != nil)
        #expect(try get(right.text).hasPrefix("HTTP/1.1 200"))
    }

    /// By code and by address, and apart from everything else that is limited.
    @Test func triesAtTheDesksDoorAreCountedApart() throws {
        let web = try WebFixture(allowance: "on")
        func post(_ path: String, _ body: String) throws -> String {
            try web.exchange(
                "POST \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        }
        let (code, other) = (SlipCode.random().text, SlipCode.random().text)
        for (path, field, typed, another) in [
            ("/desk/in", "code", code, other), ("/desk", "token", "llz_one", "llz_two"),
        ] {
            for _ in 0..<10 {
                #expect([404, 422].contains(try post(path, "\(field)=\(typed)&pin=135790").status))
            }
            let refused = try post(path, "\(field)=\(typed)&pin=135790")
            #expect(
                refused.status == 429 && refused.field("Retry-After") != nil
                    && !refused.contains("Set-Cookie"))
            if field == "code" { #expect(refused.contains("value=\"\(typed)\"")) }
            #expect([404, 422].contains(try post(path, "\(field)=\(another)&pin=135790").status))
        }
        #expect(try web.exchange("GET /q HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status == 200)
    }
}
