import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import Testing

@testable import LiaisonDesk
@testable import LiaisonWeb

/// Registers, notices and reception days as tokens see and change them.
@Suite struct RecordAPITests {
    private let cast: RecordCast
    private var fixture: WebFixture { cast.web }

    init() throws { cast = try RecordCast() }

    private init(rosterOf moment: Timestamp) throws { cast = try RecordCast(rosterOf: moment) }

    private func send(
        _ path: String, _ json: String, by token: Token, key: String = "k"
    ) throws -> (status: String, body: JSON) {
        let answer = try fixture.exchange(
            "POST /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nIdempotency-Key: \(key)\r\nContent-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\nConnection: close\r\n\r\n\(json)"
        )
        return try parts(answer)
    }

    private func fetch(_ path: String, by token: Token) throws -> (status: String, body: JSON) {
        try parts(
            fixture.exchange(
                "GET /api/v1/\(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token.text)\r\nConnection: close\r\n\r\n"
            ))
    }

    private func parts(_ answer: String) throws -> (status: String, body: JSON) {
        let bytes = Array(answer.utf8)
        let end = try #require(
            bytes.indices.first { bytes[$0...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A]) })
        let body = try JSON(parsing: Array(bytes[(end + 4)...]))
        return (String(answer.dropFirst(9).prefix(3)), body)
    }

    private var visit: String {
        #"{"station":"\#(cast.station)","duty":"visit","on":"2025-12-20","deputies":["\#(fixture.deputy)"],"people":3,"text":"走访三户"}"#
    }

    @Test func aMemberThatIsThereTwiceIsRefusedByItsName() throws {
        let doubled = String(visit.dropLast()) + #","on":"2025-12-21"}"#
        let nested = #"{"kind":"set","on":"2025-12-30","x":{"a":1,"b":[{"c":1,"c":2}]}}"#
        for (path, json, member) in [
            ("log", doubled, "on"), ("reception", nested, "x.b.c"),
            ("cases", #"{"text":"一","text":"二"}"#, "text"),
        ] {
            let answer = try send(path, json, by: cast.office)
            #expect(answer.status == "422" && answer.body["member"]?.text == member, "\(path)")
            #expect(answer.body["type"]?.text == "/problems/bad-member")
            #expect(answer.body["title"]?.text?.contains(member) == true)
        }
        #expect(try fetch("log", by: cast.office).body == .array([]))
        let contact = #"{"channel":"mail","channel":"sms","address":"a@example.cn"}"#
        let put = try fixture.exchange(
            "PUT /api/v1/contacts/\(fixture.deputy) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(cast.office.text)\r\nContent-Type: application/json\r\nContent-Length: \(contact.utf8.count)\r\nConnection: close\r\n\r\n\(contact)"
        )
        #expect(put.hasPrefix("HTTP/1.1 422 ") && put.contains("\"member\":\"channel\""))
    }

    @Test func anUnknownStationIsAnsweredWithNearOnes() throws {
        let name = try #require(fixture.site.current.roster.station(cast.station)).name
        let answer = try fetch("reception?station=\(cast.station)9", by: cast.office)
        #expect(answer.status == "422" && answer.body["member"]?.text == "station")
        #expect(answer.body["detail"]?.text?.contains("\(cast.station) \(name)") == true)
        #expect(answer.body["reason"]?.text == "station-near")
    }

    @Test(arguments: ["log", "points", "reception", "notices"])
    func anUnknownDeputyIsAnsweredWithNearOnes(list: String) throws {
        let deputy = try #require(fixture.site.current.roster.deputies.first)
        let near = try fetch("\(list)?deputy=\(String("\(deputy.code)".dropLast()))", by: cast.office)
        #expect(near.status == "422" && near.body["member"]?.text == "deputy")
        #expect(near.body["detail"]?.text?.contains("\(deputy.code) \(deputy.name)") == true)
        let far = try fetch("\(list)?deputy=nobody-of-that-name", by: cast.office)
        #expect(far.status == "422" && far.body["reason"]?.text == "deputy")
    }

    @Test func aDeputysEntryWaitsAndAnotherStationNeverSeesIt() throws {
        let added = try send("log", visit, by: cast.deputy)
        #expect(added.status == "201")
        #expect(added.body["state"]?.text == "pending")
        let number = try #require(added.body["entry"]?.text)
        #expect(try fetch("log/\(number)", by: cast.stranger).status == "404")
        #expect(try fetch("log?station=\(cast.station)", by: cast.stranger).status == "422")
        #expect(try fetch("log", by: cast.stranger).body == .array([]))
        #expect(try send("log/\(number)/events", #"{"kind":"approved"}"#, by: cast.stranger).status == "404")
        #expect(
            try send("log/\(number)/events", #"{"kind":"approved"}"#, by: cast.deputy, key: "a").status
                == "403")
        #expect(
            try fetch("points?station=\(cast.station)", by: cast.office).body.elements?.first?["points"]?
                .integer == 0)
        let approved = try send("log/\(number)/events", #"{"kind":"approved"}"#, by: cast.office)
        #expect(approved.body["state"]?.text == "counted")
        let points = try fetch("points?station=\(cast.station)", by: cast.office).body.elements?.first
        #expect(points?["points"]?.integer == 2)
        #expect(points?["code"]?.text == "\(fixture.deputy)")
    }

    @Test func aDeputyChangesOnlyWhatTheyEntered() throws {
        let officers = try #require(try send("log", visit, by: cast.office).body["entry"]?.text)
        for act in [#"{"kind":"withdrawn"}"#, #"{"kind":"amended","people":9}"#] {
            #expect(try send("log/\(officers)/events", act, by: cast.deputy).status == "403")
        }
        let kept = try fetch("log/\(officers)", by: cast.office).body
        #expect(kept["state"]?.text == "counted")
        #expect(kept["people"]?.integer == 3)
        let own = try #require(try send("log", visit, by: cast.deputy).body["entry"]?.text)
        #expect(try send("log/\(own)/events", #"{"kind":"withdrawn"}"#, by: cast.deputy).status == "201")
    }

    @Test func theSameKeyIsOneEntryAndAnotherUseOfItIsRefused() throws {
        let first = try send("log", visit, by: cast.office)
        let again = try send("log", visit, by: cast.office)
        #expect(first.body["entry"] == again.body["entry"])
        #expect(try fetch("log", by: cast.office).body.elements?.count == 1)
        let other = try send("log", visit.replacing("三户", with: "四户"), by: cast.office)
        #expect(other.status == "422")
        #expect(other.body["reason"]?.text == "key-reused")
        // Another token's key of the same name is another's.
        #expect(try send("log", visit, by: cast.deputy).body["entry"] != first.body["entry"])
    }

    @Test func aHearingSaysWhoCameHowTheyVotedAndWhatBecameOfIt() throws {
        let hearing = visit.replacing(
            #""duty":"visit""#, with: #""duty":"courtyard","guests":"镇长","votes":"45/3/1""#)
        let entered = try send("log", hearing, by: cast.office).body
        let number = try #require(entered["entry"]?.text)
        #expect(entered["guests"]?.text == "镇长" && entered["result"] == .null && entered["settled"] == .null)
        #expect(
            entered["votes"] == ["satisfied": .integer(45), "fair": .integer(3), "dissatisfied": .integer(1)])
        func open() throws -> [String?] {
            let list = try fetch("log?unsettled=true", by: cast.office).body
            return (list.elements ?? []).map { $0["entry"]?.text }
        }
        #expect(try open() == [number])
        func amend(_ members: String, key: String) throws -> (status: String, body: JSON) {
            try send("log/\(number)/events", #"{"kind":"amended",\#(members)}"#, by: cast.office, key: key)
        }
        let told = try amend(#""result":"已换井盖","votes":{"satisfied":46,"fair":2,"dissatisfied":1}"#, key: "a")
            .body
        #expect(told["result"]?.text == "已换井盖" && told["settled"]?.text == "2025-12-24")
        #expect(told["votes"]?["satisfied"]?.integer == 46)
        #expect(try open() == [])
        for (wrong, key) in [
            (#""votes":"46/2""#, "b"), (#""votes":46"#, "c"), (#""votes":{"satisfied":1}"#, "d"),
        ] {
            let refused = try amend(wrong, key: key)
            #expect(refused.status == "422" && refused.body["member"]?.text == "votes", "\(wrong)")
        }
        let emptied = try amend(#""result":"","votes":"""#, key: "e").body
        #expect(emptied["result"] == .null && emptied["settled"] == .null && emptied["votes"] == .null)
        #expect(try open() == [number])
    }

    @Test func whoDidOneDutyComesFirstAndWhoNeverDidItLast() throws {
        _ = try send("log", visit, by: cast.office)
        let report = visit.replacing("visit", with: "report-work").replacing("三户", with: "述职")
        _ = try send("log", report, by: cast.office, key: "b")
        let all = try fetch("points?station=\(cast.station)", by: cast.office).body.elements ?? []
        #expect(all.first?["points"]?.integer == 7 && all.first?["entries"]?.elements?.count == 2)
        for duty in ["report-work", URIComponent.encoded("向选民述职")] {
            let path = "points?station=\(cast.station)&duty=\(duty)"
            let some = try fetch(path, by: cast.office).body.elements ?? []
            #expect(some.count == all.count && some.first?["points"]?.integer == 5)
            #expect(some.first?["entries"]?.elements?.map { $0["duty"]?.text } == ["report-work"])
            #expect(some.dropFirst().allSatisfy { $0["points"]?.integer == 0 && $0["entries"] == .array([]) })
        }
        let unknown = try fetch("points?duty=fly", by: cast.office)
        #expect(unknown.status == "422" && unknown.body["member"]?.text == "duty")
    }

    @Test func aKeyThatWasUsedForOneReceptionDayMeansNoOther() throws {
        func send(_ kind: String, _ day: String, _ more: String, key: String) throws -> (
            status: String, body: JSON
        ) {
            let json = #"{"kind":"\#(kind)","station":"\#(cast.station)","on":"\#(day)"\#(more)}"#
            return try self.send("reception", json, by: cast.office, key: key)
        }
        for (kind, more) in [("set", ""), ("cancelled", #","reason":"开会""#)] {
            for _ in 1...2 { #expect(try send(kind, "2025-12-30", more, key: kind).status == "201") }
            let other = try send(kind, "2025-12-31", more, key: kind)
            #expect(
                other.status == "422" && other.body["reason"]?.text == "key-reused", "\(kind) \(other.body)")
            if kind == "set" { #expect(try send(kind, "2025-12-31", more, key: "new").status == "201") }
        }
    }

    @Test(arguments: [
        (#""duty":"visit""#, #""duty":"fly""#, "duty"), ("2025-12-20", "2025-12-25", "on"),
        ("2025-12-20", "2019-12-20", "on"), ("2025-12-20", "yesterday", "on"),
        (#""people":3"#, #""people":0"#, "people"), (#""people":3"#, #""case":"SS00-251224-00000""#, "case"),
        (#""duty":"visit""#, #""duty":"answer""#, "duty"),
    ])
    func whatIsWrongIsNamedAndChangesNothing(part: String, wrong: String, member: String) throws {
        let answer = try send("log", visit.replacing(part, with: wrong), by: cast.office)
        #expect(answer.status == "422")
        #expect(answer.body["member"]?.text == member)
        #expect(try fetch("log", by: cast.office).body == .array([]))
    }

    @Test func aBadFileEntersNothingAndAGoodOneOnce() throws {
        let name = try #require(fixture.site.current.roster.state(of: fixture.deputy)?.holder.name)
        func posted(_ rows: String, _ key: String) throws -> (status: String, body: JSON) {
            let text = "日期,任务,代表,人次,内容\n\(rows)"
            let json = JSON.members(["csv": .string(text), "station": .string(cast.station.description)])
            return try send(
                "log/import", String(decoding: json.bytes, as: UTF8.self), by: cast.office, key: key)
        }
        let bad = try posted("2025/12/1,走访联系选民,\(name),2,甲\n2025-13-01,飞,某某,x,乙\n", "1")
        #expect(bad.status == "422")
        #expect(bad.body["errors"]?.elements?.isEmpty == false)
        #expect(try fetch("log", by: cast.office).body == .array([]))
        let rows =
            "2025/12/1,走访联系选民,\(name),2,甲\n2025年12月2日,visit,\(fixture.deputy),,乙\n2025/12/1,走访联系选民,\(name),2,甲\n"
        let good = try posted(rows, "2")
        #expect(good.body["new"]?.integer == 3)
        let again = try posted(rows, "3")
        #expect(again.body["new"]?.integer == 0)
        #expect(again.body["entries"] == good.body["entries"])
        #expect(try fetch("log", by: cast.office).body.elements?.count == 3)
        #expect(try send("log/import", "{}", by: cast.deputy).status == "403")
    }

    @Test func anActivityFillsUpAndMakesItsEntry() throws {
        let roster = fixture.site.current.roster
        let others = roster.deputies(of: cast.station).filter {
            $0.status == .active && $0.code != fixture.deputy
        }
        let other = try #require(others.first)
        let posted = try send(
            "notices",
            #"{"station":"\#(cast.station)","title":"调研","activity":"2025-12-24","places":1,"duty":"research"}"#,
            by: cast.office)
        let notice = try #require(posted.body["notices"]?.elements?.first?["notice"]?.text)
        #expect(
            try send("notices/\(notice)/events", #"{"kind":"signed-up"}"#, by: cast.deputy).status == "201")
        let late = try send(
            "notices/\(notice)/events", #"{"kind":"signed-up","deputy":"\#(other.code)"}"#, by: cast.office)
        #expect(late.status == "409")
        #expect(late.body["reason"]?.text == "places-full")
        let attended = try send(
            "notices/\(notice)/events", #"{"kind":"attended","deputies":["\#(fixture.deputy)"]}"#,
            by: cast.office,
            key: "b")
        let entry = try #require(attended.body["entry"]?.text)
        #expect(try fetch("log/\(entry)", by: cast.office).body["duty"]?.text == "research")
        let again = try send(
            "notices/\(notice)/events", #"{"kind":"attended","deputies":["\#(fixture.deputy)"]}"#,
            by: cast.office,
            key: "c")
        #expect(again.body["reason"]?.text == "attended")
        #expect(
            try send("notices/\(notice)/events", #"{"kind":"withdrawn"}"#, by: cast.deputy, key: "d").status
                == "403")
    }

    @Test func aSignUpIsTakenBackByWhoeverSignedUpOrAnOfficer() throws {
        let others = fixture.site.current.roster.deputies(of: cast.station).filter {
            $0.code != fixture.deputy
        }
        let other = try #require(others.first { $0.status == .active }?.code)
        let posted = try send(
            "notices", #"{"station":"\#(cast.station)","title":"调研","activity":"2025-12-26","places":1}"#,
            by: cast.office)
        let notice = try #require(posted.body["notices"]?.elements?.first?["notice"]?.text)
        func act(
            _ kind: String, _ deputy: Code? = nil, by token: Token, key: String
        ) throws -> (status: String, body: JSON) {
            let named = deputy.map { #","deputy":"\#($0)""# } ?? ""
            return try send(
                "notices/\(notice)/events", #"{"kind":"\#(kind)"\#(named)}"#, by: token, key: key)
        }
        func signedUp() throws -> [Code]? {
            try fetch("notices/\(notice)", by: cast.office).body["signed_up"]?.codes
        }
        #expect(try act("signed-up", by: cast.deputy, key: "1").status == "201")
        // Nobody signs a colleague off, nor does another station; a refusal changes nothing.
        #expect(try act("signed-off", other, by: cast.deputy, key: "2").status == "422")
        #expect(try act("signed-off", fixture.deputy, by: cast.stranger, key: "2").status == "404")
        #expect(
            try act("signed-off", other, by: cast.office, key: "2").body["reason"]?.text == "not-signed-up")
        #expect(try signedUp() == [fixture.deputy])
        #expect(try act("signed-off", by: cast.deputy, key: "3").body["signed_up"] == .array([]))
        // Sent again after a lost answer it is done once, even when somebody has the place meanwhile.
        #expect(try act("signed-up", other, by: cast.office, key: "4").status == "201")
        #expect(try act("signed-off", by: cast.deputy, key: "3").status == "201")
        #expect(try signedUp() == [other])
        #expect(try act("signed-off", other, by: cast.office, key: "5").status == "201")
        #expect(try act("signed-up", by: cast.deputy, key: "6").status == "201")
        #expect(try signedUp() == [fixture.deputy])
    }

    @Test func entriesAreInTheReportBesideTheCases() throws {
        _ = try fixture.receipt(of: "路灯坏了")
        _ = try send("log", visit, by: cast.office, key: "1")
        let pending = try send("log", visit, by: cast.deputy, key: "2").body["entry"]?.text
        let withdrawn = try #require(try send("log", visit, by: cast.office, key: "3").body["entry"]?.text)
        _ = try send("log/\(withdrawn)/events", #"{"kind":"withdrawn"}"#, by: cast.office, key: "4")
        let office = cast.office
        func visits(_ query: String, by token: Token? = nil) throws -> JSON? {
            try fetch("report?\(query)", by: token ?? office).body["totals"]?["entries"]?["visit"]
        }
        func figures(_ count: Int, _ people: Int) -> JSON {
            .members(["count": .integer(count), "people": .integer(people)])
        }
        #expect(try visits("") == figures(1, 3))
        #expect(try visits("station=\(cast.station)") == figures(1, 3))
        #expect(try visits("", by: cast.stranger) == figures(0, 0))
        #expect(try visits("from=2025-12-20&to=2025-12-20") == figures(1, 3))
        #expect(try visits("from=2025-12-21") == figures(0, 0))
        #expect(try visits("to=2025-12-19") == figures(0, 0))
        #expect(try fetch("report", by: cast.office).body["from"]?.text == "2025-12-20")
        #expect(try fetch("report", by: cast.office).body["totals"]?["people"]?.integer == 1)
        let approved = try #require(pending)
        _ = try send("log/\(approved)/events", #"{"kind":"approved"}"#, by: cast.office, key: "5")
        #expect(try visits("") == figures(2, 6))
    }

    @Test func whatTheRegistersHoldIsNeitherIdleNorInvisible() throws {
        // The roster is of August 2024; today is 24 December 2025.
        let suite = try RecordAPITests(rosterOf: Timestamp(milliseconds: 1_725_000_000_000))
        let (cast, deputy) = (suite.cast, suite.fixture.deputy)
        func findings(_ query: String = "from=2024-12-01&to=2025-11-30") throws -> Set<String> {
            let found = try suite.fetch("report/norms?\(query)", by: cast.office).body
            return Set(
                (found.elements ?? []).compactMap { finding in
                    guard let norm = finding["norm"]?.text, ["idle-month", "invisible-year"].contains(norm)
                    else { return nil }
                    let about = finding["deputy"]?.text ?? finding["station"]?.text ?? ""
                    return "\(norm) \(finding["month"]?.text ?? "") \(about)"
                })
        }
        let (idle, invisible) = ("idle-month 2025-11 \(cast.station)", "invisible-year  \(deputy)")
        #expect(try findings().isSuperset(of: [idle, invisible]))
        // A deputy's own counts once it is approved.
        let visit = suite.visit.replacing("2025-12-20", with: "2025-11-20")
        let own = try #require(try suite.send("log", visit, by: cast.deputy).body["entry"]?.text)
        #expect(try findings().isSuperset(of: [idle, invisible]))
        _ = try suite.send("log/\(own)/events", #"{"kind":"approved"}"#, by: cast.office)
        #expect(try findings().isDisjoint(with: [idle, invisible]))
        // Whatever days are asked for, nobody is judged by December, which isn't over, nor by less than a year.
        for query in [
            "", "from=2025-11-01&to=2025-12-31", "from=2025-12-01", "from=2024-12-25&to=2025-12-31",
        ] {
            let found = try findings(query)
            #expect(
                found.isDisjoint(with: ["idle-month 2025-12 \(cast.station)", idle, invisible]), "\(query)")
        }
        #expect(
            try !findings("from=2024-12-24&to=2025-12-31").contains { $0.hasPrefix("idle-month 2024-12") })
        #expect(
            try findings("from=2025-11-01&to=2025-12-31").allSatisfy { $0.hasPrefix("idle-month 2025-11 ") })
        #expect(try !findings("from=2024-12-01&to=2025-11-30&station=\(cast.station)").isEmpty)
        _ = try suite.send("log/\(own)/events", #"{"kind":"withdrawn"}"#, by: cast.office, key: "w")
        #expect(try findings().isSuperset(of: [idle, invisible]))
    }

    @Test func aReceptionDayIsSetShownAndCancelled() throws {
        let set = try send(
            "reception",
            #"{"kind":"set","station":"\#(cast.station)","on":"2025-12-25","time":"9:00-11:30","deputies":["\#(fixture.deputy)"],"place":"一楼"}"#,
            by: cast.office)
        #expect(set.body["late"]?.bool == true)
        #expect(set.body["place"]?.text == "一楼")
        let listed = try fetch(
            "reception?station=\(cast.station)&from=2025-12-25&to=2025-12-25", by: cast.deputy
        ).body
        #expect(listed.elements?.count == 1)
        #expect(listed.elements?.first?["deputies"] == .codes([fixture.deputy]))
        let cancelled = try send(
            "reception",
            #"{"kind":"cancelled","station":"\#(cast.station)","on":"2025-12-25","reason":"开会"}"#,
            by: cast.office, key: "c")
        #expect(cancelled.body["cancelled"]?.bool == true)
        #expect(cancelled.body["reason"]?.text == "开会")
        let twice = try send(
            "reception",
            #"{"kind":"cancelled","station":"\#(cast.station)","on":"2025-12-25","reason":"开会"}"#,
            by: cast.office, key: "d")
        #expect(twice.body["reason"]?.text == "already-cancelled")
        #expect(try send("reception", #"{"kind":"set","on":"2025-12-26"}"#, by: cast.deputy).status == "403")
    }

    @Test func anArchiveHasNoCitizensWord() throws {
        _ = try fixture.receipt(of: "路灯坏了，我叫张三")
        _ = try send("log", visit, by: cast.office)
        let archive = try fetch("archive/\(fixture.deputy)", by: cast.deputy)
        #expect(archive.status == "200")
        #expect(archive.body["entries"]?.elements?.count == 1)
        #expect(archive.body["cases"]?["received"]?.integer == 1)
        #expect(!String(decoding: archive.body.bytes, as: UTF8.self).contains("张三"))
        #expect(try fetch("archive/\(fixture.deputy)", by: cast.stranger).status == "404")
    }
}
