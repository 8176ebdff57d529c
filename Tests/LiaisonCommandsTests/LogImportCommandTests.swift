import LiaisonSystem
import LiaisonText
import Testing

/// A register's spreadsheet on the command line. Today is 24 December 2025.
@Suite struct LogImportCommandTests {
    private let installation: TemporaryInstallation

    init() throws {
        installation = try TemporaryInstallation()
        let stations = try installation.file(
            "stations.csv", "id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\n")
        let deputies = try installation.file("deputies.csv", "name,station,level\n张三,SS00,县\n")
        try Files.replace("\(installation.path)/secret", with: Array(String(repeating: "07", count: 32).utf8))
        _ = try installation.file(
            "liaison.conf", "base_url = https://llz.example.gov.cn\nname = 韶山市代表联络平台\n")
        let imported = installation.run("roster", "import", stations, deputies)
        try #require(imported.exitCode == .done, "\(imported.errors)")
    }

    @Test func anEntryTakesSeveralCases() throws {
        let cases = try (1...2).map { index in
            let entered = installation.run(
                "intake", "--station", "SS00", "--channel", "phone", "--text", "来电\(index)")
            return String(try #require(entered.output.split(separator: " ").first, "\(entered.errors)"))
        }
        let added = installation.run(
            "log", "add", "--station", "SS00", "--duty", "visit", "--deputy", "张三", "--on", "2025-12-20",
            "--case", cases[0], "--case", cases[1], "走访")
        #expect(added.exitCode == .done, "\(added.errors)")
        let number = added.output.filter { !$0.isWhitespace }
        #expect(installation.run("log", "show", number).output.contains("\(cases[0])、\(cases[1])"))
        let amended = installation.run("log", "amend", number, "--case", cases[1])
        #expect(amended.exitCode == .done, "\(amended.errors)")
        let shown = installation.run("log", "show", number).output
        #expect(shown.contains(cases[1]) && !shown.contains(cases[0]))
        #expect(installation.run("log", "amend", number, "--case", "").exitCode == .done)
        #expect(!installation.run("log", "show", number).output.contains(cases[1]))
    }

    @Test func whatADeputyDidBeforeMovingIsEnteredWhereItWasDone() throws {
        func run(_ words: [String], day: Int) -> CommandLineRun {
            let moment = CommandLineRun.moment.adding(milliseconds: Int64(day) * 86_400_000)
            return CommandLineRun(words, environment: ["LIAISON_DATA": installation.path], at: moment)
        }
        let header = "id,name,station,level\n"
        let files = [
            try installation.file(
                "more.csv", "id,name,parent,address,phone,reception\nSS01,清水站,,,,\n"),
            try installation.file("numbered.csv", "\(header)D1,张三,SS00,县\n"),
            try installation.file("moved.csv", "\(header)D1,张三,SS01,县\n"),
        ]
        #expect(run(["roster", "import"] + files.prefix(2), day: 0).exitCode == .done)
        // On 10 January.
        let moved = run(["roster", "import", files[2]], day: 17)
        #expect(moved.exitCode == .done, "\(moved.errors)")
        for (station, day, isThere) in [
            ("SS00", "2025-12-30", true), ("SS00", "2026-01-09", true), ("SS00", "2026-01-10", false),
            ("SS01", "2026-01-10", true),
        ] {
            let words = [
                "log", "add", "--station", station, "--duty", "visit", "--deputy", "张三", "--on", day,
            ]
            let added = run(words + ["走访"], day: 27)
            #expect(added.exitCode == (isThere ? .done : .failed), "\(station) \(day): \(added.errors)")
        }
        let visits = try installation.file("visits.csv", "\(self.header)2025-12-11,visit,张三,3\n")
        #expect(run(["log", "import", visits, "--station", "SS00"], day: 27).exitCode == .done)
    }

    @Test func theRosterNamesReceptionDaysOfWhoeverLeaves() throws {
        let set = installation.run(
            "reception", "set", "--station", "SS00", "--on", "2026-01-07", "--deputy", "张三")
        #expect(set.exitCode == .done, "\(set.errors)")
        let file = try installation.file("deputies.csv", "name,station,level\n李四,SS00,县\n")
        let shown = installation.run("roster", "import", "--prune", "--dry-run", "--yes", file)
        #expect(
            shown.errors.contains("Reception days whose deputy is no longer of the station"),
            "\(shown.errors)")
        #expect(shown.errors.contains("2026-01-07  SS00  张三"))
        let json = installation.run("roster", "import", "--prune", "--dry-run", "--yes", "--json", file)
        let duties = try JSON(parsing: Array(json.output.utf8))["reception_duties"]
        #expect(duties?.elements?.first?["on"]?.text == "2026-01-07")
    }

