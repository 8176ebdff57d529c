import LiaisonSystem
import LiaisonWording
import TestSupport
import Testing

@testable import LiaisonMail

@Suite struct ErasureTests {
    private let moment = Timestamp(milliseconds: 1_795_226_400_000)

    /// A Maildir with a read message, its unread reply, the erasure's own message and another case's message.
    private func maildir(at path: String) throws -> MessageFolder {
        let maildir = try MessageFolder(creating: path)
        let first = try sampleEvent(id: "a/1")
        var reply = try sampleEvent(id: "a/2")
        (reply.kind, reply.inReplyTo) = ("replied", first.messageID)
        var erased = try sampleEvent(id: "a/3", text: nil)
        erased.kind = "erased"
        var other = try sampleEvent(id: "b/1")
        other.case = try sampleCase(8)
        var batch = try StagedBatch(in: maildir.staging, count: 1)
        for event in [first, reply, erased, other] {
            try batch.add(event.mail(.chinese).bytes, as: MailName(of: event))
        }
        try batch.sync()
        try maildir.publish(batch.names)
        let name = MailName(of: first)
        try Files.create("\(path)/cur/\(name):2,S", with: Files.read("\(path)/new/\(name)"))
        try Files.remove("\(path)/new/\(name)")
        return maildir
    }

    /// Every file's path below the Maildir and its content, decoded as far as these messages need it.
    private func contents(_ path: String) throws -> [String: String] {
        var contents: [String: String] = [:]
        for folder in ["new", "cur", "tmp", ".liaison/staging"] {
            for name in try Files.names(in: "\(path)/\(folder)") {
                contents["\(folder)/\(name)"] = String(
                    decoding: try Files.read("\(path)/\(folder)/\(name)"), as: UTF8.self)
            }
        }
        return contents
    }

    @Test func replacesEveryMessageOfTheCaseInItsPlace() throws {
        try withTemporaryDirectory { path in
            let maildir = try maildir(at: path)
            let before = try contents(path)
            try maildir.erase(try sampleCase(), at: moment, language: .chinese)
            let after = try contents(path)
            #expect(after.keys.sorted() == before.keys.sorted())
            let changed = after.keys.filter { after[$0] != before[$0] }
            #expect(changed.count == 2)
            for key in changed {
                let message = try #require(after[key])
                #expect(message.contains("\nLiaison-Erased: 2026-11-21T10:00:00.000+08:00\n"))
                #expect(message.contains("\nMessage-ID: <SS00-1.1@llz.example.gov.cn>\n"))
                #expect(message.contains("\nDate: Wed, 24 Dec 2025 14:05:09 +0800\n"))
            }
            let replies = changed.filter { after[$0]?.contains("\nReferences: <SS00-1.1@") == true }
            #expect(replies.count == 1)
        }
    }

    @Test func changesNothingTheSecondTime() throws {
        try withTemporaryDirectory { path in
            let maildir = try maildir(at: path)
            try maildir.erase(try sampleCase(), at: moment, language: .chinese)
            let once = try contents(path)
            try maildir.erase(try sampleCase(), at: moment.adding(milliseconds: 60_000), language: .english)
            #expect(try contents(path) == once)
        }
    }
}
