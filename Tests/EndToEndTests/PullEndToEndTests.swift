import Foundation
import LiaisonText
import Testing

@Suite struct PullEndToEndTests {
    let installation: Installation
    let server: RunningServer

    init() throws {
        installation = try Installation()
        server = try RunningServer(installation.data)
    }

    private func pull(token: String, to maildir: String) throws -> Program.Result {
        let file = "\(installation.scratch.path)/token"
        try token.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        return try Program.run(
            "inbox", "pull", "--server", "http://127.0.0.1:\(server.port)", "--token-file", file, "--to",
            maildir,
            environment: ["HOME": installation.scratch.path])
    }

    private func messages(in maildir: String) throws -> [String] {
        try ["new", "cur"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: "\(maildir)/\(folder)").map {
                "\(folder)/\($0)"
            }
        }
    }

    @Test func aDeputyPullsTheirOwnMessagesExactlyOnce() throws {
        let people = try installation.roster().filter { $0["kind"]?.text == "deputy" }
        let (mine, other) = (try #require(people[0]["code"]?.text), try #require(people[1]["code"]?.text))
        let browser = Browser(port: server.port)
        for index in 0..<5 { #expect(try browser.write("给我的第\(index)条", to: mine).status == 303) }
        #expect(try browser.write("给别人的", to: other).status == 303)
        let token = try installation.token("--deputy", mine)
        let maildir = "\(installation.scratch.path)/mail"
        let first = try pull(token: token, to: maildir)
        #expect(first.status == 0, "\(first.talk)")
        let arrived = try messages(in: maildir)
        #expect(arrived.count == 5)
        #expect(try pull(token: token, to: maildir).status == 0)
        #expect(try messages(in: maildir) == arrived)
        #expect(try browser.write("又一条", to: mine).status == 303)
        #expect(try pull(token: token, to: maildir).status == 0)
        #expect(try messages(in: maildir).count == 6)
    }

    @Test func aLocalPullGivesTheSame() throws {
        let code = try installation.code("deputy")
        #expect(try Browser(port: server.port).write("本机", to: code).status == 303)
        let maildir = "\(installation.scratch.path)/local"
        let result = try Program.run("inbox", "pull", "--data", installation.data, "--to", maildir)
        #expect(result.status == 0, "\(result.talk)")
        #expect(try messages(in: maildir).count == 1)
    }

    @Test(.enabled(if: Program.tool("python3") != nil, "needs python3"))
    func pythonReadsEveryMessageWithoutDefects() throws {
        let code = try installation.code("deputy")
        let browser = Browser(port: server.port)
        for text in [
            "普通", "From the start\n.\n..", "很长" + String(repeating: "字", count: 4000), "𠮷🙂\u{202E}x",
        ] {
            #expect(try browser.write(text, to: code).status == 303)
        }
        let maildir = "\(installation.scratch.path)/mail"
        #expect(try pull(token: try installation.token("--office"), to: maildir).status == 0)
        let script = """
            import email, email.policy, pathlib, sys
            files = [p for p in pathlib.Path(sys.argv[1]).glob("new/*")]
            for path in files:
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                parts = list(message.walk())
                assert not any(part.defects for part in parts), (path, [part.defects for part in parts])
                assert message["Message-ID"] and message["Date"] and message["From"] and message["Subject"]
            print(len(files))
            """
        let python = try #require(Program.tool("python3"))
        let result = try Program.run(python, ["-c", script, maildir])
        #expect(result.output == "4\n", "\(result.talk)")
    }

    @Test func aWrongTokenIsNotAllowed() throws {
        let result = try pull(
            token: "llz_wrongwrongwrongwrongwrongwrongwr", to: "\(installation.scratch.path)/m")
        #expect(result.status == 4)
        #expect(try Browser(port: server.port).get("/api/v1/whoami").status == 401)
    }

    @Test func aForeignCaseIsAsAbsentAsNone() throws {
        let people = try installation.roster().filter { $0["kind"]?.text == "deputy" }
        let (mine, other) = (try #require(people[0]["code"]?.text), try #require(people[1]["code"]?.text))
        let browser = Browser(port: server.port)
        let location = try #require(try browser.write("给别人的", to: other).header("Location"))
        let number = String(location.split(separator: "/")[1])
        let token = try installation.token("--deputy", mine)
        let foreign = try browser.get("/api/v1/cases/\(number)", headers: ["Authorization: Bearer \(token)"])
        let absent = try browser.get(
            "/api/v1/cases/SS00-200101-00000", headers: ["Authorization: Bearer \(token)"])
        #expect(foreign.status == 404)
        #expect(foreign.body == absent.body)
    }
}
