import LiaisonCommands
import LiaisonSystem
import LiaisonText
import Testing

/// The commands that act on cases, on the server's machine.
@Suite struct CaseCommandTests {
    private let installation: TemporaryInstallation
    private let home: TemporaryDirectory
    /// Codes by what they are: `SS00`, `SS01`, 张三, 李四, 王五.
    private let codes: [String: String]

    init() throws {
        installation = try TemporaryInstallation()
        home = try TemporaryDirectory()
        let stations = try installation.file(
            "stations.csv", "id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\nSS01,清溪站,,,,\n")
        let deputies = try installation.file(
            "deputies.csv", "name,station,level\n张三,SS00,县\n李四,SS00,县\n王五,SS01,县\n")
        try Files.replace("\(installation.path)/secret", with: Array(String(repeating: "07", count: 32).utf8))
        let config = "base_url = https://llz.example.gov.cn\nname = x\ntopics = 道路交通\n"
        _ = try installation.file("liaison.conf", config)
        let imported = installation.run("roster", "import", stations, deputies)
        try #require(imported.exitCode == .done, "\(imported.errors)")
        let list = try JSON(parsing: Array(installation.run("roster", "list", "--json").output.utf8))
        codes = Dictionary(
            uniqueKeysWithValues: (list.elements ?? []).compactMap { item in
                let name = item["kind"]?.text == "station" ? item["id"]?.text : item["name"]?.text
                return name.flatMap { name in item["code"]?.text.map { (name, $0) } }
            })
    }

