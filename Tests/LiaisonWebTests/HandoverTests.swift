import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonWeb

/// What a transfer leaves to the old side, and who takes over what nobody in office answers any more.
///
/// The roster is the sample: YF00 above YF01 and YF02, deputies at all of them.
@Suite struct HandoverTests {
    private let web: WebFixture
    private let later = Timestamp(milliseconds: 1_766_552_400_000)
    private let old = "YF01"
    private let new = "YF02"

    init() throws { web = try WebFixture() }

    private func token(_ station: String) throws -> Token {
        try web.token(.station(#require(StationID(station))))
    }

    private func get(_ path: String, _ token: Token) throws -> String {
        try web.exchange(
            "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Language: en\r\n"
                + "Authorization: Bearer \(token.text)\r\n\r\n")
    }

    private func json(_ path: String, _ token: Token) throws -> JSON {
        let answer = try get(path, token)
        try #require(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
        return try JSON(parsing: Array(#require(body(of: answer)).utf8))
    }

    private func body(of answer: String) -> Substring? {
        answer.firstRange(of: "\r\n\r\n").map { answer[$0.upperBound...] }
    }

    /// The events that a fresh cursor gives of a case.
    private func stream(_ number: String, _ token: Token) throws -> [JSON] {
        let lines = try #require(body(of: get("events", token))).split(separator: "\n")
        return try lines.map { try JSON(parsing: Array($0.utf8)) }.filter { $0["case"]?.text == number }
    }

    private var keys: Int { Int.random(in: 0..<Int.max) }

    @discardableResult
    private func post(_ path: String, _ body: String, _ token: Token, key: String? = nil) throws -> String {
        try web.exchange(
            "POST /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Language: en\r\n"
                + "Authorization: Bearer \(token.text)\r\nContent-Type: application/json\r\n"
                + "Idempotency-Key: \(key ?? "\(keys)")\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    private func act(_ number: String, _ body: String, _ token: Token) throws {
        let answer = try post("cases/\(number)/events", body, token)
        #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
    }

    /// A visit at the old station, for a deputy or for whoever claims it.
    private func matter(to code: Code? = nil) throws -> String {
        let to = code.map { ",\"to\":\"\($0)\"" } ?? ""
        let answer = try post(
            "cases",
            "{\"station\":\"\(old)\",\"text\":\"路灯坏了\",\"name\":\"张三丰\",\"phone\":\"13800138000\"\(to)}",
            token(old))
        let json = try JSON(parsing: Array(#require(body(of: answer)).utf8))
        return try #require(json["case"]?.text)
    }

    private func deputies(of station: String) throws -> [Deputy] {
        web.site.current.roster.deputies(of: try #require(StationID(station)))
    }

    /// Changes the stored roster as a command in another process does: only who is wanted stays.
    private func keep(
        stations isOpen: (Station) -> Bool = { _ in true }, deputies isInOffice: (Deputy) -> Bool
    ) throws {
        var roster = try Roster.load(from: web.site.directory)
        var places = "id,name,parent\n"
        for station in roster.stations where isOpen(station) {
            places += "\(station.id),\(station.name),\(station.parent.map(\.description) ?? "")\n"
        }
        var people = "id,name,station,level\n"
        for deputy in roster.deputies where isInOffice(deputy) {
            people += "\(deputy.id ?? ""),\(deputy.name),\(deputy.station),\(deputy.level.symbol)\n"
        }
        let files = [
            try RosterFile(Array(places.utf8), named: "stations.csv"),
            try RosterFile(Array(people.utf8), named: "deputies.csv"),
        ]
        let imported = try RosterImport(files, into: roster)
        roster.apply(roster.difference(applying: imported, prune: true, at: later))
        try roster.save(to: web.site.directory)
    }

    // MARK: Transfers

    @Test func aTransferLeavesTheOldSideTheCourseUpToIt() throws {
        let number = try matter()
        try act(number, #"{"kind":"replied","text":"已报修"}"#, token(old))
        try act(number, #"{"kind":"transferred","to":"\#(new)","text":"归你们管"}"#, token(old))
        try act(number, #"{"kind":"closed","outcome":"resolved","text":"修好了"}"#, token(new))
        let left = try json("cases/\(number)", token(old))
        #expect(
            left["events"]?.elements?.map { $0["kind"]?.text } == ["received", "replied", "transferred"])
        #expect(left["events"]?.elements?.map { $0["text"]?.text } == ["路灯坏了", "已报修", "归你们管"])
        #expect(left["station"]?.text == new)
        #expect(left["state"]?.text == "replied")
        #expect(left["handed_over"] == .bool(true))
        #expect(left["name"] == .null)
        #expect(left["phone"] == .null)
        let mail = try get("cases/\(number)/message.eml", token(old))
        #expect(mail.hasPrefix("HTTP/1.1 200"))
        for secret in ["张三丰", "13800138000"] { #expect(!mail.contains(secret)) }
        #expect(try json("cases", token(old)).elements?.isEmpty == true)
        let whole = try json("cases/\(number)", token(new))
        #expect(whole["phone"]?.text == "13800138000")
        #expect(whole["handed_over"] == .bool(false))
        #expect(
            try get("cases/\(number)", web.token(.deputy(try deputies(of: "YF00")[0].code))).hasPrefix(
                "HTTP/1.1 404"))
    }

    @Test func aFreshCursorGivesTheOldSideNothingPersonal() throws {
        let number = try matter()
        try act(number, #"{"kind":"transferred","to":"\#(new)"}"#, token(old))
        try act(number, #"{"kind":"replied","text":"后话"}"#, token(new))
        let events = try stream(number, token(old))
        #expect(events.map { $0["kind"]?.text } == ["received", "transferred"])
        for event in events {
            #expect(event["name"] == .null)
            #expect(event["phone"] == .null)
        }
        #expect(try stream(number, token(new)).map { $0["phone"]?.text }.first == "13800138000")
    }

    @Test func whatComesBackSaysAgainWhoWrote() throws {
        let number = try matter()
        try act(number, #"{"kind":"transferred","to":"\#(new)"}"#, token(old))
        try act(number, #"{"kind":"replied","text":"后话"}"#, token(new))
        try act(number, #"{"kind":"transferred","to":"\#(old)"}"#, token(new))
        let events = try stream(number, token(old))
        #expect(events.map { $0["kind"]?.text } == ["received", "transferred", "replied", "transferred"])
        #expect(events.last?["phone"]?.text == "13800138000")
        #expect(try json("cases/\(number)", token(old))["name"]?.text == "张三丰")
        #expect(try json("cases/\(number)", token(new))["handed_over"] == .bool(true))
    }

    @Test func theOldSideIsToldWhoHasIt() throws {
        let number = try matter()
        let key = "a-key"
        let body = #"{"kind":"transferred","to":"\#(new)"}"#
        let first = try post("cases/\(number)/events", body, token(old), key: key)
        let late = try post("cases/\(number)/events", #"{"kind":"replied","text":"迟了"}"#, token(old))
        #expect(late.hasPrefix("HTTP/1.1 409"))
        #expect(late.contains("\"reason\":\"handed-over\""))
        #expect(first.hasPrefix("HTTP/1.1 201"))
        let stranger = try post(
            "cases/\(number)/events", #"{"kind":"replied","text":"无关"}"#,
            web.token(.deputy(try deputies(of: "YF00")[0].code)))
        #expect(stranger.hasPrefix("HTTP/1.1 404"))
    }

    @Test func anErasureTakesTheWordsFromTheOldSideToo() throws {
        let number = try matter()
        try act(number, #"{"kind":"transferred","to":"\#(new)"}"#, token(old))
        try act(number, #"{"kind":"erased"}"#, web.officeToken())
        let left = try json("cases/\(number)", token(old))
        #expect(left["erased"] == .bool(true))
        #expect(left["text"] == .null)
        #expect(left["events"]?.elements?.count == 2)
        #expect(try get("cases/\(number)/photos/1", token(old)).hasPrefix("HTTP/1.1 404"))
    }

    @Test func noLineOfAForeignCaseIsRead() throws {
        let number = try matter()
        let foreign = try token(new)
        #expect(try get("cases/\(number)", foreign).hasPrefix("HTTP/1.1 404"))
        // Whoever reads a line now finds it gone; who may not see the case doesn't come so far.
        let inbox = "\(web.site.directory.path)/stations/\(old)/inbox"
        for name in try Files.names(in: inbox) {
            let path = "\(inbox)/\(name)"
            try Files.replace(
                path, with: [UInt8](repeating: 0x20, count: try Files.read(path).count - 1) + [0x0A])
        }
        let absent = try get("cases/\(old)-251224-00000", foreign)
        #expect(
            try get("cases/\(number)", foreign).split(separator: "\r\n").first
                == absent.split(separator: "\r\n").first)
        let own = try get("cases/\(number)", token(old))
        #expect(own.field("Liaison-Incomplete") == old || own.hasPrefix("HTTP/1.1 503"))
    }

    // MARK: Nobody left to answer

    @Test func anOpenCaseOfWhoLeftOfficeMayBeClaimed() throws {
        let people = try deputies(of: old)
        let (gone, heir) = (people[0], people[1])
        let number = try matter(to: gone.code)
        #expect(try json("cases", token(old)).elements?.first?["orphaned"] == .bool(false))
        try keep { $0.code != gone.code }
        let listed = try #require(try json("cases", token(old)).elements?.first)
        #expect(listed["case"]?.text == number)
        #expect(listed["orphaned"] == .bool(true))
        let claimer = try web.token(.deputy(heir.code))
        let waiting = try json("claimable", claimer)
        #expect(waiting.elements?.map { $0["case"]?.text } == [number])
        #expect(waiting.elements?.first?["excerpt"] == .null)
        try act(number, #"{"kind":"claimed"}"#, claimer)
        let claimed = try json("cases/\(number)", claimer)
        #expect(claimed["to"]?.text == heir.code.description)
        #expect(claimed["phone"]?.text == "13800138000")
        #expect(try json("claimable", claimer).elements?.isEmpty == true)
    }

    @Test func whatTheOneWhoLeftHadClaimedMayBeClaimedAgain() throws {
        let people = try deputies(of: old)
        let (gone, heir, third) = (people[0], people[1], people[2])
        let number = try matter()
        try act(number, #"{"kind":"claimed"}"#, web.token(.deputy(gone.code)))
        try keep { $0.code != gone.code }
        let claimer = try web.token(.deputy(heir.code))
        let key = "claim-once"
        for _ in 0..<2 {
            let answer = try post("cases/\(number)/events", #"{"kind":"claimed"}"#, claimer, key: key)
            #expect(answer.hasPrefix("HTTP/1.1 201"), "\(answer)")
        }
        let claimed = try json("cases/\(number)", claimer)
        #expect(claimed["to"]?.text == heir.code.description)
        #expect(
            claimed["events"]?.elements?.map { $0["kind"]?.text } == [
                "received", "claimed", "transferred", "claimed",
            ])
        let late = try post(
            "cases/\(number)/events", #"{"kind":"claimed"}"#, web.token(.deputy(third.code)))
        #expect(late.hasPrefix("HTTP/1.1 409"))
        #expect(late.contains("\"reason\":\"claimed\""))
    }

    @Test func aDeputyWhoReturnsHasTheirCasesAgain() throws {
        let gone = try deputies(of: old)[0]
        let number = try matter(to: gone.code)
        let mine = try web.token(.deputy(gone.code))
        let before = try Roster.load(from: web.site.directory)
        try keep { $0.code != gone.code }
        #expect(try get("cases/\(number)", mine).hasPrefix("HTTP/1.1 401"))
        try before.save(to: web.site.directory)
        #expect(try json("cases/\(number)", mine)["orphaned"] == .bool(false))
    }

    @Test func theStationAboveTakesOverFromAClosedOne() throws {
        let gone = try deputies(of: old)[0]
        let numbers = [try matter(), try matter(to: gone.code)]
        let above = try token("YF00")
        // It is the head station: it sees them before, as its branch's.
        #expect(try json("cases", above).elements?.allSatisfy { $0["orphaned"] == .bool(false) } == true)
        try keep(stations: { $0.id.description != old }, deputies: { $0.station.description != old })
        #expect(
            try Set(#require(json("cases", above).elements).compactMap { $0["case"]?.text }) == Set(numbers))
        #expect(try json("cases", above).elements?.allSatisfy { $0["orphaned"] == .bool(true) } == true)
        let heir = try deputies(of: "YF00")[0]
        let claimer = try web.token(.deputy(heir.code))
        #expect(try json("claimable", claimer).elements?.count == 2)
        for number in numbers {
            try act(number, #"{"kind":"claimed"}"#, claimer)
            let claimed = try json("cases/\(number)", claimer)
            #expect(claimed["to"]?.text == heir.code.description)
            #expect(claimed["station"]?.text == "YF00")
            #expect(try stream(number, claimer).first?["phone"]?.text == "13800138000")
        }
        #expect(try json("cases", token(new)).elements?.isEmpty == true)
        try act(numbers[0], #"{"kind":"transferred","to":"\#(new)"}"#, above)
    }

    @Test func nobodyActsForWhoLeftOffice() throws {
        let gone = try deputies(of: old)[0]
        let number = try matter()
        try keep { $0.code != gone.code }
        for body in [
            #"{"kind":"replied","text":"好","for":"\#(gone.code)"}"#,
            #"{"kind":"claimed","for":"\#(gone.code)"}"#,
        ] {
            let answer = try post("cases/\(number)/events", body, token(old))
            #expect(answer.hasPrefix("HTTP/1.1 422"))
            #expect(answer.contains("\"member\":\"for\""))
        }
    }
}
