import Glibc
import LiaisonSystem
import LiaisonWording
import TestSupport
import Testing

@testable import LiaisonMail

@Suite struct MboxTests {
    /// Stages three messages and answers their names, and what the file is to hold.
    private func stage(in mbox: Mbox) throws -> (names: [MailName], bytes: [UInt8]) {
        var batch = try StagedBatch(in: mbox.staging, count: 3)
        var bytes: [UInt8] = []
        for index in 1...3 {
            let event = try sampleEvent(id: "m/\(index)", text: "From the start \(index)\n")
            let content = MessageFormat.mbox.content(of: event, .english)
            try batch.add(content, as: MailName(of: event))
            bytes += content
        }
        try batch.sync()
        return (batch.names, bytes)
    }

    @Test func startsEachMessageAsRFC4155Says() throws {
        let event = try sampleEvent()
        let text = String(decoding: MessageFormat.mbox.content(of: event, .english), as: UTF8.self)
        #expect(
            text.hasPrefix("From \(MailName(of: event))@liaison.invalid Wed Dec 24 06:05:09 2025\nFrom: "))
        #expect(text.hasSuffix("\n\n"))
    }

    @Test(
        arguments: [(1_765_000_000_000, "Sat Dec  6 05:46:40 2025"), (0, "Thu Jan  1 00:00:00 1970")]
            as [(Int64, String)])
    func datesAsAsctimeDoes(_ milliseconds: Int64, _ date: String) {
        #expect(Timestamp(milliseconds: milliseconds).asctime == date)
    }

    /// A kill may leave any part of the append in the file.
    @Test(arguments: [0, 1, 30, 600, 1200, 100_000])
    func finishesATornAppend(_ written: Int) throws {
        try withTemporaryDirectory { path in
            let mbox = try Mbox(creating: "\(path)/inbox.mbox")
            try Files.create(mbox.path, with: Array("From x@y Thu Jan  1 00:00:00 1970\n\nfirst\n\n".utf8))
            let before = try Files.read(mbox.path)
            let (names, bytes) = try stage(in: mbox)
            let position = try mbox.position()
            try Files.replace(mbox.path, with: before + bytes.prefix(written))
            try mbox.publish(names, at: position)
            #expect(try Files.read(mbox.path) == before + bytes)
            #expect(try Files.names(in: mbox.staging.directory).isEmpty)
            #expect(try mbox.names() == Set(names))
        }
    }

    @Test func appendsNothingTwiceWhenAReaderHasWrittenTheFileAnew() throws {
        try withTemporaryDirectory { path in
            let mbox = try Mbox(creating: "\(path)/inbox.mbox")
            let (names, bytes) = try stage(in: mbox)
            let entries = MboxContent(bytes).entries
            // The first two came through; the reader has then deleted the first and marked the second.
            let second = String(decoding: entries[1].whole, as: UTF8.self)
                .replacing("MIME-Version:", with: "Status: RO\nMIME-Version:")
            try Files.create(mbox.path, with: Array(second.utf8))
            try mbox.publish(names, at: 99_999)
            #expect(try mbox.names() == Set(names))
            #expect(MboxContent(try Files.read(mbox.path)).entries.count == 3)
        }
    }

    @Test func keepsThePageOnlyWhileItIsPromised() throws {
        try withTemporaryDirectory { path in
            let mbox = try Mbox(creating: "\(path)/inbox.mbox")
            let (names, bytes) = try stage(in: mbox)
            try mbox.staging.clear(keeping: names)
            #expect(try Files.read(mbox.staging.page) == bytes)
            try mbox.staging.clear(keeping: [])
            #expect(try Files.names(in: mbox.staging.directory).isEmpty)
        }
    }

    /// A page is copied by the MiB.
    @Test func appendsAPageOfAnySize() throws {
        try withTemporaryDirectory { path in
            let mbox = try Mbox(creating: "\(path)/inbox.mbox")
            var batch = try StagedBatch(in: mbox.staging, count: 500)
            var bytes: [UInt8] = []
            for index in 0..<500 {
                let event = try sampleEvent(
                    id: "m/\(index)", text: String(repeating: "字", count: 1000 + index))
                let content = MessageFormat.mbox.content(of: event, .english)
                try batch.add(content, as: MailName(of: event))
                bytes += content
            }
            try batch.sync()
            #expect(bytes.count > 2 << 20)
            // An interruption came when two thirds of it were there.
            try Files.create(mbox.path, with: Array(bytes.prefix(bytes.count * 2 / 3)))
            try mbox.publish(batch.names, at: 0)
            #expect(try Files.read(mbox.path) == bytes)
        }
    }

    @Test func addsNothingOnceThePageHasGone() throws {
        try withTemporaryDirectory { path in
            let mbox = try Mbox(creating: "\(path)/inbox.mbox")
            let (names, _) = try stage(in: mbox)
            try mbox.publish(names, at: 0)
            // The user deletes everything; the pull is then resumed where it had removed what it staged.
            try Files.replace(mbox.path, with: [])
            try mbox.publish(names, at: 0)
            #expect(try Files.read(mbox.path).isEmpty)
        }
    }

    @Test func isReadableByItsOwnerAlone() throws {
        try withTemporaryDirectory { path in
            let mbox = try Mbox(creating: "\(path)/mail/inbox.mbox")
            try mbox.publish(try stage(in: mbox).names, at: 0)
            #expect(try Files.status(mbox.path)?.permissions == 0o600)
        }
    }

    @Test(.enabled(if: Shell.has("python3"), "needs python3"))
    func pythonReadsTheSameMessages() throws {
        try withTemporaryDirectory { path in
            let mbox = try Mbox(creating: "\(path)/inbox.mbox")
            try mbox.publish(try stage(in: mbox).names, at: 0)
            let script = """
                import mailbox, sys
                for m in mailbox.mbox(sys.argv[1]): print(m.get_payload(decode=True).decode().splitlines()[0])
                """
            let result = try ChildProcess.output(of: ["python3", "-c", script, mbox.path])
            #expect(
                String(decoding: result.bytes, as: UTF8.self)
                    == "From the start 1\nFrom the start 2\nFrom the start 3\n")
        }
    }
}