    private func code(_ name: String) throws -> String { try #require(codes[name]) }

    /// Runs words; standard input is a terminal at which nobody types, unless bytes are given.
    private func run(_ words: String..., input: String? = nil, editor: String? = nil) -> CommandLineRun {
        var environment = ["LIAISON_DATA": installation.path, "HOME": home.path]
        environment["EDITOR"] = editor
        return CommandLineRun(
            words, input: input.map { .bytes(Array($0.utf8)) } ?? .silentTerminal, environment: environment)
    }

    /// A matter that came in at a station, for its shared inbox or for a deputy.
    private func enter(_ text: String, to name: String? = nil) throws -> String {
        var words = ["intake", "--station", "SS00", "--text", text, "--json"]
        if let name { words += ["--to", try code(name)] }
        let run = CommandLineRun(words, environment: ["LIAISON_DATA": installation.path])
        try #require(run.exitCode == .done, "\(run.errors)")
        return try #require(try JSON(parsing: Array(run.output.utf8))["case"]?.text)
    }

    private func show(_ number: String) throws -> JSON {
        try JSON(parsing: Array(run("inbox", "show", number, "--json").output.utf8))
    }

    @Test func aMatterGoesFromIntakeToItsEnd() throws {
        let number = try enter("路灯坏了", to: "张三")
        #expect(number.hasPrefix("SS00-251224-"))
        let ack = run("ack", number, "--grade", "simple")
        #expect(
            ack.errors.hasPrefix("\(number): acknowledged. Now with Deputy 张三, due 2025-12-24."),
            "\(ack.errors)")
        #expect(run("ask", number, "--text", "哪一盏？").exitCode == .done)
        #expect(run("reply", number, input: "已修好\n").exitCode == .done)
        #expect(run("inbox", "close", number, "--outcome", "resolved", input: "").exitCode == .done)
        #expect(run("reopen", number, "--reason", "又坏了").exitCode == .done)
        #expect(
            run("extend", number, "--until", "2026-02-16", "--reason", "等配件", "--json").exitCode == .done)
        let file = try show(number)
        #expect(
            file["events"]?.elements?.map { $0["kind"]?.text } == [
                "received", "acknowledged", "asked", "replied", "closed", "reopened", "extended",
            ])
        #expect(
            file["events"]?.elements?.map { $0["text"]?.text } == [
                "路灯坏了", nil, "哪一盏？", "已修好", nil, "又坏了", "等配件",
            ])
        #expect(file["events"]?.elements?[6]["detail"]?.text == "2026-02-16")
        // New Year's week off: the extension ends on the first working day after it.
        #expect(file["due"]?.text == "2026-02-24")
        #expect(file["state"]?.text == "acknowledged")
        #expect(file["channel"]?.text == "walk-in")
    }

    @Test func anActUnderTheSameKeyIsDoneOnce() throws {
        let number = try enter("路灯坏了")
        for _ in 0..<2 {
            let run = run("reply", number, "--text", "好", "--idempotency-key", "k1", "--json")
            #expect(try JSON(parsing: Array(run.output.utf8))["text"]?.text == "好")
        }
        #expect(try show(number)["events"]?.elements?.count == 2)
        let reused = run("reply", number, "--text", "别的", "--idempotency-key", "k1")
        #expect(reused.exitCode == .failed)
        #expect(reused.errors.hasPrefix("liaison: This Idempotency-Key was used for something else"))
    }

    @Test func anEntryUnderTheSameKeyIsOneCase() throws {
        let words = ["intake", "--station", "SS00", "--text", "井盖", "--idempotency-key", "k1"]
        let first = CommandLineRun(words, environment: ["LIAISON_DATA": installation.path])
        let again = CommandLineRun(words, environment: ["LIAISON_DATA": installation.path])
        #expect(first.output == again.output)
        #expect(first.output.split(separator: " ").count == 2)
        #expect(first.errors.contains("https://llz.example.gov.cn/r/SS00-251224-"))
        let list = try JSON(parsing: Array(run("inbox", "list", "--json").output.utf8))
        #expect(list.elements?.count == 1)
    }

    @Test func aPaperFormKeepsItsNumber() throws {
        let form = "SS00-251223-00007"
        let run = run("intake", "--station", "SS00", "--form", form, "--text", "路灯", "--json")
        let taken = try JSON(parsing: Array(run.output.utf8))["case"]?.text
        #expect(taken == form, "\(run.errors)")
        #expect(try show(form)["channel"]?.text == "paper")
    }

    @Test func anOfficerActsForADeputyAndTheRecordSaysSo() throws {
        let number = try enter("路灯坏了", to: "张三")
        let done = run("reply", number, "--station", "SS00", "--for", try code("张三"), "--text", "好")
        #expect(done.exitCode == .done, "\(done.errors)")
        let event = try show(number)["events"]?.elements?[1]
        #expect(event?["by"]?.text == "韶山总站" && event?["by_kind"]?.text == "station")
        #expect(event?["for_name"]?.text == "张三")
        let shown = run("inbox", "show", number).output
        #expect(shown.contains("Liaison officer, 韶山总站 (for Deputy 张三)"), "\(shown)")
        let foreign = run("reply", number, "--station", "SS00", "--for", try code("王五"), "--text", "好")
        #expect(foreign.exitCode == .failed)
        #expect(
            foreign.errors.hasPrefix("liaison: The deputy acted for is missing or wrong"), "\(foreign.errors)"
        )
    }

    @Test func oneOfTwoClaimsWinsAndTheOtherIsTold() throws {
        let number = try enter("路灯坏了")
        #expect(run("claim", number, "--deputy", try code("张三")).exitCode == .done)
        let late = run("claim", number, "--deputy", try code("李四"))
        #expect(late.exitCode == .failed)
        #expect(late.errors.contains("Deputy 张三 has claimed it."), "\(late.errors)")
        // Claiming again is no second claim; a deputy of another station has never heard of it.
        #expect(run("claim", number, "--deputy", try code("张三")).exitCode == .done)
        let stranger = run("claim", number, "--deputy", try code("王五"))
        #expect(stranger.errors.hasPrefix("liaison: There is no such thing"), "\(stranger.errors)")
        #expect(try show(number)["events"]?.elements?.count == 2)
    }

    @Test func showsThatNobodyInOfficeHasACaseAndThatOneIsGone() throws {
        let number = try enter("路灯坏了", to: "张三")
        #expect(!run("inbox", "list").output.contains("nobody in office"))
        let rest = try installation.file("rest.csv", "name,station,level\n李四,SS00,县\n王五,SS01,县\n")
        let pruned = installation.run("roster", "import", "--prune", "--yes", rest)
        #expect(pruned.errors.contains("1 open cases have nobody to answer them then"))
        #expect(pruned.errors.contains("\(number)  SS00  张三"))
        #expect(run("inbox", "list").output.contains("received (nobody in office)"))
        #expect(run("inbox", "show", number).output.contains("Nobody in office has this case"))
        #expect(run("reply", number, "--for", try code("张三"), "--text", "x").exitCode == .failed)
        #expect(run("claim", number, "--deputy", try code("李四")).exitCode == .done)
        #expect(!run("inbox", "list").output.contains("nobody in office"))
        #expect(run("transfer", number, "--station", "SS00", "--to", "SS01").exitCode == .done)
        let left = run("inbox", "show", number, "--station", "SS00")
        #expect(left.exitCode == .done)
        #expect(left.output.contains("It has been handed over"))
        #expect(left.output.contains("路灯坏了"))
    }

    @Test func aTransferHandsTheCaseToTheOtherStation() throws {
        let number = try enter("路灯坏了")
        #expect(run("reply", number, "--station", "SS01", "--text", "x").exitCode == .failed)
        let done = run("transfer", number, "--station", "SS00", "--to", "SS01", "--reason", "属于清溪")
        #expect(done.exitCode == .done, "\(done.errors)")
        func list(_ station: String) throws -> [JSON] {
            let run = run("inbox", "list", "--station", station, "--json")
            return try #require(try JSON(parsing: Array(run.output.utf8)).elements)
        }
        #expect(try list("SS00").isEmpty)
        #expect(try list("SS01").map { $0["case"]?.text } == [number])
        #expect(try list("SS01").map { $0["station"]?.text } == ["SS01"])
        #expect(run("claim", number, "--deputy", try code("王五")).exitCode == .done)
        #expect(run("reply", number, "--deputy", try code("王五"), "--text", "好").exitCode == .done)
        #expect(run("reply", number, "--station", "SS00", "--text", "x").exitCode == .failed)
        // The same transfer, its answer lost: told the same, though the case has left.
        #expect(run("verify").exitCode == .done)
    }

    @Test(arguments: [
        (["reopen"], "It is neither answered nor closed"),
        (["transfer", "--to", "SS00"], "It is there already."),
        (["transfer", "--to", "SS99"], "Whom it goes to is missing or wrong"),
        (["extend", "--until", "2025-12-25", "--reason", "x"], "The date is missing or wrong"),
        (["close", "--outcome", "explained", "--text", " "], "The text is missing or wrong"),
        (["claim"], "The deputy acted for is missing or wrong"),
    ])
    func saysWhyNot(words: [String], reason: String) throws {
        let number = try enter("路灯坏了")
        let line = [words[0], number] + words.dropFirst()
        let run = CommandLineRun(line, environment: ["LIAISON_DATA": installation.path])
        #expect(run.exitCode == .failed)
        #expect(run.errors.contains(reason), "\(run.errors)")
        #expect(try show(number)["events"]?.elements?.count == 1)
    }

    @Test func aClosedCaseTakesNothingButReopening() throws {
        let number = try enter("路灯坏了")
        #expect(run("close", number, "--outcome", "explained", "--text", "已说明").exitCode == .done)
        for words in [["reply", "--text", "x"], ["ack", "--grade", "major"], ["ask", "--text", "x"]] {
            let run = CommandLineRun(
                [words[0], number] + words.dropFirst(), environment: ["LIAISON_DATA": installation.path])
            #expect(run.errors.contains("It is closed; to go on with it, open it again"), "\(run.errors)")
        }
        #expect(run("reopen", number).exitCode == .done)
    }

    @Test func aMatterGoesToADepartmentAndBecomesASuggestion() throws {
        let number = try enter("路灯坏了", to: "张三")
        let early = run("urge", number)
        #expect(early.exitCode == .failed)
        #expect(early.errors.contains("No department has been given this case"), "\(early.errors)")
        #expect(run("assign", number).exitCode == .usage)
        let late = run("assign", number, "--unit", "县交通局", "--until", "2025-12-23")
        #expect(late.exitCode == .failed, "\(late.errors)")
        #expect(run("assign", number, "--unit", "县交通局", "--until", "2026-01-31", "请尽快").exitCode == .done)
        #expect(run("urge", number, "再催一次").exitCode == .done)
        let wrong = run("close", number, "--outcome", "已解决", "--reference", "5", "--text", "x")
        #expect(wrong.exitCode == .failed && wrong.errors.contains("suggestion"), "\(wrong.errors)")
        let closed = run(
            "close", number, "--outcome", "形成建议", "--reference", "第12号", "--text", "已形成建议")
        #expect(closed.exitCode == .done, "\(closed.errors)")
        #expect(run("urge", number).errors.contains("It is closed"))
        let file = try show(number)
        #expect(file["unit"]?.text == "县交通局" && file["unit_until"]?.text == "2026-01-31")
        #expect(file["outcome"]?.text == "suggestion" && file["reference"]?.text == "第12号")
        let kinds = file["events"]?.elements?.compactMap { $0["kind"]?.text }
        #expect(kinds == ["received", "assigned", "urged", "closed"])
        let shown = run("inbox", "show", number).output
        #expect(shown.contains("\nDepartment: 县交通局 (until 2026-01-31)\n"), "\(shown)")
        #expect(shown.contains("assigned to a department (县交通局, until 2026-01-31)\n│ 请尽快"), "\(shown)")
    }

    @Test func whatWasAnsweredOnTheSpotIsPunctualWheneverItIsEntered() throws {
        let words = [
            "intake", "--station", "SS00", "--text", "问低保", "--answered-at", "2025-12-22", "--answer",
            "当场说明了政策", "--people", "3", "--idempotency-key", "a", "--json",
        ]
        var numbers: Set<String> = []
        for _ in 0..<2 {
            let run = CommandLineRun(words, environment: ["LIAISON_DATA": installation.path])
            try #require(run.exitCode == .done, "\(run.errors)")
            numbers.insert(try #require(try JSON(parsing: Array(run.output.utf8))["case"]?.text))
        }
        let file = try show(try #require(numbers.first))
        #expect(numbers.count == 1)
        #expect(file["state"]?.text == "replied" && file["people"]?.integer == 3)
        #expect(file["received"]?.text?.hasPrefix("2025-12-22T00:00") == true)
        #expect(file["events"]?.elements?.count == 2)
        #expect(file["events"]?.elements?.last?["on"]?.text == "2025-12-22")
        #expect(file["events"]?.elements?.last?["text"]?.text == "当场说明了政策")
    }

    @Test func whatWasClosedOnTheSpotWasClosedThen() throws {
        let words = [
            "intake", "--station", "SS00", "--text", "修路", "--received-at", "2025-12-01", "--answered-at",
            "2025-12-02", "--answer", "已经列入计划", "--outcome", "suggestion", "--closed-at", "2025-12-03",
            "--reference", "第7号", "--idempotency-key", "b", "--json",
        ]
        var numbers: Set<String> = []
        for _ in 0..<2 {
            let run = CommandLineRun(words, environment: ["LIAISON_DATA": installation.path])
            try #require(run.exitCode == .done, "\(run.errors)")
            numbers.insert(try #require(try JSON(parsing: Array(run.output.utf8))["case"]?.text))
        }
        let file = try show(try #require(numbers.first))
        #expect(numbers.count == 1 && file["state"]?.text == "closed" && file["reference"]?.text == "第7号")
        let events = file["events"]?.elements ?? []
        #expect(events.map { $0["on"]?.text } == [nil, "2025-12-02", "2025-12-03"])
        #expect(events.last?["outcome"]?.text == "suggestion")
    }

    @Test(arguments: [
        ["--closed-at", "2025-12-20"], ["--outcome", "explained"],
        ["--answer", "说了", "--outcome", "explained", "--closed-at", "2025-12-01"],
        ["--answer", "说了", "--outcome", "explained", "--closed-at", "2099-01-01"],
        ["--answer", "说了", "--outcome", "explained", "--reference", "1"],
        ["--answer", "说了", "--outcome", "fine"],
    ])
    func anEndThatCannotBeIsRefused(options: [String]) throws {
        let run = CommandLineRun(
            ["intake", "--station", "SS00", "--text", "问低保"] + options,
            environment: ["LIAISON_DATA": installation.path])
        #expect(run.exitCode == .failed || run.exitCode == .usage, "\(run.errors)")
        #expect(self.run("inbox", "list", "--json").output == "[]\n")
    }

    @Test(arguments: [
        ["--answered-at", "2025-12-25"], ["--answered-at", "2024-12-01"],
        ["--received-at", "2025-12-20", "--answered-at", "2025-12-19"],
    ])
    func aDayThatCannotBeThatOfTheAnswerIsRefused(options: [String]) throws {
        let run = CommandLineRun(
            ["intake", "--station", "SS00", "--text", "问低保"] + options,
            environment: ["LIAISON_DATA": installation.path])
        #expect(run.exitCode == .failed)
        #expect(run.errors.contains("The day of the answer on the spot"), "\(run.errors)")
        #expect(self.run("inbox", "list", "--json").output.contains("SS00-") == false)
    }

    @Test func choicesAreTakenInChineseAndStationsByName() throws {
        let number = try enter("路灯坏了", to: "张三")
        #expect(run("ack", number, "--grade", "简单").exitCode == .done)
        #expect(run("transfer", number, "--to", "清溪站").exitCode == .done)
        #expect(run("close", number, "--outcome", "已解决", "--text", "修好了").exitCode == .done)
        let file = try show(number)
        #expect(file["grade"]?.text == "simple" && file["outcome"]?.text == "resolved")
        #expect(file["station"]?.text == "SS01")
        #expect(
            run("intake", "--station", "清溪站", "--channel", "来电", "--text", "停水").output.hasPrefix("SS01-"))
        let shown = run("inbox", "show", number)
        #expect(shown.output.contains("Congress office closed (Resolved)"), "\(shown.output)")
        #expect(shown.output.contains("\nOutcome: Resolved\n"))
    }

    @Test(arguments: ["{A}\n{B}\n", "{A}", "{A}  2025-12-24  received\n{B}  2025-12-24  received\n"])
    func aListOfCasesIsNoTextForTheCitizen(input: String) throws {
        let first = try enter("一", to: "张三")
        let second = try enter("二", to: "张三")
        let typed = input.replacing("{A}", with: first).replacing("{B}", with: second)
        let lines = typed.split(separator: "\n").count
        for words in [["reply", second], ["close", second, "--outcome", "resolved"]] {
            let refused = CommandLineRun(
                words, input: .bytes(Array(typed.utf8)),
                environment: ["LIAISON_DATA": installation.path, "HOME": home.path])
            #expect(refused.exitCode == .usage)
            #expect(
                refused.errors.contains("nothing but case numbers (lines: \(lines))"), "\(refused.errors)")
        }
        #expect(try show(second)["state"]?.text == "received")
        let sent = run("reply", second, input: "见 \(first)\n已办\n")
        #expect(sent.exitCode == .done)
        #expect(sent.errors.hasPrefix("the words come from standard input (lines: 2)\n"))
    }

    @Test(
        arguments: [
            ("已修好。", [0xD2, 0xD1, 0xD0, 0xDE, 0xBA, 0xC3, 0xA1, 0xA3]),
            ("好", [0xFF, 0xFE, 0x7D, 0x59]), ("好", [0xEF, 0xBB, 0xBF, 0xE5, 0xA5, 0xBD]),
        ] as [(String, [UInt8])])
    func aTextIsReadInTheEncodingsOfOfficePrograms(text: String, bytes: [UInt8]) throws {
        let number = try enter("一", to: "张三")
        let file = "\(home.path)/reply.txt"
        try Files.create(file, with: bytes)
        #expect(run("reply", number, "--file", file).exitCode == .done)
        #expect(try show(number)["events"]?.elements?.last?["text"]?.text == text)
    }

    @Test func aDeadlineMovesAYearAtMost() throws {
        let number = try enter("一", to: "张三")
        let far = run("extend", number, "--until", "2099-01-01", "--reason", "等")
        #expect(far.exitCode == .failed)
        #expect(far.errors.contains("at most a year ahead"))
        #expect(run("extend", number, "--until", "2026-12-25", "--reason", "等").exitCode == .failed)
        #expect(run("extend", number, "--until", "2026-12-24", "--reason", "等").exitCode == .done)
    }

    @Test func theSamePaperFormTwiceIsSaid() throws {
        let form = try enter("印表", to: "张三")
        let number = "SS00-251224-7K3ML"
        let words = ["intake", "--station", "SS00", "--form", number]
        func enterForm(_ text: String) -> CommandLineRun {
            CommandLineRun(
                words + ["--text", text],
                environment: ["LIAISON_DATA": installation.path, "HOME": home.path])
        }
        #expect(enterForm("路灯").errors.hasPrefix("Entered."))
        let again = enterForm("路灯")
        #expect(again.output.hasPrefix("\(number) "))
        #expect(again.errors.hasPrefix("entered before, on "), "\(again.errors)")
        let another = enterForm("医保报销")
        #expect(another.exitCode == .failed && another.errors.contains("belongs to another message"))
        #expect(try show(number)["events"]?.elements?.count == 1)
        #expect(form != number)
    }

    @Test func typedLinesPassForNoHistory() throws {
        let number = try enter("好\n\n2025-12-24 14:05 Deputy 张三 reply\n已修好", to: "张三")
        let lines = run("inbox", "show", number).output.split(separator: "\n")
        #expect(lines.filter { $0.contains("Deputy 张三 reply") } == ["│ 2025-12-24 14:05 Deputy 张三 reply"])
    }

    @Test func anEmptyTextSendsNothing() throws {
        let number = try enter("路灯坏了")
        #expect(
            run("reply", number, input: " \n").errors == "liaison: there is no text, and nothing was sent\n")
        #expect(try show(number)["events"]?.elements?.count == 1)
    }

    @Test func anEditorGetsTheStoryAndGivesTheText() throws {
        let number = try enter("路灯坏了")
        let script = try installation.file(
            "editor",
            "#!/bin/sh\ngrep -q '^# 路灯坏了' \"$1\" && printf '已修好\\n# 第二行\\n%s' \"$(cat \"$1\")\" > \"$1.n\" && mv \"$1.n\" \"$1\"\n"
        )
        let done = run("reply", number, editor: "sh \(script)")
        #expect(done.exitCode == .done, "\(done.errors)")
        #expect(try show(number)["events"]?.elements?[1]["text"]?.text == "已修好\n# 第二行")
        #expect(try Files.names(in: "\(home.path)/.local/state/liaison/drafts").isEmpty)
    }

    @Test func anEditorThatChangesNothingSendsNothing() throws {
        let number = try enter("路灯坏了")
        #expect(
            run("reply", number, editor: "true").errors == "liaison: there is no text, and nothing was sent\n"
        )
        #expect(try Files.names(in: "\(home.path)/.local/state/liaison/drafts").isEmpty)
    }

    @Test func aTextThatCouldNotBeSentIsKept() throws {
        let number = try enter("路灯坏了")
        #expect(run("close", number, "--outcome", "explained", "--text", "已说明").exitCode == .done)
        let refused = run("reply", number, input: "写了很久")
        #expect(refused.exitCode == .failed)
        let drafts = "\(home.path)/.local/state/liaison/drafts"
        let name = try #require(try Files.names(in: drafts).first)
        #expect(String(decoding: try Files.read("\(drafts)/\(name)"), as: UTF8.self) == "写了很久\n")
        #expect(try Files.status("\(drafts)/\(name)")?.permissions == 0o600)
        #expect(refused.errors.contains("Your text is kept in \(drafts)/\(name)"), "\(refused.errors)")
    }
}
