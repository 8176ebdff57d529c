import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Whose entries of the registers are whose at the desk. Today is 24 December 2025.
@Suite struct DeskLogScopeTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    // MARK: Whose it is

    @Test func anothersEntryIsAsAbsentAsNone() throws {
        let number = try pending()
        let absent = RecordNumber(
            .entry, station: deputy.station, date: try #require(.init(year: 2025, month: 12, day: 20)),
            value: 77)
        for other in [Scope.station(stranger.station), .deputy(colleague.code), .deputy(stranger.code)] {
            let browser = try desk.browser(other)
            let page = try browser.get("/desk/log/\(number)")
            let none = try browser.get("/desk/log/\(absent)")
            #expect(page.status == 404 && page.body == none.body)
            #expect(try !browser.get("/desk/log").contains("走访</"))
            // A nonce of a page of their own opens it no more.
            let own = try browser.get("/desk/log?add=yes").hidden("csrf") ?? ""
            let nonce = desk.site.nonces.issue(for: "desk \(number)", at: desk.now).text
            let forged = try browser.post(
                "/desk/log/\(number)", ["csrf": own, "nonce": nonce, "kind": "withdrawn"])
            #expect(forged.status == 404)
        }
        #expect(try state(number) == "pending")
        #expect(try desk.browser(.office).get("/desk/log/\(number)").status == 200)
    }

    @Test func aHeadStationsOfficerEntersForABranch() throws {
        let head = try #require(desk.roster.station(deputy.station)?.parent)
        let officer = try desk.browser(.station(head))
        let page = try officer.get("/desk/log?station=\(deputy.station)")
        let fields: KeyValuePairs = [
            "duty": "visit", "on": "2025-12-20", "deputies": "\(deputy.code)", "title": "分站的事",
        ]
        let added = try officer.send(fields, in: page, to: "/desk/log", formWith: "name=\"duty\"")
        #expect(added.status == 303)
        #expect(try entries().first?["station"]?.text == "\(deputy.station)")
        let own = try #require(desk.deputies.first { $0.station == head })
        let more = try officer.send(
            ["duty": "visit", "on": "2025-12-20", "deputies": "\(own.code)", "title": "总站的事"],
            in: officer.get("/desk/log"), to: "/desk/log", formWith: "name=\"duty\"")
        #expect(more.status == 303)
        // The branch's officer sees it, and nothing of the head station's.
        let list = try desk.browser(station).get("/desk/log")
        #expect(list.contains("分站的事") && !list.contains("总站的事"))
    }

    @Test func aForeignPageAndAGetChangeNothing() throws {
        let number = try pending()
        let officer = try desk.browser(station)
        let list = try officer.get("/desk/log?state=pending")
        for path in [
            "/desk/log/\(number)?kind=approved", "/desk/log?duty=visit&on=2025-12-20&kind=approved",
            "/desk/log/import?csv=x",
        ] {
            #expect(try officer.get(path).status == 200)
        }
        officer.headers = ["Sec-Fetch-Site: cross-site"]
        let foreign = try officer.send(
            ["reason": "写了很多字"], in: list, to: "/desk/log/\(number)",
            formWith: "name=\"kind\" value=\"rejected\"")
        #expect(foreign.status == 403 && foreign.contains("写了很多字"))
        officer.headers = []
        let stale = try officer.post(
            "/desk/log/\(number)", ["csrf": "x", "kind": "rejected", "reason": "写了很多字"])
        #expect(stale.status == 403 && stale.contains("value=\"写了很多字\""))
        // What another form was given, or nobody, is no leave for this one.
        let csrf = try #require(list.hidden("csrf"))
        for nonce in ["x", desk.site.nonces.issue(for: "desk log", at: desk.now).text] {
            let forged = try officer.post(
                "/desk/log/\(number)",
                ["csrf": csrf, "nonce": nonce, "kind": "rejected", "reason": "写了很多字"])
            #expect(forged.status == 422 && forged.contains("value=\"写了很多字\""))
        }
        let count = try entries().count
        #expect(try state(number) == "pending" && count == 1)
    }

    @Test func aDeputyRetiredWhileWritingEntersNothingAndKeepsTheWords() throws {
        let browser = try desk.browser(scope)
        let page = try browser.get("/desk/log")
        try desk.retire(deputy.code)
        let answer = try browser.send(
            ["duty": "visit", "title": "写了很多字"], in: page, to: "/desk/log", formWith: "name=\"duty\"")
        #expect(answer.status == 401 && answer.contains("写了很多字"))
        #expect(try entries().isEmpty)
        // For whoever has left an officer enters what they did until then, and nothing later.
        let officer = try desk.browser(station)
        let hidden = try officer.get("/desk/log").hiddenFields(ofFormWith: "name=\"duty\"")
        func enter(_ day: String) throws -> String {
            try officer.post(
                "/desk/log", hidden + [("duty", "visit"), ("on", day), ("deputies", "\(deputy.code)")])
        }
        let late = try enter("2025-12-24")
        #expect(late.status == 422 && late.contains("在 2025-12-24 不是这个站的代表"))
        #expect(late.contains("原来在这个站的代表（1 位）") && late.contains("（到2025年12月23日为止）"))
        #expect(try enter("2025-12-20").status == 303)
        #expect(try entries().first?["deputies"] == .codes([deputy.code]))
    }
}
