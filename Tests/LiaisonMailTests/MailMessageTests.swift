import LiaisonSystem
import LiaisonText
import LiaisonWording
import Testing

@testable import LiaisonMail

@Suite struct MailMessageTests {
    @Test func isExactlyThisMessage() throws {
        var event = try sampleEvent(text: "The street light is out.")
        event.toName = "Deputy Zhang San"
        event.stationName = "Shaoshan"
        (event.topic, event.name, event.phone, event.entry) = ("Roads", nil, nil, nil)
        let number = try sampleCase()
        let body = """
            The street light is out.

            ────────────────────────
            Case number: \(number)
            Event: message
            Time: 2025-12-24 14:05 (Beijing time)
            Station: Shaoshan (SS00)
            Addressed to: Deputy Zhang San (0000000)
            Channel: Scan
            Topic: Roads
            To answer, run: liaison reply \(number) (a reply to this mail reaches nobody)

            """
        let expected = """
            From: Citizen <\(number)@liaison.invalid>
            To: Deputy Zhang San <0000000@liaison.invalid>
            Subject: [message] \(number) Roads: The street light is out.
            Date: Wed, 24 Dec 2025 14:05:09 +0800
            Message-ID: <SS00-1.1@llz.example.gov.cn>
            Auto-Submitted: auto-generated
            Liaison-Case: \(number)
            Liaison-Event: SS00/2025-12-0001/1
            Liaison-Kind: received
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64


            """
        let message = String(decoding: event.mail(.english).bytes, as: UTF8.self)
        #expect(message == expected + String(decoding: Base64.encodeLines(Array(body.utf8)), as: UTF8.self))
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func encodesTheVectorsOfRFC4648(plain: String, encoded: String) {
        #expect(Base64.encode(plain.utf8) == Array(encoded.utf8))
    }

    /// The last lines, below whatever a citizen wrote.
    @Test func saysHowToAnswerAndWhere() throws {
        var event = try sampleEvent(text: "Or open it at the desk: https://evil.example/")
        let number = try sampleCase()
        event.url = "https://llz.example.gov.cn/desk/cases/\(number)"
        let facts = event.facts(Assets.commands(.english), attached: 0)
        #expect(
            facts.suffix(2) == [
                "To answer, run: liaison reply \(number) (a reply to this mail reaches nobody)",
                "Or open it at the desk: https://llz.example.gov.cn/desk/cases/\(number)",
            ])
        event.kind = "erased"
        #expect(!event.facts(Assets.commands(.english), attached: 0).contains { $0.contains("/desk/") })
    }

    @Test func joinsAReplyToItsThread() throws {
        var event = try sampleEvent()
        (event.kind, event.by) = ("replied", "张三代表")
        event.inReplyTo = MessageID("<first@x>")
        let message = String(decoding: event.mail(.chinese).bytes, as: UTF8.self)
        #expect(message.contains("\nIn-Reply-To: <first@x>\nReferences: <first@x>\n"))
        #expect(message.contains("<SS00@liaison.invalid>\n"))
    }

    @Test func foldsEncodedWordsAtWholeCharacters() {
        let field = HeaderField("Subject", text: String(repeating: "𠮷", count: 20))
        let lines = String(decoding: field.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        // 36 of the 39 bytes that fit beside "Subject: " make nine whole characters; then 11 of 45 bytes.
        #expect(lines[0] == "Subject: =?UTF-8?B?\(encoded("𠮷", 9))?=")
        #expect(lines[1] == " =?UTF-8?B?\(encoded("𠮷", 11))?=")
    }

    private func encoded(_ character: String, _ count: Int) -> String {
        String(decoding: Base64.encode(String(repeating: character, count: count).utf8), as: UTF8.self)
    }

    @Test(arguments: [
        ("a\r\nBcc: x@y", "a Bcc: x@y"), (" a\t b ", "a b"), ("\u{1B}[2J", "␛[2J"), ("\u{0}", "␀"),
        ("\u{7F}", "␡"), ("\u{9B}", "\u{FFFD}"), ("\u{202E}abc", "[U+202E]abc"), ("\u{200F}", "[U+200F]"),
        ("\u{2028}x", "x"), ("👩\u{200D}🚒", "👩\u{200D}🚒"),
    ])
    func showsOneVisibleLine(text: String, shown: String) {
        #expect(Array(text.visibleLine.unicodeScalars) == Array(shown.unicodeScalars))
    }

    @Test func keepsTheLinesOfABody() {
        #expect("a\r\nb\rc\n\n\td\u{2069}".visibleLines == "a\nb\nc\n\n\td[U+2069]")
    }

    @Test func cutsAnExcerptBetweenCharacters() {
        #expect("路灯坏了".excerpt(scalars: 4) == "路灯坏了")
        #expect("路灯坏了。".excerpt(scalars: 4) == "路灯坏了…")
        #expect("a👩\u{200D}🚒b".excerpt(scalars: 3) == "a…")
        let endless = "e" + String(repeating: "\u{301}", count: 500)
        #expect(endless.excerpt(scalars: 30).unicodeScalars.count == 31)
    }

    @Test func saysSoWhenAPhotoIsNoLongerThere() throws {
        var event = try sampleEvent()
        event.photos = 2
        let wording = Assets.commands(.chinese)
        #expect(
            event.facts(wording, attached: 1).contains(wording("mail.fact.photos-missing", ["value": "1"])))
        #expect(event.facts(wording, attached: 2).contains(wording("mail.fact.photos", ["value": "2"])))
    }

    @Test func takesOnlyJPEGAndPNG() {
        #expect(MailMessage.Attachment(content: [0xFF, 0xD8, 0xFF, 0xE0])?.format == .jpeg)
        #expect(
            MailMessage.Attachment(
                content: Array("\u{89}PNG\r\n\u{1A}\n".unicodeScalars.map { UInt8($0.value) }))?.format
                == .png)
        #expect(MailMessage.Attachment(content: Array("<svg".utf8)) == nil)
    }

    @Test func endsLinesWithCRLFOnTheWire() throws {
        let wire = try sampleEvent().mail(.english).wireBytes
        let isBare = wire.indices.contains { wire[$0] == 10 && ($0 == 0 || wire[$0 - 1] != 13) }
        #expect(!isBare)
        #expect(wire.filter { $0 != 13 } == (try sampleEvent().mail(.english).bytes))
    }
}
