import LiaisonSystem
import LiaisonText
import LiaisonWording
import TestSupport
import Testing

@testable import LiaisonMail

/// Messages as other programs read them. Python and mblaze aren't the build's own: without them these are skipped.
@Suite struct HostileTextTests {
    private static let texts: [String] = [
        "路灯坏了", "", " ", "\n", "a\r\nBcc: x@y\r\n\r\nbody", "x\n.\ny", ".", "From the start\nFrom me",
        "a\u{0}b", "\u{1B}[31mred\u{7}", "\u{202E}reversed", "\u{2066}isolated", "👩‍🚒🇨🇳👍🏽", "𠮷野家𪚥",
        String(repeating: "字", count: 5000), String(repeating: "w", count: 5000),
        "=?UTF-8?B?5byg5LiJ?=", "--=_x_=\nContent-Type: text/html", "\"quoted\\\" <a@b>, c@d",
        "a; b=c (comment",
        "\u{FEFF}BOM", "\u{FFFD}\u{E000}\u{10FFFD}", "tab\tand\u{B}vt\u{C}ff\u{85}nel\u{2028}ls",
        "e" + String(repeating: "\u{301}", count: 900), "@", "<>", ",", ":;",
        String(repeating: " x", count: 400),
    ]

    @Test(.enabled(if: Shell.has("python3"), "needs python3"), arguments: Language.allCases)
    func pythonReadsEveryMessageWithoutDefects(language: Language) throws {
        try withTemporaryDirectory { directory in
            var count = 0
            for text in Self.texts {
                for field in 0..<6 {
                    var event = try sampleEvent(id: "SS00/2025-12-0001/\(count)")
                    switch field {
                    case 0: event.text = text
                    case 1: event.name = text
                    case 2: event.topic = text
                    case 3: event.phone = text
                    case 4: (event.by, event.toName, event.stationName) = (text, text, text)
                    default:
                        (event.url, event.photos) = (text, 2)
                        event.inReplyTo = MessageID("<first@x>")
                    }
                    let photo = [0xFF, 0xD8, 0xFF] + [UInt8](repeating: UInt8(count & 255), count: count)
                    let attachments = field == 5 ? [try #require(MailMessage.Attachment(content: photo))] : []
                    let message = event.mail(language, attachments: attachments)
                    try Files.create("\(directory)/\(count).eml", with: message.bytes)
                    let expectation = try expectation(of: event, language, attachments.map(\.content.count))
                    try Files.create("\(directory)/\(count).json", with: expectation.bytes)
                    count += 1
                }
            }
            let result = try run("python3", "\(scripts)/check_mail.py", directory)
            #expect(result.output == "\(count) messages without defects\n")
            #expect(result.code == 0)
        }
    }

    private func expectation(of event: InboxEvent, _ language: Language, _ sizes: [Int]) throws -> JSON {
        var headers = [
            "Auto-Submitted", "Content-Type", "Date", "From", "Liaison-Case", "Liaison-Event", "Liaison-Kind",
            "MIME-Version", "Message-ID", "Subject", "To",
        ]
        if event.url != nil { headers += ["In-Reply-To", "Liaison-URL", "References"] }
        if sizes.isEmpty { headers.append("Content-Transfer-Encoding") }
        let kind = language == .chinese ? "【留言】" : "[message] "
        let excerpts = [event.topic, event.text]
            .map { ($0 ?? "").visibleLine.excerpt(scalars: 30) }.filter { !$0.isEmpty }
        let about = excerpts.joined(separator: language == .chinese ? "：" : ": ")
        return .members([
            "headers": .array(headers.sorted().map(JSON.string)),
            "subject": .string("\(kind)\(event.case)" + (about.isEmpty ? "" : " ") + about),
            "text": .string(event.text?.visibleLines ?? ""),
            "attachments": .array(sizes.map(JSON.integer)),
        ])
    }

    @Test(.enabled(if: Shell.has("mthread") && Shell.has("mscan"), "needs mblaze"))
    func mblazeShowsAThread() throws {
        try withTemporaryDirectory { directory in
            let maildir = try MessageFolder(creating: directory)
            var batch = try StagedBatch(in: maildir.staging, count: 1)
            let first = try sampleEvent()
            var reply = try sampleEvent(id: "SS00/2025-12-0001/2", text: "修好了")
            (reply.kind, reply.by, reply.inReplyTo) = ("replied", "张三代表", first.messageID)
            reply.messageID = try #require(MessageID("<SS00-1.2@llz.example.gov.cn>"))
            for event in [first, reply] { try batch.add(event.mail(.chinese).bytes, as: MailName(of: event)) }
            try batch.sync()
            try maildir.publish(batch.names)
            // mscan reports on stderr that no sequence was ever saved; only what it prints counts.
            let command = "mlist '\(directory)' | mthread | LC_ALL=C.UTF-8 mscan -f '%i%f|%s' 2>/dev/null"
            let threads = try run("env", "MBLAZE=\(directory)", "sh", "-c", command)
            let lines = threads.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first == "群众 李四|【留言】\(first.case) 道路交通：路灯坏了三天，晚上看不见。")
            #expect(lines.last?.hasSuffix("张三代表|【已答复】\(first.case) 道路交通：修好了") == true)
            #expect(lines.last?.hasPrefix("张三代表") == false, "the reply is indented below its message")
        }
    }
}
