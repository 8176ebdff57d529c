import LiaisonCodes
import LiaisonSystem
import LiaisonText
import LiaisonWording
import Testing

@testable import LiaisonMail

@Suite struct InboxEventTests {
    @Test func returnsFromJSONUnchanged() throws {
        var event = try sampleEvent()
        event.kind = "closed"
        event.by = "张三代表"
        event.inReplyTo = MessageID("<a@b>")
        event.photos = 2
        event.grade = "major"
        event.due = CivilDate(year: 2026, month: 3, day: 24)
        event.outcome = "resolved"
        event.rating = "fair"
        event.url = "https://llz.example.gov.cn/"
        #expect(try InboxEvent(json: JSON(parsing: event.json.bytes)) == event)
    }

    @Test(arguments: [false, true])
    func standsOnALineAsItsJSON(isFull: Bool) throws {
        var event = try sampleEvent()
        if isFull {
            event.text = "\"\\\n\u{7F}路灯"
            event.inReplyTo = MessageID("<a@b>")
            event.photos = 2
            event.firstPhoto = 3
            event.due = CivilDate(year: 2026, month: 3, day: 24)
            event.closeDue = CivilDate(year: 2026, month: 4, day: 24)
            event.until = event.due
            event.on = event.closeDue
        }
        var line: [UInt8] = []
        event.appendLine(to: &line)
        #expect(line == event.json.bytes + Array("\n".utf8))
    }

    @Test func readsOneLineOfTheAPI() throws {
        let line = """
            {"id":"SS00/2026-11-0001/3","case":"\(try sampleCase())","kind":"replied","at":"2026-11-21T10:00:00+08:00",\
            "by":"张三代表","message_id":"<3@x.cn>","in_reply_to":"<1@x.cn>","station":"SS00","station_name":"站",\
            "to":"0000000","to_name":"张三代表","channel":"walk-in","photos":0,"text":"修好了","future":[1]}
            """
        let event = try InboxEvent(json: JSON(parsing: Array(line.utf8)))
        #expect(event.id == "SS00/2026-11-0001/3")
        #expect(event.inReplyTo?.description == "<1@x.cn>")
        #expect(event.at == Timestamp(milliseconds: 1_795_226_400_000))
        #expect(event.text == "修好了")
        #expect(event.phone == nil)
    }

    @Test(arguments: [
        ("id", "\"a b\""), ("id", "\"\""), ("case", "\"SS00-251224-AAAAA\""), ("kind", "\"x y\""),
        ("at", "\"now\""),
        ("by", "3"), ("message_id", "\"<a@b>\\r\\nBcc: x@y\""), ("message_id", "\"a@b\""),
        ("in_reply_to", "\"<a>\""), ("station", "\"../x\""), ("to", "\"0000001\""), ("photos", "-1"),
        ("photos", "null"), ("due", "\"2026-02-30\""), ("entry", "\"xyz\""), ("station_name", "null"),
    ])
    func refusesAMalformedMember(member: String, value: String) throws {
        guard case .object(let members) = try sampleEvent().json else {
            Issue.record("no object")
            return
        }
        let wrong = try JSON(parsing: Array(value.utf8))
        let json = JSON.object(members.map { $0.name == member ? JSON.Member(member, wrong) : $0 })
        #expect(throws: InboxEventError(member: member)) { try InboxEvent(json: json) }
    }

    @Test func keepsAKindThatOnlyANewerServerKnows() throws {
        var event = try sampleEvent()
        event.kind = "escalated"
        let read = try InboxEvent(json: JSON(parsing: event.json.bytes))
        #expect(read.kind == "escalated")
        #expect(read.kindName(Assets.commands(.english)) == "an event of a newer release: escalated")
        #expect(read.kindName(Assets.commands(.chinese)) == "新版本记录的事项：escalated")
    }

    @Test(arguments: [
        ("llz.example.gov.cn", "llz.example.gov.cn"), ("llz.example.gov.cn:8443", "llz.example.gov.cn"),
        ("10.0.0.5:8080", "10.0.0.5"), ("[::1]:8080", "ip---1"), ("[2001:db8::5]", "ip-2001-db8--5"),
        ("[::ffff:10.0.0.5]", "ip---ffff-10.0.0.5"), ("", "localhost"),
        (String(repeating: "a.", count: 124) + "cn", String(repeating: "a.", count: 59) + "cn"),
    ])
    func makesAMessageIDAtAnyHost(host: String, right: String) {
        let id = MessageID("SS00-261129-0XF83.0123456789abcdef", at: MessageID.Host(host))
        #expect(id.description == "<SS00-261129-0XF83.0123456789abcdef@\(right)>")
        #expect(MessageID(id.description) == id)
    }

    @Test(arguments: ["<a@b>", "<SS00/2026-11-0001/3@llz.example.gov.cn>", "<a+b=c@x-y.z>"])
    func acceptsAMessageID(text: String) {
        #expect(MessageID(text)?.description == text)
    }

    @Test(arguments: [
        "", "<@b>", "<a@>", "<a@b", "a@b>", "<a b@c>", "<a@b@c>", "<a..b@c>", "<é@b>", "<a@b>\n",
    ])
    func refusesAMessageID(text: String) {
        #expect(MessageID(text) == nil)
    }
}
