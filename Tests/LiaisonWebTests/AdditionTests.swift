import LiaisonCases
import LiaisonCodes
@testable import LiaisonDesk
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@testable import LiaisonWeb

/// What a citizen sends after the message: nothing typed is lost, and what is refused changes nothing.
@Suite struct AdditionTests {
    private let web: WebFixture

    init() throws { web = try WebFixture(allowance: "messages 300, lookups 1000") }

    private var view: CaseView { CaseView(.office, of: web.site) }

    private func nonce(_ subject: String? = nil) -> String {
        web.site.nonces.issue(for: subject ?? "\(web.deputy)", at: web.site.clock.now).text
    }

    /// Sends a form; the fields are letters and digits.
    private func send(_ fields: KeyValuePairs<String, String>) throws -> String {
        try web.post("/\(web.deputy)", fields)
    }

    private func number(_ receipt: String) throws -> CaseNumber {
        try CaseNumber(parsing: String(try #require(receipt.split(separator: "/").dropFirst().first)))
    }

    private func act(_ verb: StaffAction.Verb, _ number: CaseNumber, text: String? = nil) throws {
        let desk = CaseDesk(view, of: web.site)
        _ = try desk.perform(StaffAction(verb, text: text), on: number, key: RandomBytes.hex(count: 8))
    }

    private func detail(_ number: CaseNumber) throws -> JSON {
        view.detail(try #require(try view.caseFile(number))).json
    }

    @Test func fieldsThatARepeatedFormChangesAreShown() throws {
        let nonce = nonce()
        let receipt = try #require(try send(["nonce": nonce, "text": "lamp"]).field("Location"))
        for _ in 0..<2 {
            let again = try send(["nonce": nonce, "text": "lamp", "name": "Zhang", "phone": "13800138000"])
            #expect(again.field("Location") == receipt)
        }
        let item = try detail(number(receipt))
        #expect(item["text"]?.text == "lamp")
        #expect(item["name"]?.text == "Zhang")
        #expect(item["phone"]?.text == "13800138000")
        let events = try #require(item["events"]?.elements)
        #expect(events.map { $0["kind"]?.text } == ["received", "appended"])
        #expect(events.map { $0["text"]?.text } == ["lamp", nil])
        #expect(events.map { $0["name"]?.text } == [nil, "Zhang"])
        #expect(try web.caseCount() == 1)
        let mail = try #require(try view.message(number(receipt)))
        let wire = String(decoding: mail.wireBytes, as: UTF8.self)
        let body = try #require(wire.split(separator: "\r\n\r\n").dropFirst().first)
        let plain = try #require(
            Base64URL.decode(
                body.filter { !$0.isNewline && $0 != "=" }.replacing("+", with: "-").replacing("/", with: "_")
            ))
        #expect(String(decoding: plain, as: UTF8.self).contains("Zhang"))
    }

    @Test func aReceiptTakesAName() throws {
        let receipt = try #require(try send(["nonce": nonce(), "text": "lamp"]).field("Location"))
        let number = try number(receipt)
        let nonce = nonce(number.description)
        for _ in 0..<2 {
            let answer = try web.post(
                receipt, ["nonce": nonce, "kind": "append", "name": "Zhang", "phone": "13800138000"])
            #expect(answer.field("Location") == receipt)
        }
        let item = try detail(number)
        #expect(item["name"]?.text == "Zhang")
        #expect(item["events"]?.elements?.count == 2)
        let empty = try web.post(receipt, ["nonce": nonce, "kind": "append", "text": ""])
        #expect(empty.hasPrefix("HTTP/1.1 422"))
        let wrong = try web.post(receipt, ["nonce": nonce, "kind": "append", "text": "more", "phone": "12"])
        #expect(wrong.hasPrefix("HTTP/1.1 422"))
        #expect(wrong.contains("more</textarea>"))
    }

    @Test func whatWasWrittenForAReopeningStaysWhenTheStateHasChanged() throws {
        let receipt = try #require(try send(["nonce": nonce(), "text": "lamp"]).field("Location"))
        let number = try number(receipt)
        let nonce = nonce(number.description)
        for kind in ["reopen", "rate"] {
            let refused = try web.post(
                receipt, ["nonce": nonce, "kind": kind, "rating": "fair", "text": "still\(kind)"])
            #expect(refused.hasPrefix("HTTP/1.1 422"))
            #expect(refused.contains("still\(kind)</textarea>"))
            #expect(refused.contains("name=\"kind\" value=\"append\""))
            #expect(refused.contains("value=\"\(nonce)\""))
        }
        // As the page offers it.
        let added = try web.post(receipt, ["nonce": nonce, "kind": "append", "text": "stillreopen"])
        #expect(added.field("Location") == receipt)
    }

    @Test func whatWasSentToNoReceiptCanBeSentAgain() throws {
        let receipt = try #require(try send(["nonce": nonce(), "text": "lamp"]).field("Location"))
        let number = try number(receipt)
        let nonce = nonce(number.description)
        let absent = try web.post(
            "/r/\(number)/0000-0000-0000",
            ["nonce": nonce, "kind": "append", "text": "more", "name": "Zhang"])
        #expect(absent.hasPrefix("HTTP/1.1 404"))
        #expect(absent.contains("name=\"text\" rows=\"5\">\nmore</textarea>"))
        for (name, value) in [("kind", "append"), ("nonce", nonce), ("name", "Zhang")] {
            #expect(absent.contains("name=\"\(name)\" value=\"\(value)\""))
        }
        // Who has no nonce of ours is given none: it would open the way to guessing.
        let foreign = try web.post("/r/\(number)/0000-0000-0000", ["kind": "append", "text": "more"])
        #expect(foreign.contains("more</textarea>"))
        #expect(!foreign.contains("name=\"nonce\""))
    }

    @Test(arguments: [nil, "wonder", "erase"])
    func wordsThatNoFormOfOursSendsStayInOne(kind: String?) throws {
        let receipt = try #require(try send(["nonce": nonce(), "text": "lamp"]).field("Location"))
        let nonce = nonce(try number(receipt).description)
        let refused = try web.post(receipt, ["nonce": nonce, "kind": kind ?? "", "text": "words"])
        #expect(refused.hasPrefix("HTTP/1.1 422"))
        #expect(refused.contains("words</textarea>"))
        #expect(try view.caseFile(number(receipt))?.entries.count == 1)
    }

    @Test func aFormOfAnErasedCaseMakesAnotherOne() throws {
        let nonce = nonce()
        let receipt = try #require(try send(["nonce": nonce, "text": "lamp"]).field("Location"))
        try act(.erase(reason: nil), number(receipt))
        // The same once more is the same receipt; anything new is a message of its own, once.
        #expect(try send(["nonce": nonce, "text": "lamp"]).field("Location") == receipt)
        let another = try #require(try send(["nonce": nonce, "text": "well"]).field("Location"))
        #expect(another != receipt)
        #expect(try send(["nonce": nonce, "text": "well"]).field("Location") == another)
        #expect(try detail(number(another))["text"]?.text == "well")
        #expect(try web.caseCount() == 2)
        try act(.erase(reason: nil), number(another))
        let third = try send(["nonce": nonce, "text": "lamp", "name": "Zhang"]).field("Location")
        #expect(third != receipt && third != another)
        #expect(try web.caseCount() == 3)
    }

    @Test func additionsEndUntilStaffHaveActed() throws {
        let nonce = nonce()
        let receipt = try #require(try send(["nonce": nonce, "text": "lamp"]).field("Location"))
        let number = try number(receipt)
        let receiptNonce = self.nonce(number.description)
        func add(_ text: String) throws -> String {
            try web.post(receipt, ["nonce": receiptNonce, "kind": "append", "text": text])
        }
        for index in 0..<CaseAdditions.limit {
            // Half of them by way of the form.
            let answer =
                index % 2 == 0
                ? try add("more\(index)") : try send(["nonce": nonce, "text": "more\(index)"])
            #expect(answer.field("Location") == receipt)
        }
        let refused = try add("toomuch")
        #expect(refused.hasPrefix("HTTP/1.1 422"))
        #expect(refused.contains("toomuch</textarea>"))
        #expect(try detail(number)["additions_full"]?.bool == true)
        #expect(try add("more0").field("Location") == receipt)
        let form = try send(["nonce": nonce, "text": "toomuch"])
        #expect(form.hasPrefix("HTTP/1.1 422"))
        #expect(form.contains("toomuch</textarea>"))
        #expect(!form.contains(nonce))
        try act(.acknowledge(.simple), number)
        #expect(try detail(number)["additions_full"]?.bool == false)
        #expect(try add("toomuch").field("Location") == receipt)
    }

    /// Everything that a citizen can be refused, and what is the same afterwards.
    @Test func aRefusalChangesNothing() throws {
        let nonce = nonce()
        let receipt = try #require(
            try send(["nonce": nonce, "text": "lamp", "name": "Zhang"]).field("Location"))
        let number = try number(receipt)
        let own = self.nonce(number.description)
        // Now one address may send nothing more.
        while try send(["nonce": self.nonce(), "text": "lamp"]).field("Location") != nil {}
        let before = try DirectoryContents(of: web.site.directory.path)
        let cases = try web.site.ledger.cases(of: number.station)
        let answers = [
            try web.post(receipt, ["nonce": own, "kind": "erase"]),
            try web.post(receipt, ["nonce": own, "kind": "append", "text": "more"]),
            try web.post(receipt, ["nonce": own, "kind": "append", "name": "Li"]),
            try web.post(receipt, ["nonce": own, "kind": "reopen", "text": "more"]),
            try web.post(receipt, ["nonce": own, "kind": "rate", "rating": "fair", "text": "more"]),
            try web.post(receipt, ["nonce": own, "kind": "wonder", "text": "more"]),
            try web.post(receipt, ["kind": "erase"]),
            try web.post("/r/\(number)/0000-0000-0000", ["nonce": own, "kind": "erase"]),
            try send(["nonce": nonce, "text": "other", "name": "Zhang"]),
            try send(["nonce": nonce, "text": "lamp", "name": "Li"]),
            try send(["nonce": self.nonce(), "text": "new"]), try send(["text": "new"]),
            try web.post("/0000001", ["nonce": nonce, "text": "new"]),
        ]
        for answer in answers { #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(40))") }
        web.site.ledger.finishErasures()
        // An erasure of nothing is answered once everything that was marked is done.
        _ = try? web.site.ledger.perform(
            .action(
                CaseAction(
                    number: CaseNumber(station: number.station, date: CivilDate(daysSince1970: 0), value: 1),
                    body: .erased(reason: nil))), station: number.station)
        #expect(before.differences(to: try DirectoryContents(of: web.site.directory.path)) == [])
        #expect(try web.site.ledger.cases(of: number.station) == cases)
        #expect(try web.site.ledger.verify().findings.isEmpty)
        #expect(try detail(number)["name"]?.text == "Zhang")
    }
}

/// What staff are refused, by API and by command alike.
@Suite struct StaffRefusalTests {
    private let web: WebFixture
    private let number: CaseNumber

    init() throws {
        web = try WebFixture()
        let nonce = web.site.nonces.issue(for: "\(web.deputy)", at: web.site.clock.now).text
        let answer = try web.post("/\(web.deputy)", ["nonce": nonce, "text": "lamp", "name": "Zhang"])
        let receipt = try #require(answer.field("Location"))
        number = try CaseNumber(
            parsing: String(try #require(receipt.split(separator: "/").dropFirst().first)))
    }

    private var desk: CaseDesk { CaseDesk(CaseView(.office, of: web.site), of: web.site) }

    private func perform(_ action: StaffAction) throws(CaseActionError) -> CaseDesk.Deed {
        try desk.perform(action, on: number, key: RandomBytes.hex(count: 8))
    }

    /// A station other than the case's.
    private func elsewhere() throws -> String {
        let stations = web.site.current.roster.stations
        return try #require(stations.first { $0.id != number.station && $0.status == .active }).id.description
    }

    @Test func changeNothing() throws {
        let home = number.station.description
        _ = try perform(StaffAction(.close(.resolved), text: "done"))
        let before = try DirectoryContents(of: web.site.directory.path)
        let actions = [
            StaffAction(.transfer(to: try elsewhere())), StaffAction(.transfer(to: home)),
            StaffAction(.transfer(to: "ZZ99")), StaffAction(.acknowledge(.simple)),
            StaffAction(.acknowledge(.simple), text: "words"), StaffAction(.reply, text: "words"),
            StaffAction(.reply), StaffAction(.ask, text: "words"),
            StaffAction(.close(.explained), text: "words"),
            StaffAction(.extend(until: CivilDate(daysSince1970: 21_000)), text: "words"),
            StaffAction(.claim, onBehalfOf: "\(web.deputy)"), StaffAction(.release, text: "words"),
            StaffAction(.discard, text: "words"), StaffAction(.erase(reason: nil), text: "words"),
        ]
        for action in actions {
            #expect(throws: CaseActionError.self, "\(action)") { try perform(action) }
            let after = try DirectoryContents(of: web.site.directory.path)
            #expect(before.differences(to: after) == [], "\(action)")
        }
        for station in try web.site.ledger.stations() {
            #expect(try web.site.ledger.referrals(of: station).isEmpty)
        }
    }

    @Test func neverHappenWithWordsThatNobodyReads() throws {
        _ = try perform(StaffAction(.acknowledge(.simple), text: "one"))
        // Graded alike, with other words: those are kept.
        let deed = try perform(StaffAction(.acknowledge(.simple), text: "two"))
        #expect(deed.entry.event.personal?.text == "two")
        let texts = try desk.view.caseFile(number)?.entries.compactMap(\.event.personal?.text)
        #expect(texts == ["lamp", "one", "two"])
        // Without words nothing is added.
        _ = try perform(StaffAction(.acknowledge(.simple)))
        #expect(try desk.view.caseFile(number)?.entries.count == 3)
        #expect(throws: CaseActionError.invalid(member: "text")) {
            try perform(StaffAction(.erase(reason: nil), text: "words"))
        }
    }
}
