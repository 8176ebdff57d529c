import LiaisonSystem
import LiaisonText
import Testing

/// A head station and the stations below it, however deep: what its officers see and do, and what lists and reports of it
/// take along.
@Suite struct BranchCommandTests {
    private let installation: TemporaryInstallation
    /// The case of each station.
    private let cases: [String: String]

    init() throws {
        installation = try TemporaryInstallation()
        let stations = try installation.file(
            "stations.csv",
            """
            id,name,parent,address,phone,reception
            SS00,韶山总站,,,,
            SS01,清溪站,SS00,,,
            SS011,新湖片区站,SS01,,,
            SS02,银田站,,,,

            """)
        let deputies = try installation.file(
            "deputies.csv", "name,station,level\n张三,SS00,县\n王五,SS011,县\n")
        try Files.replace("\(installation.path)/secret", with: Array(String(repeating: "07", count: 32).utf8))
        _ = try installation.file(
            "liaison.conf", "base_url = https://llz.example.gov.cn\nname = 韶山市代表联络平台\n")
        let imported = installation.run("roster", "import", stations, deputies)
        try #require(imported.exitCode == .done, "\(imported.errors)")
        var cases: [String: String] = [:]
        for station in ["SS00", "SS01", "SS011", "SS02"] {
            let entered = installation.run(
                "intake", "--station", station, "--text", "路灯坏了", "--json")
            try #require(entered.exitCode == .done, "\(entered.errors)")
            cases[station] = try JSON(parsing: Array(entered.output.utf8))["case"]?.text
        }
        self.cases = cases
    }

    private func json(_ words: String...) throws -> JSON {
        let run = CommandLineRun(words + ["--json"], environment: ["LIAISON_DATA": installation.path])
        try #require(run.exitCode == .done, "\(run.errors)")
        return try JSON(parsing: Array(run.output.utf8))
    }

    private static let narrowed = [
        "reception list", "log list", "points", "notice list", "roster list", "report", "report --norms",
        "inbox list", "quarantine list", "token issue", "token slip --output OUT", "digest --output OUT",
        "poster --output OUT", "archive --all --output OUT", "verify", "seal",
        "contact set --channel mail --address a@example.cn", "contact remove", "intake --text 路灯坏了",
        "reception set --on 2026-01-20", "reception cancel --on 2026-01-20 --reason 开会",
        "log add --duty visit --on 2025-12-20 --deputy 张三", "notice post --title 通知 --text 开会",
    ]

    private func named(_ station: String, _ line: String, in path: String) -> CommandLineRun {
        let words = line.replacing("OUT", with: "\(path)/out").split(separator: " ").map(String.init)
        return CommandLineRun(words + ["--station", station], environment: ["LIAISON_DATA": path])
    }

    @Test(arguments: narrowed)
    func anUnknownStationIsAnsweredAlikeEverywhere(line: String) {
        let run = named("清溪", line, in: installation.path)
        #expect(run.exitCode == .usage, "\(run.errors)")
        #expect(run.output.isEmpty && run.errors.contains("SS01 清溪站"), "\(run.errors)")
    }

    @Test(arguments: narrowed)
    func ofStationsOfOneNameBothAreNamed(line: String) throws {
        let twins = try TemporaryInstallation()
        let file = try twins.file("stations.csv", "站点编号,站点名称\nA1,甲站\nA2,甲站\n")
        try Files.replace("\(twins.path)/secret", with: Array(String(repeating: "07", count: 32).utf8))
        _ = try twins.file("liaison.conf", "base_url = https://llz.example.gov.cn\nname = 甲\n")
        let imported = twins.run("roster", "import", file)
        try #require(imported.exitCode == .done, "\(imported.errors)")
        let run = named("甲站", line, in: twins.path)
        #expect(run.exitCode == .usage, "\(run.errors)")
        #expect(run.errors.contains("A1 甲站") && run.errors.contains("A2 甲站"), "\(run.errors)")
    }

