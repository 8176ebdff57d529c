import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What holds of every form of the desk: nobody else sends it, a GET does nothing, twice is once, and whatever goes wrong
/// leaves the words on the page. Today is 24 December 2025.
@Suite struct DeskActTests: DeskSuite {
    let cast: DeskCast

    init() throws { cast = try DeskCast() }

    private func hidden(_ act: DeskAct, _ browser: DeskBrowser) throws -> [(String, String)] {
        let page = try browser.get(act.page)
        try #require(page.status == 200 && page.contains(act.marker), "\(act.name)")
        let hidden = page.hiddenFields(ofFormWith: act.marker)
        return hidden.filter { field in !act.fields.contains { $0.0 == field.0 } } + act.fields
    }

    private func stored() throws -> DirectoryContents { try DirectoryContents(of: desk.directory.path) }

    /// What of the store isn't as it was; that a browser is in use is no change.
    private func changes(since before: DirectoryContents) throws -> [String] {
        before.differences(to: try stored()).filter { !$0.hasSuffix("/seen") && !$0.hasPrefix("/cache") }
    }

    @Test func nobodyElseSendsThemAndAGETDoesNothing() throws {
        let office = try desk.browser(.office)
        let all = try acts().map { ($0, try hidden($0, office)) }
        let before = try stored()
        for (act, fields) in all {
            let query = fields.map { "\($0.0)=\(URIComponent.encoded($0.1))" }.joined(separator: "&")
            #expect(try [200, 422].contains(office.get("\(act.path)?\(query)").status), "\(act.name)")
            for headers in [
                ["Sec-Fetch-Site: cross-site"], ["Origin: https://evil.example"],
                ["Sec-Fetch-Site: cross-site", "Origin: https://evil.example"],
                ["Sec-Fetch-Site: cross-site", "Origin: null"],
            ] {
                office.headers = headers
                let foreign = try office.post(act.path, fields)
                #expect(foreign.status == 403, "\(act.name)")
                for word in act.words { #expect(foreign.contains(word), "\(act.name): \(word)") }
            }
            office.headers = []
            // A browser that says nothing of where it comes from: the form's own token decides.
            let others = try #require(try desk.browser(scope).get("/desk/out").hidden("csrf"))
            for token in ["", others] {
                let forged = try office.post(
                    act.path, fields.filter { $0.0 != "csrf" } + [("csrf", token)])
                #expect(forged.status == 403, "\(act.name)")
                for word in act.words { #expect(forged.contains(word), "\(act.name): \(word)") }
            }
        }
        let ours = try changes(since: before).filter { !$0.hasPrefix("/desk") && !$0.hasPrefix("/tokens") }
        #expect(ours == [])
    }

    @Test func sentThriceThroughTwoServersEachIsDoneOnce() throws {
        let office = try desk.browser(.office)
        for act in try acts() {
            office.server = 0
            let fields = try hidden(act, office)
            var after: DirectoryContents?
            for server in [0, 1, 0] {
                office.server = server
                let done = try office.post(act.path, fields)
                #expect(done.status == 303, "\(act.name), server \(server): \(done)")
                // What another server wrote, this one may write again, by itself.
                if let after, server == 0 { #expect(try changes(since: after) == [], "\(act.name)") }
                after = try stored()
            }
        }
        let entries = try entries().filter { $0["title"]?.text == "走访三户" }
        #expect(entries.count == 1)
        #expect(try desk.records().notices(all: true).filter { $0["title"]?.text == "去灌区" }.count == 1)
    }

    @Test func whateverGoesWrongTheWordsAreStillThere() throws {
        let token = try desk.token(.office)
        for act in try acts() {
            let office = try desk.browser(.office)
            let cookie = office.cookie
            let fields = try hidden(act, office)
            func holds(_ page: String, _ statuses: Set<Int>, _ accident: String) {
                #expect(statuses.contains(page.status), "\(act.name), \(accident): \(page)")
                for word in act.words { #expect(page.contains(word), "\(act.name), \(accident): \(word)") }
            }
            // The session is gone; a token brings it back, and nothing is done before it is looked at.
            office.cookie = nil
            let lost = try office.post(act.path, fields)
            holds(lost, [401], "signed out")
            let back = try office.send(["token": token.text], in: lost, to: act.path)
            holds(back, [200], "signed in by a token")
            // Somebody else signs in with the same browser.
            let other = try desk.browser(.station(stranger.station))
            holds(try other.post(act.path, fields), [403, 404], "another signed in")
            // The form is another's, or too old.
            office.cookie = cookie
            let old = fields.filter { $0.0 != "nonce" } + [("nonce", "x")]
            holds(try office.post(act.path, old), [422], "a form of last month")
            // The phone lay about: the PIN is asked for, and goes on from there.
            desk.wait(minutes: 13 * 60)
            let asked = try office.post(act.path, fields)
            holds(asked, [401], "the PIN is asked for")
            let wrong = try office.send(["pin": "000000"], in: asked, to: act.path)
            holds(wrong, [422], "a wrong PIN")
            let done = try office.send(["pin": "135790"], in: wrong, to: act.path)
            #expect(done.status == 303, "\(act.name), the right PIN: \(done)")
        }
    }
}
