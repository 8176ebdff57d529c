import LiaisonClient
import LiaisonCodes
import LiaisonCommands
import LiaisonMail
import LiaisonSystem
import LiaisonText
import Synchronization
import Testing

/// `login`, `whoami` and `inbox pull`, with a server made of answers.
@Suite struct RemoteCommandTests {
    /// A server that knows one token; each path has one answer.
    private struct FakeServer: Transport {
        var answers: [String: String]
        /// What the server says that it left out.
        var incomplete: String?

        func send(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
            guard request.fields.contains(.init("Authorization", "Bearer llz_right")) else {
                return ClientResponse(status: 401)
            }
            let path = String(request.target.prefix { $0 != "?" })
            guard let answer = answers[path] else { return ClientResponse(status: 404) }
            let type = path.hasSuffix("events") ? "application/x-ndjson" : "application/json"
            let left = incomplete.map { [("liaison-incomplete", $0)] } ?? []
            return ClientResponse(
                status: 200, fields: [("content-type", type)] + left, body: Array(answer.utf8))
        }
    }

    private let server = FakeServer(answers: [
        "/api/v1/whoami": #"{"kind":"deputy","name":"张三代表","code":"0000000","station":"SS00"}"#
    ])

    /// Runs a command line of a user whose home is `home`; words are parted by spaces.
    private func run(
        _ line: String, home: String, input: String = "", server: (any Transport)? = nil
    ) -> CommandLineRun {
        CommandLineRun(
            line.split(separator: " ").map(String.init), input: .bytes(Array(input.utf8)),
            environment: ["HOME": home], transport: server ?? self.server)
    }

    private func inHome(_ body: (String) throws -> Void) throws {
        let home = try Files.makeTemporaryDirectory(named: "liaison-home")
        let result = Result { try body(home) }
        try Files.removeTree(home)
        try result.get()
    }

    private func event(_ index: Int) throws -> InboxEvent {
        let station = try #require(StationID("SS00"))
        let number = CaseNumber(
            station: station, date: CivilDate(daysSince1970: 20_446), value: UInt64(index))
        return InboxEvent(
            id: "SS00/\(index)", case: number, kind: "received",
            at: Timestamp(milliseconds: 1_766_556_309_000),
            messageID: try #require(MessageID("<\(index)@a>")), station: station, stationName: "站",
            to: try Code(parsing: "0000000"), toName: "张三代表", channel: "scan", text: "路灯")
    }

