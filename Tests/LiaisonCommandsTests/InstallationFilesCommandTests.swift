import LiaisonCommands
import LiaisonSystem
import LiaisonText
import Testing

/// Files beside the ledger that are gone or damaged: `verify` names each in everything that it prints, and what doesn't
/// stand on them is shown all the same.
@Suite struct InstallationFilesCommandTests {
    private let installation: LedgerInstallation

    init() throws { installation = try LedgerInstallation() }

    private func run(_ line: String, language: String = "C") -> CommandLineRun {
        installation.run(line, language: language)
    }

    private func replace(_ file: String, with text: String?) throws {
        let path = "\(installation.data)/\(file)"
        guard let text else { return try Files.remove(path) }
        try Files.replace(path, with: Array(text.utf8), mode: 0o600)
    }

    /// The file, what it becomes, the word for it, and on which line.
    static let damage: [(file: String, text: String?, kind: String, line: Int)] = [
        ("roster/roster.jsonl", "", "roster.damaged", 1),
        ("roster/roster.jsonl", nil, "roster.gone", 0),
        ("roster/roster.jsonl", "nonsense\n", "roster.damaged", 1),
        ("secret", nil, "data.no-secret", 0),
        ("secret", "0123\n", "data.bad-secret", 0),
        ("tokens.jsonl", nil, "token.gone", 0),
        ("calendar.txt", "春节 休\n", "calendar.line", 1),
        ("duties.csv", "hello\n", "duties", 1),
        ("contacts.csv", "code,station,channel,address\nxx,,sms,1\n", "contact.code", 2),
        ("liaison.conf", "nonsense\n", "data.bad-line", 1),
    ]

    @Test(arguments: damage)
    func verifyNamesWhatIsWrongBesideTheLedger(
        file: String, text: String?, kind: String, line: Int
    ) throws {
        #expect(run("token issue --office").exitCode == .done)
        #expect(run("verify").exitCode == .done)
        try replace(file, with: text)
        let path = "\(installation.data)/\(file)"
        let verify = run("verify")
        #expect(verify.exitCode == .failed)
        #expect(verify.output.contains(path))
        #expect(verify.output.hasSuffix("\n1 problems found.\n"))
        #expect(!verify.errors.contains("compare the files named"))
        for language in ["C", "zh_CN.UTF-8"] {
            let json = try JSON(parsing: Array(run("verify --json", language: language).output.utf8))
            #expect(json["sound"]?.bool == false)
            let findings = try #require(json["findings"]?.elements)
            #expect(findings.map { $0["kind"]?.text } == [kind])
            #expect(findings.map { $0["path"]?.text } == [path])
            #expect(findings.map { $0["line"]?.integer } == [line])
        }
    }

    @Test func verifyHasAWordForEachProblemOfALine() throws {
        let path = try installation.segment()
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        try Files.replace(path, with: Array(text.replacing("不亮", with: "很亮").utf8))
        try replace("secret", with: nil)
        let run = run("verify --json", language: "zh_CN.UTF-8")
        let json = try JSON(parsing: Array(run.output.utf8))
        #expect(json["findings"]?.elements?.map { $0["kind"]?.text } == ["data.no-secret", "words-altered"])
        #expect(self.run("verify").output.hasSuffix("2 problems found.\n"))
    }

    // MARK: Duties

    private func breakDuties() throws {
        let deputy = installation.deputy.code
        #expect(
            run("log add --station SS00 --duty visit --on 2025-12-01 --deputy \(deputy) --title 走访").exitCode
                == .done)
        try replace("duties.csv", with: "key,duty,register,points\nvisit,走访,visit,many\n")
    }

    @Test func whatDoesNotStandOnDutiesIsShownWithoutThem() throws {
        try breakDuties()
        let archive = "archive \(installation.deputy.code)"
        for line in [
            "report", "report --json", "report --format html", "log list", "log list --json",
            "log list --format csv",
            "log list --format html", archive,
            "\(archive) --json", "\(archive) --format html",
            "archive --all --output \(installation.directory.path)/archives",
        ] {
            let run = run(line)
            #expect(run.exitCode == .partly, "\(line)")
            #expect(!run.output.isEmpty || line.contains("--output"), "\(line)")
            #expect(run.errors.contains("duties.csv, line 2: “many”"), "\(line) \(run.errors)")
        }
        let report = try JSON(parsing: Array(run("report --json").output.utf8))
        #expect(report["totals"]?["received"]?.integer == 2)
        let entry = try JSON(parsing: Array(run("log list --json").output.utf8)).elements?.first
        #expect(entry?["title"]?.text == "走访")
        let table = run("log list --format csv").output
        #expect(
            table.hasPrefix(
                "\u{FEFF}Date,Duty,Deputies,People,Title,Text,Case,Reference,Station,State,Entry,"))
        #expect(table.contains(",visit,") && table.contains("走访"))
        #expect(run("log list --output x.csv").exitCode == .usage)
        #expect(entry?["duty"]?.text == "visit")
        #expect(entry?["duty_name"] == .null && entry?["register"] == .null)
        let shown = run("log show \(entry?["entry"]?.text ?? "")")
        #expect(shown.exitCode == .partly && shown.output.contains("走访"))
        let file = try JSON(parsing: Array(run("\(archive) --json").output.utf8))
        #expect(file["cases"]?["received"]?.integer == 1)
        #expect(file["entries"]?.elements?.count == 1)
        #expect(file["points"] == .null && file["scored"] == .null)
        #expect(!run(archive).output.contains("Points"))
    }

    @Test func whatStandsOnDutiesIsRefusedWithTheirMistake() throws {
        try breakDuties()
        for line in ["points", "points --json", "log list --register visit", "log list --duty visit"] {
            let run = run(line)
            #expect(run.exitCode == .failed && run.output.isEmpty, "\(line)")
            #expect(run.errors.contains("duties.csv"), "\(line) \(run.errors)")
        }
    }
}