    @Test func aTableGoesToTheFileThatIsNamed() throws {
        let environment = ["LIAISON_DATA": installation.path]
        for line in ["points", "report --norms"] {
            let path = "\(installation.path)/table"
            let shown = CommandLineRun(line, environment: environment)
            let run = CommandLineRun("\(line) --output \(path)", environment: environment)
            #expect(run.exitCode == .done && run.output.isEmpty, "\(run.errors)")
            #expect(shown.output.contains("SS01") || shown.output.contains("王五"))
            #expect(String(decoding: try Files.read(path), as: UTF8.self) == shown.output)
        }
    }

    @Test func aRevokedCodeNamesTokensAndCasesThatItLeavesBehind() throws {
        let list = try json("roster", "list", "--kind", "deputy").elements ?? []
        let code = try #require(list.first { $0["name"]?.text == "王五" }?["code"]?.text)
        #expect(installation.run("token", "issue", "--deputy", code).exitCode == .done)
        let token = try #require(try json("token", "list").elements?.first?["id"]?.text)
        let entered = installation.run(
            "intake", "--station", "SS011", "--to", code, "--text", "井盖坏了", "--json")
        let number = try #require(try JSON(parsing: Array(entered.output.utf8))["case"]?.text)
        let run = installation.run("code", "revoke", code, "--reason", "海报被冒用")
        #expect(run.exitCode == .done && run.output.isEmpty)
        #expect(
            run.errors.contains("  \(token)  ") && run.errors.contains("  \(number)  SS011  王五"),
            "\(run.errors)")
        for other in cases.values { #expect(!run.errors.contains(other)) }
    }

    @Test(arguments: [
        (["--station", "SS00"], ["SS00"]), (["--station", "SS00", "--below"], ["SS00", "SS01", "SS011"]),
        (["--station", "SS01", "--below"], ["SS01", "SS011"]), (["--station", "SS02", "--below"], ["SS02"]),
        (["--below"], ["SS00", "SS01", "SS011", "SS02"]),
    ])
    func listsAndReportsTakeBranchesAlongWhenAsked(options: [String], stations: [String]) throws {
        let environment = ["LIAISON_DATA": installation.path]
        let list = CommandLineRun(["inbox", "list", "--json"] + options, environment: environment)
        let found = try JSON(parsing: Array(list.output.utf8)).elements?.compactMap { $0["station"]?.text }
        #expect(found?.sorted() == stations, "\(list.errors)")
        let run = CommandLineRun(["report", "--json"] + options, environment: environment)
        let report = try JSON(parsing: Array(run.output.utf8))
        #expect(report["stations"]?.elements?.compactMap { $0["station"]?.text }.sorted() == stations)
        #expect(report["totals"]?["received"]?.integer == stations.count)
        #expect(report["totals"]?["people"]?.integer == stations.count)
    }

    @Test func theHeadStationsOfficerActsForItsBranchesAndNoOther() throws {
        let environment = ["LIAISON_DATA": installation.path]
        for station in ["SS00", "SS01", "SS011"] {
            let number = try #require(cases[station])
            let acted = CommandLineRun(
                ["assign", number, "--unit", "县交通局", "--station", "SS00"], environment: environment)
            #expect(acted.exitCode == .done, "\(acted.errors)")
        }
        for (station, officer) in [("SS02", "SS00"), ("SS00", "SS01"), ("SS01", "SS011")] {
            let number = try #require(cases[station])
            let refused = CommandLineRun(
                ["urge", number, "--station", officer], environment: environment)
            #expect(
                refused.exitCode == .failed && refused.errors.contains("There is no such thing"),
                "\(refused.errors)")
        }
    }

    @Test func aReportNamesItsOrganisationAndStation() throws {
        let whole = installation.run("report").output
        #expect(whole.hasPrefix("韶山市代表联络平台\n"), "\(whole)")
        let one = installation.run("report", "--station", "清溪站", "--below").output
        #expect(one.hasPrefix("韶山市代表联络平台 清溪站, with its branches\n"), "\(one)")
        let own = installation.run("report", "--station", "清溪站").output
        #expect(own.hasPrefix("韶山市代表联络平台 清溪站\n"), "\(own)")
    }
}