    @Test func keepsALoginThatTheServerAccepts() throws {
        try inHome { home in
            let login = run("login llz.example.gov.cn", home: home, input: "llz_right\n")
            #expect(login.exitCode == .done)
            #expect(login.output.isEmpty)
            #expect(
                login.errors
                    == "logged in to https://llz.example.gov.cn as 张三代表 (profile llz.example.gov.cn)\n")
            let file = "\(home)/.config/liaison/llz.example.gov.cn.json"
            #expect(try Files.status(file)?.permissions == 0o600)
            let who = run("whoami", home: home)
            #expect(who.output == "张三代表, deputy, code 0000000, station SS00, on https://llz.example.gov.cn\n")
            let json = try JSON(parsing: Array(run("whoami --json", home: home).output.utf8))
            #expect(json["code"]?.text == "0000000")
        }
    }

    @Test(arguments: ["inbox list", "inbox list --json", "inbox pull --to HOME/mail", "quarantine list"])
    func endsWithThreeWhereTheServerLeftSomethingOut(line: String) throws {
        var server = server
        for path in ["cases", "quarantine"] { server.answers["/api/v1/\(path)"] = "[]" }
        server.answers["/api/v1/events"] = #"{"cursor":"c","more":false}"# + "\n"
        try inHome { home in
            #expect(run("login llz.example.gov.cn", home: home, input: "llz_right").exitCode == .done)
            let line = line.replacing("HOME", with: home)
            let whole = run(line, home: home, server: server)
            #expect(whole.exitCode == .done)
            server.incomplete = "SS00, SS01"
            let part = run(line, home: home, server: server)
            #expect(part.exitCode == .partly)
            let sentence = "liaison: the server couldn't read everything of SS00, SS01: "
            #expect(part.errors.ranges(of: sentence).count == 1)
            #expect(part.output == whole.output)
        }
    }

    @Test func keepsNothingThatTheServerRefuses() throws {
        try inHome { home in
            let login = run("login llz.example.gov.cn", home: home, input: "llz_wrong")
            #expect(login.exitCode == .notAllowed)
            #expect(login.errors.hasPrefix("liaison: llz.example.gov.cn doesn't accept the token\n"))
            let kept = try Files.names(in: home)
            #expect(kept.isEmpty)
        }
    }

    @Test func tellsApartSeveralLogins() throws {
        try inHome { home in
            _ = run("login a.example --profile work", home: home, input: "llz_right")
            _ = run("login b.example", home: home, input: "llz_right")
            #expect(run("whoami", home: home).output.hasSuffix("https://b.example\n"))
            #expect(run("whoami --profile work", home: home).output.hasSuffix("https://a.example\n"))
            #expect(run("whoami --server b.example", home: home).exitCode == .done)
            #expect(run("whoami --server c.example", home: home).exitCode == .failed)
        }
    }

    /// Whoever has several logins on one server loses none of them unawares.
    @Test func aSecondHolderOnOneServerTakesNobodysPlace() throws {
        try inHome { home in
            var office = server
            office.answers["/api/v1/whoami"] = #"{"kind":"office","name":"人大办"}"#
            _ = run("login a.example", home: home, input: "llz_right")
            let second = run("login a.example", home: home, input: "llz_right", server: office)
            #expect(second.exitCode == .failed)
            #expect(
                second.errors
                    == "liaison: the login a.example is that of 张三代表 on https://a.example; nothing was changed\nGive this one a name of its own with --as, or run “liaison logout a.example” first.\n"
            )
            #expect(
                run("login a.example --as office", home: home, input: "llz_right", server: office).exitCode
                    == .done)
            let renewed = run("login a.example", home: home, input: "llz_right")
            #expect(
                renewed.errors.contains("the token of profile a.example is this one now"), "\(renewed.errors)"
            )
            let list = run("login list", home: home).output
            #expect(
                list.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") } == [
                    "profile as server", "a.example 张三代表 https://a.example current",
                    "office 人大办 https://a.example",
                ], "\(list)")
            #expect(run("login list --as x", home: home).exitCode == .usage)
            #expect(run("login", home: home).errors.hasPrefix("liaison: the address is missing"))
        }
    }

    @Test func logoutForgetsALoginAndNothingElse() throws {
        try inHome { home in
            for name in ["a", "b", "c"] {
                _ = run("login a.example --as \(name)", home: home, input: "llz_right")
            }
            #expect(run("logout x", home: home).errors.hasPrefix("liaison: there is no login “x”"))
            let out = run("logout", home: home)
            #expect(out.errors.hasPrefix("logged out of c: its token is no longer kept here."))
            #expect(
                out.errors.hasSuffix(
                    "still logged in: a, b. Say which with --profile, or log in to one of them again.\n"))
            let file = try Files.status("\(home)/.config/liaison/c.json")
            #expect(file == nil)
            let unclear = run("whoami", home: home)
            #expect(unclear.exitCode == .usage)
            #expect(
                unclear.errors.hasPrefix(
                    "liaison: there are several logins, and nothing says which is meant: a, b\n"))
            #expect(run("whoami --server a.example", home: home).exitCode == .usage)
            #expect(run("whoami --profile b", home: home).exitCode == .done)
            #expect(run("logout b", home: home).exitCode == .done)
            // The only one is the one that is meant.
            #expect(run("whoami", home: home).exitCode == .done)
            #expect(run("whoami --server a.example", home: home).exitCode == .done)
            #expect(run("logout", home: home).exitCode == .done)
            #expect(run("logout", home: home).errors.hasPrefix("liaison: not logged in"))
            #expect(run("login list", home: home).errors == "not logged in to any server\n")
            #expect(run("login --list --json", home: home).output == "[]\n")
        }
    }

    @Test(arguments: ["maildir", "eml", "json", "mbox"])
    func aPullStrewsNothingAmongDocuments(format: String) throws {
        var server = server
        server.answers["/api/v1/events"] =
            String(decoding: try event(1).json.bytes, as: UTF8.self) + "\n" + #"{"cursor":"c","more":false}"#
            + "\n"
        try inHome { home in
            _ = run("login a.example", home: home, input: "llz_right")
            try Files.makeDirectory("\(home)/Documents")
            try Files.create("\(home)/Documents/letter.txt", with: Array("Dear all".utf8))
            let place = format == "mbox" ? "\(home)/Documents/letter.txt" : "\(home)/Documents"
            let pull = "inbox pull --format \(format) --to "
            let refused = run(pull + place, home: home, server: server)
            #expect(refused.exitCode == .failed)
            #expect(
                refused.errors.hasPrefix(
                    "liaison: \(place) holds something else already; nothing was fetched\n"))
            #expect(try Files.names(in: "\(home)/Documents") == ["letter.txt"])
            #expect(run(pull + "\(home)/new", home: home, server: server).exitCode == .done)
            #expect(run(pull + "\(home)/new", home: home, server: server).exitCode == .done)
        }
    }

    @Test(arguments: [
        (
            "login llz.example.gov.cn --profile ../x",
            "“../x” can't be the name of a login\nIt is made of letters"
        ),
        ("login llz.example.gov.cn --profile current", "“current” can't be the name of a login\n"),
        ("login llz.example.gov.cn", "that is no token\nA token is one word"),
    ])
    func saysWhatIsWrongWithALogin(_ line: String, _ words: String) throws {
        try inHome { home in
            let login = run(line, home: home, input: "llz_two words")
            #expect(login.exitCode == .failed)
            #expect(login.errors.hasPrefix("liaison: \(words)"), "\(login.errors)")
        }
    }

    @Test(arguments: ["llz_right", "llz_right\r\n", "  llz_right\t\n\n"])
    func takesATokenAsItIsPasted(input: String) throws {
        try inHome { home in
            #expect(run("login https://llz.example.gov.cn/", home: home, input: input).exitCode == .done)
            #expect(run("whoami", home: home).output.hasSuffix("https://llz.example.gov.cn\n"))
        }
    }

    @Test func saysHowToRepairADamagedLogin() throws {
        try inHome { home in
            _ = run("login llz.example.gov.cn", home: home, input: "llz_right")
            let file = "\(home)/.config/liaison/llz.example.gov.cn.json"
            try Files.replace(file, with: Array("nonsense".utf8), mode: 0o600)
            #expect(
                run("whoami", home: home).errors
                    == "liaison: \(file) doesn't hold what it should\n“liaison login URL” with the token writes it anew.\n"
            )
            #expect(run("login llz.example.gov.cn", home: home, input: "llz_right").exitCode == .done)
            #expect(run("whoami", home: home).exitCode == .done)
        }
    }

    @Test func saysHowToLogIn() throws {
        try inHome { home in
            let who = run("whoami", home: home)
            #expect(who.exitCode == .failed)
            #expect(
                who.errors.hasPrefix("liaison: not logged in to any server\n“liaison login URL” keeps one;"))
        }
    }

    @Test(arguments: [
        "login", "login http://llz.example.gov.cn", "login ftp://a", "whoami --token-file t",
        "whoami --profile a --token-file t --server b", "inbox pull --data d --server b",
        "inbox pull --deputy 0000000 --station SS00", "inbox pull --station SS00 --profile a",
        "inbox pull --watch 0", "inbox pull --deputy 0000001",
    ])
    func refusesWordsThatMakeNoSense(line: String) throws {
        try inHome { home in
            #expect(run(line, home: home, input: "llz_right").exitCode == .usage)
        }
    }

    @Test func pullsEachMessageOnce() throws {
        try inHome { home in
            let events = try (0..<3).map { String(decoding: try event($0).json.bytes, as: UTF8.self) + "\n" }
            let page = events.joined() + "{\"cursor\":\"3\",\"more\":false}\n"
            let whoami = try #require(server.answers["/api/v1/whoami"])
            let first = FakeServer(answers: ["/api/v1/whoami": whoami, "/api/v1/events": page])
            let last = FakeServer(
                answers: ["/api/v1/whoami": whoami, "/api/v1/events": "{\"cursor\":\"3\",\"more\":false}\n"])
            _ = run("login llz.example.gov.cn", home: home, input: "llz_right")
            let maildir = "\(home)/.local/share/liaison/mail/llz.example.gov.cn"
            #expect(run("inbox pull", home: home, server: first).errors == "3 new messages in \(maildir)\n")
            #expect(try Files.names(in: "\(maildir)/new").count == 3)
            let again = run("inbox pull --json", home: home, server: last)
            #expect(try JSON(parsing: Array(again.output.utf8))["delivered"]?.integer == 0)
            #expect(try Files.names(in: "\(maildir)/new").count == 3)
        }
    }
}
