import LiaisonSystem
import LiaisonText
import Testing

/// Contacts, news by hand, the sheet for the day, and what `doctor` and `verify` say of them.
@Suite struct NewsCommandTests {
    private let installation: TemporaryInstallation
    private let deputy: String
    private let other: String

    init() throws {
        installation = try TemporaryInstallation()
        let stations = try installation.file(
            "stations.csv", "id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\n")
        let deputies = try installation.file(
            "deputies.csv", "name,station,level\n张三,SS00,县\n李四,SS00,县\n王五,SS00,县\n")
        try Files.replace("\(installation.path)/secret", with: Array(String(repeating: "07", count: 32).utf8))
        try Self.configure(installation)
        let imported = installation.run("roster", "import", stations, deputies)
        try #require(imported.exitCode == .done, "\(imported.errors)")
        let list = try JSON(parsing: Array(installation.run("roster", "list", "--json").output.utf8))
        func code(_ name: String) throws -> String {
            let holder = try #require(list.elements?.first { $0["name"]?.text == name })
            return try #require(holder["code"]?.text)
        }
        (deputy, other) = (try code("张三"), try code("李四"))
    }

    private static func configure(_ installation: TemporaryInstallation, _ line: String = "") throws {
        _ = try installation.file(
            "liaison.conf",
            "base_url = https://llz.example.gov.cn\nname = 韶山\nhandler = x\ncontact = x\nretention = x\n\(line)\n"
        )
    }

    private func list() throws -> [JSON] {
        let run = installation.run("contact", "list", "--json")
        return try #require(try JSON(parsing: Array(run.output.utf8)).elements)
    }

    private func set(_ words: String..., input: String = "") -> CommandLineRun {
        CommandLineRun(
            ["contact", "set"] + words, input: .bytes(Array(input.utf8)),
            environment: ["LIAISON_DATA": installation.path])
    }

    /// Makes the operator's program, and says so in the settings.
    private func program(_ body: String) throws {
        let path = "\(installation.path)/program"
        let text = "#!/bin/sh\n\(body)\n"
        try Files.replace(path, with: Array(text.utf8), mode: 0o700)
        try Self.configure(installation, "notify_command = \(path)")
    }

    // MARK: Contacts

    @Test func aContactIsSetReplacedListedAndRemoved() throws {
        #expect(set("--deputy", deputy, "--channel", "WeCom", "--address", "one").exitCode == .done)
        #expect(set("--deputy", deputy, "--channel", "mail", input: "a@b.cn\n").exitCode == .done)
        #expect(set("--station", "SS00", "--channel", "ntfy", "--address", "topic").exitCode == .done)
        let contacts = try list()
        #expect(contacts.map { $0["channel"]?.text } == ["mail", "ntfy"])
        #expect(contacts.map { $0["address"]?.text } == ["a@b.cn", "topic"])
        #expect(contacts.map { $0["code"]?.text } == [deputy, nil])
        #expect(contacts.map { $0["station"]?.text } == ["SS00", "SS00"])
        #expect(contacts.allSatisfy { $0["over"]?.bool == false })
        #expect(try Files.status("\(installation.path)/contacts.csv")?.permissions == 0o600)
        #expect(installation.run("contact", "remove", "--deputy", deputy).exitCode == .done)
        #expect(installation.run("contact", "remove", "--deputy", deputy).exitCode == .failed)
        #expect(try list().count == 1)
        // It is nobody's to see in the roster.
        for words in [["roster", "list", "--json"], ["roster", "export"]] {
            let run = CommandLineRun(words, environment: ["LIAISON_DATA": installation.path])
            #expect(!run.output.contains("topic"))
        }
    }

    @Test(arguments: [
        ["--channel", "mail", "--address", "x"],
        ["--deputy", "0000000", "--channel", "mail", "--address", "x"],
        ["--station", "SS99", "--channel", "mail", "--address", "x"],
        ["--station", "SS00", "--channel", "two words", "--address", "x"],
        ["--station", "SS00", "--channel", "mail", "--address", "a\nb"],
        ["--station", "SS00", "--channel", "mail"],
        ["--station", "SS00", "--deputy", "0000000", "--channel", "mail", "--address", "x"],
    ])
    func whatIsWrongChangesNothing(words: [String]) throws {
        let run = CommandLineRun(
            ["contact", "set"] + words, environment: ["LIAISON_DATA": installation.path])
        #expect(run.exitCode != .done)
        #expect(try Files.status("\(installation.path)/contacts.csv") == nil)
    }