    @Test func theRosterNamesPlacesAtActivitiesOfWhoeverLeavesOffice() throws {
        func run(_ words: [String]) -> CommandLineRun {
            CommandLineRun(words, environment: ["LIAISON_DATA": installation.path])
        }
        let post = [
            "notice", "post", "--station", "SS00", "--title", "调研", "--activity", "2026-01-07", "--places",
            "1",
        ]
        #expect(run(post).exitCode == .done)
        let notices = try JSON(parsing: Array(run(["notice", "list", "--json"]).output.utf8))
        let notice = try #require(notices.elements?.first?["notice"]?.text)
        let signed = installation.run("notice", "sign-up", notice, "--deputy", "张三")
        #expect(signed.exitCode == .done, "\(signed.errors)")
        let file = try installation.file("deputies.csv", "name,station,level\n李四,SS00,县\n")
        let words = ["roster", "import", "--prune", "--yes", file]
        let shown = run(words + ["--dry-run"])
        #expect(shown.errors.contains("2026-01-07  \(notice)  张三"), "\(shown.errors)")
        let json = run(words + ["--dry-run", "--json"])
        let places = try JSON(parsing: Array(json.output.utf8))["activity_places"]?.elements
        #expect(places?.map { $0["notice"]?.text } == [notice])
        // An officer gives the place to somebody else, also once that is so.
        let code = try #require(places?.first?["deputy"]?.text)
        #expect(run(words).exitCode == .done)
        let off = installation.run("notice", "sign-up", notice, "--deputy", code, "--withdraw")
        #expect(off.exitCode == .done, "\(off.errors)")
        #expect(!run(words + ["--dry-run"]).errors.contains(notice))
        #expect(installation.run("notice", "sign-up", notice, "--deputy", "李四").exitCode == .done)
    }

    private func importing(_ csv: String, language: String = "en") throws -> CommandLineRun {
        let file = try installation.file("visits.csv", csv)
        return installation.run(
            "log", "import", file, "--station", "SS00", environment: ["LANG": "\(language).UTF-8"])
    }

    private let header = "date,duty,deputies,people\n"

    @Test(arguments: ["en_GB", "zh_CN"])
    func eachFaultHasALineOfItsOwn(language: String) throws {
        let bad = try importing(
            "\(header)2025-12-40,visit,张三,3\n2025-12-01,visit,李四,0\n", language: language)
        #expect(bad.exitCode == .failed && !bad.errors.contains("\\n"))
        let lines = bad.errors.split(separator: "\n").drop { !$0.hasPrefix("liaison: ") }
        #expect(lines.count == 4, "\(bad.errors)")
        for (line, row) in zip(lines.dropFirst(), ["2", "3", "3"]) {
            #expect(line.hasPrefix(language == "zh_CN" ? "第 \(row) 行" : "Row \(row)"), "\(line)")
        }
    }

    @Test func oneFaultIsNotCountedAsSeveral() throws {
        let bad = try importing("\(header)2025-12-40,visit,张三,3\n")
        #expect(
            !bad.errors.contains("1 things") && bad.errors.contains("Nothing was entered"), "\(bad.errors)")
    }

    @Test func whatIsLeftOutAndWhatIsLikeAnotherIsNamed() throws {
        let first = try importing("date,duty,deputies,people,weather\n2025-12-01,visit,张三,3,dry\n")
        #expect(first.exitCode == .done && first.errors.contains("“weather” is unknown"), "\(first.errors)")
        #expect(!first.errors.contains("withdraw"))
        let known = first.output.split(separator: "\n").first.map(String.init) ?? "-"
        let again = try importing("\(header)2025-12-01,visit,张三,５\n")
        #expect(again.exitCode == .done && again.errors.contains("Row 2 is entered as"), "\(again.errors)")
        #expect(again.errors.contains(known) && again.errors.contains("liaison log amend"))
        #expect(!again.output.contains(known))
        let same = try importing("date,duty,deputies,people,weather\n2025-12-02,visit,张三,3,dry\n")
        #expect(!same.errors.contains("withdraw"))
    }
}
