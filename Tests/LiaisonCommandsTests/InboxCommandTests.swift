import LiaisonCases
import LiaisonCodes
import LiaisonCommands
@testable import LiaisonDesk
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

/// An installation with one station, one deputy and two cases: an old one with a hostile text that was
/// answered, and one of the day.
struct LedgerInstallation {
    let directory: TemporaryDirectory
    let data: String
    let deputy: Deputy
    let station: Station
    let old: CaseNumber
    let new: CaseNumber

    init() throws {
        directory = try TemporaryDirectory()
        data = "\(directory.path)/data"
        _ = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name x")
        var roster = Roster()
        let stations = "id,name,parent,address,phone,reception\nSS00,韶山总站,,,,\n"
        let deputies = "name,station,level\n阿卜杜拉·买买提,SS00,县\n"
        let files = try RosterImport(
            [
                RosterFile(Array(stations.utf8), named: "stations.csv"),
                RosterFile(Array(deputies.utf8), named: "deputies.csv"),
            ], into: roster)
        roster.apply(roster.difference(applying: files, prune: false, at: Self.time("2025-09-30T08:00:00Z")))
        try roster.save(to: DataDirectory(at: data))
        deputy = try #require(roster.deputies.first)
        station = try #require(roster.stations.first)

        let early = try Self.ledger(data, at: "2025-10-01T01:02:03Z")
        let message = Event.Personal(text: "路灯\u{1B}[2J不亮\u{202E}\n第二行", name: "李\u{7}四", phone: "138")
        old = try early.perform(
            .submission(Self.submission(to: deputy.code, message)), station: deputy.station
        ).caseNumber
        let reply = Event.Personal(text: "已修好。")
        let actor = Actor(role: "deputy \(deputy.code)")
        _ = try early.perform(
            .action(CaseAction(number: old, body: .replied, actor: actor, personal: reply)),
            station: deputy.station)
        early.stop()

        let late = try Self.ledger(data, at: "2025-11-02T01:02:03Z")
        new = try late.perform(
            .submission(Self.submission(to: station.code, Event.Personal(text: "公交"))), station: station.id
        ).caseNumber
        late.stop()
    }

    /// Adds cases to the station.
    func submit(_ count: Int, at moment: String) throws {
        let ledger = try Self.ledger(data, at: moment)
        defer { ledger.stop() }
        for number in 0..<count {
            let words = Event.Personal(text: "公交 \(number)")
            _ = try ledger.perform(
                .submission(Self.submission(to: station.code, words)), station: station.id)
        }
    }

    func run(_ line: String, language: String = "C") -> CommandLineRun {
        CommandLineRun(line, environment: ["LIAISON_DATA": data, "LANG": language])
    }

    /// The one segment file of the first case, whose second line is its message.
    func segment() throws -> String {
        let inbox = "\(data)/stations/SS00/inbox"
        let names = try Files.names(in: inbox).filter { $0.hasSuffix(".jsonl") }
        return try #require(
            names.map { "\(inbox)/\($0)" }.first { path in
                String(decoding: try Files.read(path), as: UTF8.self).contains("路灯")
            })
    }

    private static func time(_ text: String) -> Timestamp {
        Timestamp(rfc3339: text.utf8) ?? Timestamp(milliseconds: 0)
    }

    private static func ledger(_ data: String, at text: String) throws -> Ledger {
        let secret = try #require(Hex.decode(try Files.read("\(data)/secret").prefix(64)))
        return try Ledger(
            directory: DataDirectory(at: data), secret: secret, clock: .fixed(time(text)), committers: 1)
    }

    private static func submission(to code: Code, _ words: Event.Personal) throws -> Submission {
        Submission(
            station: try #require(StationID("SS00")), to: code, channel: .scan, topic: nil, personal: words,
            nonce: RandomBytes.make(count: 16))
    }
}

@Suite struct InboxCommandTests {
    private let installation: LedgerInstallation

    init() throws { installation = try LedgerInstallation() }

