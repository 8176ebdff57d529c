import Foundation
import Testing

/// What mail readers make of a pulled Maildir.
@Suite struct MailReaderTests {
    @Test(
        .enabled(if: Program.tool("mthread") != nil && Program.tool("mlist") != nil, "needs mblaze"))
    func mblazeShowsACaseAsAThread() throws {
        let installation = try Installation()
        let server = try RunningServer(installation.data)
        let browser = Browser(port: server.port)
        let code = try installation.code("deputy")
        let receipt = try #require(try browser.write("路灯坏了", to: code).header("Location"))
        #expect(try browser.write("公交太少", to: code).status == 303)
        let nonce = try #require(try browser.get(receipt).nonce)
        let appended = try browser.post(receipt, ["nonce": nonce, "kind": "append", "text": "还没修好"])
        #expect(appended.status == 303)
        let maildir = "\(installation.scratch.path)/mail"
        let pull = try Program.run("inbox", "pull", "--data", installation.data, "--to", maildir)
        #expect(pull.status == 0, "\(pull.talk)")

        let shell = URL(fileURLWithPath: "/bin/sh")
        let threads = try Program.run(shell, ["-c", "mlist \"$1\" | mthread", "sh", maildir])
        let lines = threads.output.split(separator: "\n")
        #expect(lines.count == 3, "\(threads.output)\(threads.talk)")
        // mthread(1) indents a reply below what it replies to.
        #expect(lines.filter { $0.hasPrefix(" ") }.count == 1)
        let number = try #require(receipt.split(separator: "/").dropFirst().first)
        let reply = try #require(lines.firstIndex { $0.hasPrefix(" ") })
        #expect(reply > 0)
        #expect(lines[reply].contains(number) && lines[reply - 1].contains(number))
    }

    @Test(.enabled(if: Program.tool("script") != nil, "needs script(1)"))
    func pagesACaseOnATerminal() throws {
        let installation = try Installation()
        let server = try RunningServer(installation.data)
        let code = try installation.code("deputy")
        let receipt = try #require(try Browser(port: server.port).write("路灯坏了", to: code).header("Location"))
        let number = try #require(receipt.split(separator: "/").dropFirst().first)
        let liaison = Program.directory.appendingPathComponent("liaison").path
        let seen = "\(installation.scratch.path)/seen"
        let command = "\(liaison) inbox show \(number) --data \(installation.data)"
        let script = try #require(Program.tool("script"))
        let result = try Program.run(
            script, ["-qec", command, "/dev/null"],
            environment: ["PAGER": "tee \(seen) >/dev/null; echo paged", "TERM": "xterm"])
        #expect(result.status == 0)
        #expect(result.output.contains("paged"))
        #expect(try String(contentsOfFile: seen, encoding: .utf8).contains("路灯坏了"))
        // A pager that isn't there leaves the text on the screen.
        let without = try Program.run(
            script, ["-qec", command, "/dev/null"], environment: ["PAGER": "no-such-pager", "TERM": "xterm"])
        #expect(without.output.contains("路灯坏了"))
    }

    @Test func opensAMessageInAProgram() throws {
        let installation = try Installation()
        let server = try RunningServer(installation.data)
        let code = try installation.code("deputy")
        let receipt = try #require(try Browser(port: server.port).write("路灯坏了", to: code).header("Location"))
        let number = String(try #require(receipt.split(separator: "/").dropFirst().first))
        let runtime = "\(installation.scratch.path)/runtime"
        try FileManager.default.createDirectory(atPath: runtime, withIntermediateDirectories: true)
        let opened = try Program.run(
            "inbox", "open", number, "--data", installation.data, "--with", "head -c 5",
            environment: ["XDG_RUNTIME_DIR": runtime])
        #expect(opened.status == 0, "\(opened.talk)")
        #expect(opened.output == "From:")
        let file = "\(runtime)/liaison/\(number).eml"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let failed = try Program.run(
            "inbox", "open", number, "--data", installation.data, "--with", "false",
            environment: ["XDG_RUNTIME_DIR": runtime])
        #expect(failed.status == 1)
    }

    @Test(arguments: ["eml", "mbox", "json"])
    func exportsEveryMessage(format: String) throws {
        let installation = try Installation()
        let server = try RunningServer(installation.data)
        let code = try installation.code("deputy")
        for text in ["一", "二", "三"] {
            #expect(try Browser(port: server.port).write(text, to: code).status == 303)
        }
        let output = "\(installation.scratch.path)/out"
        let result = try Program.run(
            "inbox", "export", "--format", format, "--output", output, "--data", installation.data)
        #expect(result.status == 0, "\(result.talk)")
        switch format {
        case "eml": #expect(try FileManager.default.contentsOfDirectory(atPath: output).count == 3)
        case "mbox":
            let text = try String(contentsOfFile: output, encoding: .utf8)
            #expect(text.split(separator: "\nMessage-ID:").count == 4)
        default:
            let text = try String(contentsOfFile: output, encoding: .utf8)
            #expect(text.contains("\"text\": \"二\""))
        }
    }
}