    @Test func aContactGoesWithThePersonAndWithTheCode() throws {
        for code in [deputy, other] {
            #expect(
                set("--deputy", code, "--channel", "mail", "--address", "secret-\(code)").exitCode == .done)
        }
        let revoked = installation.run("code", "revoke", deputy)
        #expect(revoked.exitCode == .done)
        #expect(revoked.errors.contains(deputy))
        #expect(try list().map { $0["code"]?.text } == [other])
        let reissued = installation.run("code", "reissue", other)
        #expect(reissued.exitCode == .done)
        #expect(try list().isEmpty)
        #expect(
            !String(decoding: try Files.read("\(installation.path)/contacts.csv"), as: UTF8.self).contains(
                "secret"))
        // Whoever leaves office takes it along.
        let fresh = reissued.output.split(separator: "\n").joined()
        #expect(set("--deputy", fresh, "--channel", "mail", "--address", "again").exitCode == .done)
        let rest = try installation.file("rest.csv", "name,station,level\n张三,SS00,县\n王五,SS00,县\n")
        #expect(installation.run("roster", "import", "--prune", "--yes", rest).exitCode == .done)
        #expect(try list().isEmpty)
    }

    @Test func aBadLineIsToldByEveryWhoUsesTheFileAndCostsNoOther() throws {
        _ = try installation.file(
            "contacts.csv", "code,station,channel,address\n\(deputy),,mail,a@b.cn\nnobody,,mail,x\n")
        let listed = installation.run("contact", "list")
        #expect(listed.exitCode == .partly)
        #expect(listed.output.contains("a@b.cn"))
        #expect(listed.errors.contains("row 3") && listed.errors.contains("nobody"))
        let verified = installation.run("verify")
        #expect(verified.exitCode == .failed)
        #expect(verified.output.contains("row 3"))
        // Another one is set all the same, and the bad line stays for whoever puts it right.
        #expect(set("--deputy", other, "--channel", "mail", "--address", "c@d.cn").exitCode == .partly)
        let text = String(decoding: try Files.read("\(installation.path)/contacts.csv"), as: UTF8.self)
        #expect(text.contains("nobody,,mail,x"))
        #expect(try list().count == 2)
    }

    // MARK: News by hand

    @Test func newsIsHandedOnByHandAndTheCaseSaysSo() throws {
        try program("cat >>\"$(dirname \"$0\")/handed\"")
        #expect(set("--deputy", deputy, "--channel", "mail", "--address", "a@b.cn").exitCode == .done)
        let entered = installation.run(
            "intake", "--station", "SS00", "--to", deputy, "--text", "路灯坏了", "--name", "赵六", "--json")
        let number = try #require(try JSON(parsing: Array(entered.output.utf8))["case"]?.text)
        let run = installation.run("notify", "--once")
        #expect(run.exitCode == .done, "\(run.errors)")
        let handed = String(decoding: try Files.read("\(installation.path)/handed"), as: UTF8.self)
        #expect(handed.contains(number) && handed.contains("a@b.cn"))
        #expect(!handed.contains("路灯") && !handed.contains("赵六") && !handed.contains("张三"))
        let shown = try JSON(
            parsing: Array(installation.run("inbox", "show", number, "--json").output.utf8))
        let event = try #require(shown["events"]?.elements?.last)
        #expect(event["kind"]?.text == "notified")
        #expect(event["news"]?.text == "new")
        #expect(event["channel"]?.text == "mail")
        #expect(event["to"]?.text == deputy)
        #expect(shown["state"]?.text == "received")
        #expect(!String(decoding: shown.bytes, as: UTF8.self).contains("a@b.cn"))
        #expect(installation.run("inbox", "show", number).output.contains("mail"))
        let report = try JSON(parsing: Array(installation.run("report", "--json").output.utf8))
        #expect(report["totals"]?["told"]?.integer == 1)
        #expect(report["totals"]?["told_unanswered"]?.integer == 1)
        #expect(installation.run("verify").exitCode == .done)
    }

    @Test func withoutAProgramItSaysWhatIsMissing() throws {
        let run = installation.run("notify", "--once")
        #expect(run.exitCode == .failed)
        #expect(run.errors.contains("notify_command"))
        let replay = installation.run("notify", "--replay")
        #expect(replay.exitCode == .failed)
    }

    @Test func whatIsStillWaitingIsSaidInTheStatus() throws {
        try program("cat >/dev/null; echo 'errcode 93000' >&2; exit 1")
        _ = installation.run("intake", "--station", "SS00", "--to", deputy, "--text", "路灯坏了")
        let run = installation.run("notify", "--once")
        #expect(run.exitCode == .partly)
        #expect(run.errors.contains("errcode 93000"))
        let doctor = installation.run("doctor", "--json")
        let findings = try #require(try JSON(parsing: Array(doctor.output.utf8)).elements)
        #expect(
            findings.contains {
                $0["check"]?.text == "news" && $0["level"]?.text == "problem"
                    && ($0["message"]?.text ?? "").contains("93000")
            })
    }

    @Test(arguments: [("/nowhere/program", "There is no program"), ("/etc/passwd", "can't be run")])
    func theDoctorNamesAProgramThatCannotRun(command: String, said: String) throws {
        try Self.configure(installation, "notify_command = \(command)")
        let doctor = installation.run("doctor", "--json")
        let findings = try #require(try JSON(parsing: Array(doctor.output.utf8)).elements)
        #expect(
            findings.contains { $0["level"]?.text == "problem" && ($0["message"]?.text ?? "").contains(said) }
        )
    }

    // MARK: The sheet for the day

    @Test func theSheetHasWordsDatesAndSymbolsOfTheFirstAndNamesTheRest() throws {
        var numbers: [String] = []
        for index in 1...14 {
            let entered = installation.run(
                "intake", "--station", "SS00", "--to", deputy, "--text", "<b>第\(index)件</b>", "--json")
            numbers.append(try #require(try JSON(parsing: Array(entered.output.utf8))["case"]?.text))
        }
        #expect(
            installation.run("close", numbers[0], "--outcome", "resolved", "--text", "好了").exitCode == .done)
        let path = "\(installation.path)/day.html"
        let run = installation.run("digest", "--station", "SS00", "--output", path)
        #expect(run.exitCode == .done, "\(run.errors)")
        let page = String(decoding: try Files.read(path), as: UTF8.self)
        #expect(try Files.status(path)?.permissions == 0o600)
        #expect(!page.contains(numbers[0]))
        #expect(!page.contains("<b>第"))
        #expect(page.contains("&lt;b&gt;第"))
        #expect(page.split(separator: "class=\"case\"").count == 5)
        #expect(page.split(separator: "class=\"sheet\"").count == 2)
        #expect(numbers.dropFirst().count { page.contains($0) } == 12)
        #expect(!page.contains("<script"))
        #expect(installation.run("digest", "--station", "SS99", "--output", path).exitCode == .usage)
    }
}