    @Test func listsTheNewestFirst() {
        let run = installation.run("inbox list")
        #expect(
            run.output == """
                Case               Received    State               Due                 To                      Text
                \(installation.new)  2025-11-02  received            2025-12-02 overdue  韶山总站                公交
                \(installation.old)  2025-10-01  replied (to close)  2025-11-03          Deputy 阿卜杜拉·买买提  \
                路灯\\x1B[2J不亮\\u{202E} 第二行

                """)
        #expect(run.exitCode == .done)
    }

    @Test func listsAsJSONWithTheContractsKeys() throws {
        let cases = try #require(
            try JSON(parsing: Array(installation.run("inbox list --json").output.utf8)).elements)
        #expect(
            cases.map { $0["case"]?.text } == [installation.new.description, installation.old.description])
        guard case .object(let members) = cases[1] else {
            throw JSONError(reason: .unexpectedByte, offset: 0)
        }
        #expect(
            members.map(\.name) == [
                "case", "station", "to", "channel", "received", "state", "grade", "due", "overdue", "topic",
                "excerpt", "rating", "to_name", "to_kind", "station_name", "erased", "additions_full",
                "orphaned",
                "handed_over", "close_due", "close_overdue", "additions_waiting", "unit_until",
                "unit_overdue", "said_since",
            ])
        #expect(cases[0]["overdue"]?.bool == true)
        #expect(cases[1]["overdue"]?.bool == false)
        #expect(cases[1]["excerpt"]?.text == "路灯\u{1B}[2J不亮\u{202E} 第二行")
    }

    @Test(arguments: [
        ("", 2), (" --state replied", 1), (" --state closed", 0), (" --overdue", 1), (" --station ss00", 2),
        (" --close-overdue", 2), (" --overdue --close-overdue", 2),
        (" --station 韶山总站", 2), (" --state 已答复", 1), (" --since 2025-10-02", 1), (" --until 2025-10-01", 1),
        (" --since 2025-10-01 --until 2025-11-02", 2), (" --grep 第二行", 1), (" --grep 已修好", 1),
        (" --grep 李", 1), (" --grep 无", 0), (" --limit 1", 1), (" --deputy 阿卜杜拉·买买提", 1),
    ])
    func choosesCases(_ options: String, _ count: Int) throws {
        let list = try JSON(parsing: Array(installation.run("inbox list --json\(options)").output.utf8))
        #expect(list.elements?.count == count)
    }

    @Test(arguments: [
        ("inbox list --station XX", "there is no station “XX”"),
        ("inbox list --deputy 3333333", "there is no deputy “3333333”"),
        ("inbox list --topic 天气", "topic"), ("inbox list --station 韶山总", "SS00 韶山总站"),
        ("inbox show x1y2z3 --station XX", "there is no station “XX”"),
        ("roster list --station SS0", "SS00 韶山总站"), ("report --station XX", "there is no station “XX”"),
        ("inbox list --deputy 阿卜", "阿卜杜拉·买买提"), ("quarantine list --station XX", "there is no station “XX”"),
        ("inbox export --format json --deputy XX", "there is no deputy “XX”"),
        ("poster --station XX --output -", "there is no station “XX”"),
        ("inbox list --state open", "received, acknowledged"),
        ("inbox list --since 2025-11-02 --until 2025-11-01", "2025-11-02"),
    ])
    func refusesWhatCannotBeMeant(_ line: String, _ words: String) {
        let run = installation.run(line)
        #expect(run.exitCode == .usage, "\(run.output)\(run.errors)")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test func takesACaseByItsLastSymbols() {
        let number = installation.old.description
        for typed in [
            String(number.suffix(5)).lowercased(), number.filter { $0 != "-" },
            "https://llz.example.gov.cn/R/\(number)/AAAA-BBBB-CCCC", String(number.suffix(12)),
        ] {
            let run = installation.run("inbox show \(typed)")
            #expect(run.exitCode == .done, "\(typed) \(run.errors)")
            #expect(run.output.hasPrefix("\(number)\n"))
        }
        let absent = installation.run("inbox show ABCDE")
        #expect(absent.exitCode == .failed)
        #expect(absent.errors.contains("no case number ends with “ABCDE”"))
    }

    @Test func streamsAnArrayAsItIsPrintedAtOnce() throws {
        let output = installation.run("inbox list --json").output
        let value = try JSON(parsing: Array(output.utf8))
        #expect(output == String(decoding: TerminalText.json(value), as: UTF8.self))
        #expect(installation.run("inbox list --json --grep 无").output == "[]\n")
    }

    @Test func jsonIsTheSameInEveryLanguage() {
        for line in ["inbox list --json", "inbox show \(installation.old) --json", "roster list --json"] {
            #expect(installation.run(line).output == installation.run(line, language: "zh_CN.UTF-8").output)
        }
    }

    @Test func seesWithTheDeputysEyes() throws {
        let code = installation.deputy.code
        let list = try JSON(
            parsing: Array(installation.run("inbox list --json --deputy \(code)").output.utf8))
        #expect(list.elements?.map { $0["case"]?.text } == [installation.old.description])
        let foreign = installation.run("inbox show \(installation.new) --deputy \(code)")
        let absent = installation.run("inbox show SS00-251224-7K3ML --deputy \(code)")
        #expect(foreign.exitCode == .failed)
        #expect(foreign.errors == absent.errors)
    }

    @Test func showsACaseWithoutObeyingItsText() {
        let run = installation.run("inbox show \(installation.old.description.lowercased())")
        #expect(
            run.output == """
                \(installation.old)
                Addressed to: Deputy 阿卜杜拉·买买提 (\(installation.deputy.code))
                Station: 韶山总站 (SS00)
                Channel: Scan
                Name: 李\\x07四
                Phone: 138
                Answer due: 2025-11-03
                To be closed by: 2025-11-03
                State: replied

                2025-10-01 09:02 Citizen message
                │ 路灯\\x1B[2J不亮\\u{202E}
                │ 第二行

                2025-10-01 09:02 Deputy 阿卜杜拉·买买提 reply
                │ 已修好。

                """)
    }

    @Test func showsACaseAsItWasTypedWhenAskedTo() {
        let run = installation.run("inbox show \(installation.old) --raw")
        #expect(run.output.contains("\nName: 李\u{7}四\n"))
        #expect(run.output.contains("\n路灯\u{1B}[2J不亮\u{202E}\n第二行\n"))
        #expect(installation.run("inbox show \(installation.old) --raw --json").exitCode == .usage)
    }

    @Test func coloursDueDatesOnATerminalOnly() {
        let environment = ["LIAISON_DATA": installation.data, "LANG": "C", "TERM": "xterm"]
        let run = CommandLineRun("inbox list", environment: environment, terminal: true, width: 200)
        #expect(run.output.contains("\u{1B}[31m2025-12-02 overdue\u{1B}[0m"))
        #expect(!installation.run("inbox list").output.contains("\u{1B}"))
    }

    @Test(arguments: [("C", 80), ("zh_CN.UTF-8", 80), ("zh_CN.UTF-8", 76), ("C", 120)])
    func keepsEachCaseOnOneLineOfTheTerminal(_ language: String, _ width: Int) {
        let environment = ["LIAISON_DATA": installation.data, "LANG": language, "NO_COLOR": "1"]
        let run = CommandLineRun("inbox list", environment: environment, terminal: true, width: width)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3)
        for line in lines { #expect(TerminalText.columns(of: line) <= width, "\(line)") }
    }

    @Test func showsACaseAsJSON() throws {
        let run = installation.run("inbox show \(installation.old) --json")
        #expect(
            !run.output.unicodeScalars.contains("\u{1B}") && !run.output.unicodeScalars.contains("\u{202E}"))
        let value = try JSON(parsing: Array(run.output.utf8))
        #expect(value["text"]?.text == "路灯\u{1B}[2J不亮\u{202E}\n第二行")
        #expect(value["events"]?.elements?.map { $0["kind"]?.text } == ["received", "replied"])
    }

    @Test func saysThatThereIsNothing() {
        let run = installation.run("inbox list --state closed", language: "zh_CN.UTF-8")
        #expect(run.output.isEmpty)
        #expect(run.errors == "没有留言\n")
    }
}

