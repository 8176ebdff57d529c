import LiaisonCodes
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// What becomes of a form that is sent while, or after, the roster changes.
@Suite struct RosterChangeTests {
    private let web: WebFixture

    init() throws { web = try WebFixture() }

    /// Moves the first deputy to the sample's last station.
    private func moveDeputy() throws -> StationID {
        let current = web.site.current.roster
        let deputy = try #require(current.state(of: web.deputy)?.holder)
        let station = try #require(current.stations.last { $0.id != deputy.station }).id
        var roster = try Roster.load(from: web.site.directory)
        let record = try #require(current.deputies.first { $0.code == web.deputy })
        let row = "编号,姓名,站点编号,层级\n\(record.id ?? ""),\(record.name),\(station),\(record.level.symbol)\n"
        let moved = try RosterImport([try RosterFile(Array(row.utf8), named: "d.csv")], into: roster)
        roster.apply(roster.difference(applying: moved, at: web.site.clock.now))
        try roster.save(to: web.site.directory)
        try web.site.takeOverChanges()
        try #require(web.site.current.roster.state(of: web.deputy)?.holder.station == station)
        return station
    }

    /// The answer was lost, or Back was pressed, and the deputy has moved in between.
    @Test func aFormSentAgainStaysOneCaseWhereverItsDeputyHasGone() throws {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        func send(_ phone: String) throws -> String? {
            try web.post("/\(web.deputy)", ["nonce": nonce, "text": "lamp", "phone": phone]).field("Location")
        }
        let receipt = try #require(try send(""))
        let station = try moveDeputy()
        #expect(try send("") == receipt)
        #expect(try send("13800138000") == receipt)
        #expect(try web.caseCount() == 1)
        #expect(try web.get(receipt).contains("138"))
        // What is new goes where the deputy is.
        let fresh = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let other = try web.post("/\(web.deputy)", ["nonce": fresh, "text": "road"]).field("Location")
        #expect(other?.hasPrefix("/r/\(station)-") == true)
    }

    /// Erased at the station of before, and sent once more with something new: a case of its own, where the deputy is.
    @Test func aFormSentAgainAfterItsErasureOpensACaseWhereItsDeputyIs() throws {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let receipt = try #require(
            try web.post("/\(web.deputy)", ["nonce": nonce, "text": "lamp"]).field("Location"))
        let page = try web.get(receipt)
        let own = try #require(page.firstMatch(of: /name="nonce" value="([^"]+)"/)).1
        _ = try web.post(receipt, ["kind": "erase", "nonce": String(own), "confirm": "yes"])
        let station = try moveDeputy()
        let again = try web.post("/\(web.deputy)", ["nonce": nonce, "text": "other"]).field("Location")
        #expect(again?.hasPrefix("/r/\(station)-") == true)
        #expect(try web.post("/\(web.deputy)", ["nonce": nonce, "text": "other"]).field("Location") == again)
    }

    /// The form came from another server, which has seen the new code already.
    @Test func aFormForACodeThatWasIssuedAMomentAgoIsTaken() throws {
        var roster = try Roster.load(from: web.site.directory)
        let code = try roster.reissue(web.deputy, reason: "", at: web.site.clock.now)
        try roster.save(to: web.site.directory)
        let nonce = web.site.nonces.issue(for: "\(code)", at: web.site.clock.now).text
        let answer = try web.post("/\(code)", ["nonce": nonce, "text": "lamp"])
        #expect(answer.field("Location")?.hasPrefix("/r/") == true, "\(answer)")
    }

    /// The answer was lost, and the code went out of use: what was taken has its receipt, and what is new comes back.
    @Test func aFormSentAgainToACodeThatWentOutOfUseHasItsReceipt() throws {
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        func send(_ text: String) throws -> String {
            try web.post("/\(web.deputy)", ["nonce": nonce, "text": text])
        }
        let receipt = try #require(try send("lamp").field("Location"))
        var roster = try Roster.load(from: web.site.directory)
        _ = try roster.reissue(web.deputy, reason: "", at: web.site.clock.now)
        try roster.save(to: web.site.directory)
        try web.site.takeOverChanges()
        #expect(try send("lamp").field("Location") == receipt)
        let changed = try send("lamp and road")
        #expect(changed.hasPrefix("HTTP/1.1 410 ") && changed.contains("lamp and road</textarea>"))
        #expect(try web.caseCount() == 1)
        #expect(try !web.get(receipt).contains("lamp and road"))
    }

    @Test func wordsForACodeThatNobodyHoldsComeBack() throws {
        let answer = try web.post("/0000000", ["nonce": "x", "text": "lamp"])
        #expect(answer.hasPrefix("HTTP/1.1 404 ") && answer.contains("lamp</textarea>"))
    }

    /// A lost answer, a deputy who has moved since: what was entered stands, under its number.
    @Test func whatWasEnteredStandsWhenItIsAskedForAgain() throws {
        let station = try #require(web.site.current.roster.state(of: web.deputy)?.holder.station)
        func scope() -> CaseView { CaseView(.station(station), of: web.site) }
        var matter = Intake(station: "\(station)", to: "\(web.deputy)", text: "问低保")
        let entry = JSON.members([
            "duty": .string("visit"), "on": .string("2025-12-24"),
            "deputies": .array([.string("\(web.deputy)")]),
        ])
        let first = try CaseDesk(scope(), of: web.site).enter(matter, key: "k")
        let recorded = try RecordDesk(scope(), of: web.site).addEntry(entry, key: "k")["entry"]?.text
        _ = try moveDeputy()
        let again = try CaseDesk(scope(), of: web.site).enter(matter, key: "k")
        #expect(again.number == first.number && again.queryCode == first.queryCode && !again.isNew)
        #expect(try RecordDesk(scope(), of: web.site).addEntry(entry, key: "k")["entry"]?.text == recorded)
        // Under another key it is another matter, and its deputy isn't here any more.
        #expect(throws: CaseActionError.invalid(member: "to")) {
            try CaseDesk(scope(), of: web.site).enter(matter, key: "l")
        }
        #expect(throws: CaseActionError.self) {
            try RecordDesk(scope(), of: web.site).addEntry(entry, key: "l")
        }
        matter.text = "另一件"
        #expect(throws: CaseActionError.invalid(member: "to")) {
            try CaseDesk(scope(), of: web.site).enter(matter, key: "k")
        }
        #expect(try web.caseCount() == 1)
    }
}
