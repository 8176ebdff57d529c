import Glibc
import LiaisonSystem
import LiaisonWording
import TestSupport
import Testing

@testable import LiaisonMail

@Suite struct MaildirTests {
    private func stage(_ events: [InboxEvent], in maildir: MessageFolder) throws -> [MailName] {
        var batch = try StagedBatch(in: maildir.staging, count: 1)
        for event in events { try batch.add(event.mail(.english).bytes, as: MailName(of: event)) }
        try batch.sync()
        return batch.names
    }

    @Test func namesAnEventAlwaysTheSame() throws {
        let name = MailName(of: try sampleEvent())
        #expect(name == MailName(of: try sampleEvent(text: nil)))
        #expect(name.description.hasPrefix("1766556309.\(try sampleCase())_"))
        #expect(name.description.hasSuffix(".liaison"))
        #expect(name != MailName(of: try sampleEvent(id: "SS00/2025-12-0001/2")))
    }

    @Test(arguments: ["", ":2,S", ":2,", ":2,FRS", ",S=1234:2,S"])
    func knowsANameWhateverItsFlags(flags: String) throws {
        let name = MailName(of: try sampleEvent())
        #expect(MailName(fileName: "\(name)\(flags)") == name)
        #expect(name.belongs(to: try sampleCase()))
        #expect(!name.belongs(to: try sampleCase(8)))
    }

    @Test(arguments: [
        "1.2.host", "x.SS00_0123456789abcdef.liaison", "1.a_0123456789abcde.liaison", ".", "",
        "1._0123456789abcdef.liaison",
    ])
    func passesOverAForeignFile(name: String) {
        #expect(MailName(fileName: name) == nil)
    }

    @Test func deliversNothingBeforePublishing() throws {
        try withTemporaryDirectory { path in
            let maildir = try MessageFolder(creating: "\(path)/mail")
            let names = try stage([try sampleEvent()], in: maildir)
            #expect(try maildir.names().isEmpty)
            try maildir.publish(names)
            #expect(try maildir.names() == Set(names))
            #expect(try Files.names(in: maildir.staging.directory).isEmpty)
            #expect(try Files.read("\(path)/mail/new/\(names[0])") == sampleEvent().mail(.english).bytes)
        }
    }

    @Test func publishesWhatIsLeftAfterAnInterruption() throws {
        try withTemporaryDirectory { path in
            let maildir = try MessageFolder(creating: path)
            let names = try stage([try sampleEvent(), try sampleEvent(id: "b")], in: maildir)
            try maildir.publish([names[0]])
            // The user reads and deletes the first before the pull is resumed.
            try Files.remove("\(path)/new/\(names[0])")
            try maildir.publish(names)
            #expect(try maildir.names() == [names[1]])
        }
    }

    @Test func publishingTwiceLeavesOneFile() throws {
        try withTemporaryDirectory { path in
            let maildir = try MessageFolder(creating: path)
            let names = try stage([try sampleEvent()], in: maildir)
            try maildir.publish(names)
            _ = try stage([try sampleEvent()], in: maildir)
            try maildir.publish(names)
            #expect(try Files.names(in: "\(path)/new").count == 1)
            #expect(try Files.names(in: maildir.staging.directory).isEmpty)
        }
    }

    @Test func clearsOnlyWhatWasNeverPromised() throws {
        try withTemporaryDirectory { path in
            let maildir = try MessageFolder(creating: path)
            let names = try stage([try sampleEvent(), try sampleEvent(id: "b")], in: maildir)
            try maildir.staging.clear(keeping: [names[1]])
            #expect(try Files.names(in: maildir.staging.directory) == [names[1].description])
        }
    }

    @Test func stagesMoreThanAProcessMayHoldOpen() throws {
        try withTemporaryDirectory { path in
            let maildir = try MessageFolder(creating: path)
            let events = try (0..<450).map { try sampleEvent(id: "many/\($0)") }
            try maildir.publish(try stage(events, in: maildir))
            #expect(try maildir.names().count == 450)
        }
    }

    @Test func isReadableByItsOwnerAlone() throws {
        try withTemporaryDirectory { path in
            let maildir = try MessageFolder(creating: "\(path)/mail")
            let names = try stage([try sampleEvent()], in: maildir)
            try maildir.publish(names)
            #expect(try Files.status("\(path)/mail")?.permissions == 0o700)
            #expect(try Files.status("\(path)/mail/new/\(names[0])")?.permissions == 0o600)
        }
    }
}