@Suite struct VerifyCommandTests {
    private let installation: LedgerInstallation

    init() throws { installation = try LedgerInstallation() }

    @Test func findsAnUntouchedStoreSound() throws {
        let run = installation.run("verify")
        #expect(run.output.hasPrefix("checked 1 stations, 2 segments, 5 lines, 2 cases, "))
        #expect(run.output.hasSuffix(" bytes\nWhole and unaltered.\n"))
        #expect(run.exitCode == .done)
        let value = try JSON(parsing: Array(installation.run("verify --json").output.utf8))
        #expect(value["sound"]?.bool == true)
        #expect(value["lines"]?.integer == 5)
        #expect(value["findings"]?.elements == [])
    }

    @Test func namesAnAlteredLine() throws {
        let path = try installation.segment()
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        try Files.replace(path, with: Array(text.replacing("不亮", with: "很亮").utf8))
        let run = installation.run("verify")
        #expect(run.output.contains("1 problems found."))
        #expect(run.output.hasPrefix("\(path):2: "))
        #expect(run.errors.hasPrefix("Leave everything as it is"))
        #expect(run.exitCode == .failed)
        let value = try JSON(parsing: Array(installation.run("verify --json").output.utf8))
        #expect(value["sound"]?.bool == false)
        #expect(value["findings"]?.elements?.first?["line"]?.integer == 2)
    }

    @Test(arguments: ["verify --station SS99", "seal --station SS99", "seal --station SS0"])
    func certifiesNoStationThatNeverWas(line: String) {
        let run = installation.run(line)
        #expect(run.exitCode == .usage && run.output.isEmpty)
        #expect(run.errors.contains("there is no station"))
        #expect(installation.run("verify --station 韶山总站").exitCode == .done)
    }

    @Test func missesALostSegmentNightAfterNight() throws {
        #expect(installation.run("verify --since-last").exitCode == .done)
        let path = try installation.segment()
        try Files.removeTree(Files.parent(of: path))
        for _ in 0..<3 {
            let run = installation.run("verify --since-last")
            #expect(run.exitCode == .failed)
            #expect(run.output.contains("the last verification has seen this line"))
        }
    }

    @Test func takesATornTailForNoDamage() throws {
        let path = try installation.segment()
        let bytes = try Files.read(path)
        try Files.replace(path, with: bytes + Array("{\"seq\":".utf8))
        let run = installation.run("verify")
        #expect(run.errors.hasPrefix("\(path):4: the last line wasn't finished"))
        #expect(run.exitCode == .done)
    }

    @Test func namesADamagedRosterAndASecretThatIsGone() throws {
        try Files.replace("\(installation.data)/roster/roster.jsonl", with: Array("nonsense\n".utf8))
        try Files.remove("\(installation.data)/secret")
        let run = installation.run("verify")
        #expect(run.output.contains("\(installation.data)/roster/roster.jsonl is damaged at line 1"))
        #expect(run.output.contains("\(installation.data)/secret is missing: no query code"))
        #expect(run.exitCode == .failed)
    }
}
