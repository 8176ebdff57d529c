import LiaisonCases
import LiaisonCodes
import LiaisonCommands
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

/// Two counties, each with a data directory of its own; the tests' day is 2025-12-24.
private struct TwoCounties {
    let directory: TemporaryDirectory
    let shaoshan: String
    let xiangxiang: String

    init() throws {
        directory = try TemporaryDirectory()
        shaoshan = "\(directory.path)/shaoshan"
        xiangxiang = "\(directory.path)/xiangxiang"
        try Self.fill(shaoshan, "SS", ["路灯不亮", "路灯坏了半月", "巷口路灯不亮了"], answered: 2)
        try Self.fill(xiangxiang, "XX", ["路灯太暗", "桥头路灯不亮", "公交太少", "停水三天"], answered: 1)
    }

    func run(_ words: String...) -> CommandLineRun { CommandLineRun(["report"] + words) }

    private static func fill(_ data: String, _ id: String, _ texts: [String], answered: Int) throws {
        _ = CommandLineRun("init --data \(data) --base-url https://llz.example.gov.cn --name x")
        var roster = Roster()
        let stations = "id,name,parent,address,phone,reception\n\(id)00,\(id)总站,,,,\n\(id)01,\(id)闲站,,,,\n"
        let files = try RosterImport([RosterFile(Array(stations.utf8), named: "stations.csv")], into: roster)
        roster.apply(
            roster.difference(applying: files, prune: false, at: Timestamp(milliseconds: 1_750_000_000_000)))
        try roster.save(to: DataDirectory(at: data))
        let station = try #require(roster.stations.first)
        let secret = try #require(Hex.decode(try Files.read("\(data)/secret").prefix(64)))
        let day = try #require(Timestamp(rfc3339: "2025-12-20T09:00:00+08:00".utf8))
        let ledger = try Ledger(
            directory: DataDirectory(at: data), secret: secret, clock: .fixed(day), committers: 1)
        defer { ledger.stop() }
        for (index, text) in texts.enumerated() {
            let submission = Submission(
                station: station.id, to: station.code, channel: .walkIn, topic: nil,
                personal: Event.Personal(text: text), nonce: RandomBytes.make(count: 16))
            let number = try ledger.perform(.submission(submission), station: station.id).caseNumber
            if index < answered {
                _ = try ledger.perform(
                    .action(CaseAction(number: number, body: .replied, personal: Event.Personal(text: "好"))),
                    station: station.id)
            }
        }
    }
}

@Suite struct ReportCommandTests {
    private let counties: TwoCounties

    init() throws { counties = try TwoCounties() }

    private func json(_ run: CommandLineRun) throws -> JSON {
        #expect(run.errors == "")
        #expect(run.exitCode == .done)
        return try JSON(parsing: Array(run.output.utf8))
    }

    @Test func reportsEverythingUpToToday() throws {
        let value = try json(counties.run("--data", counties.shaoshan, "--json"))
        #expect(value["from"]?.text == "2025-12-20")
        #expect(value["to"]?.text == "2025-12-24")
        #expect(value["as_of"]?.text == "2025-12-24")
        #expect(value["totals"]?["received"]?.integer == 3)
        #expect(value["totals"]?["by_channel"]?["walk-in"]?.integer == 3)
        #expect(value["totals"]?["reply_rate"]?["percent"] == .number(66.7))
        #expect(value["stations"]?.elements?.map { $0["station"]?.text } == ["SS00", "SS01"])
    }

    @Test func countsNothingOutsideThePeriod() throws {
        let value = try json(
            counties.run("--data", counties.shaoshan, "--to", "2025-12-19", "--format", "json"))
        #expect(value["totals"]?["received"]?.integer == 0)
        #expect(value["totals"]?["reply_rate"]?["percent"] == .null)
    }

    @Test func mergedFilesEqualTheReportOfBothDirectories() throws {
        let both = try json(
            counties.run("--data", counties.shaoshan, "--data", counties.xiangxiang, "--json"))
        var files: [String] = []
        for data in [counties.shaoshan, counties.xiangxiang] {
            files.append("\(data).json")
            #expect(counties.run("--data", data, "--json", "--output", "\(data).json").output == "")
        }
        let merged = try json(counties.run(files[0], files[1], "--json"))
        for member in ["from", "to", "as_of", "earliest", "stations", "totals", "topics"] {
            #expect(merged[member] == both[member], "\(member)")
        }
        #expect(both["totals"]?["received"]?.integer == 7)
        #expect(merged["words"]?["messages"] == both["words"]?["messages"])
        // One county's three people and the other's two: only together do all five count.
        #expect(both["words"]?["rising"]?.elements?.first?["count"]?.integer == 5)
        #expect(merged["words"]?["rising"]?.elements?.first?["count"]?.integer == 3)
        #expect(merged["words"]?["complete"]?.bool == false)
    }

    @Test func addsTheDirectorysOwnToFiles() throws {
        let file = "\(counties.shaoshan).json"
        _ = counties.run("--data", counties.shaoshan, "--json", "--output", file)
        let value = try json(counties.run(file, "--data", counties.xiangxiang, "--json"))
        #expect(value["totals"]?["received"]?.integer == 7)
    }

    @Test func refusesToAddWhatDoesNotFit() {
        let file = "\(counties.shaoshan).json"
        _ = counties.run("--data", counties.shaoshan, "--json", "--to", "2025-12-23", "--output", file)
        let run = counties.run(file, "--data", counties.xiangxiang)
        #expect(run.exitCode == .failed)
        #expect(
            run.errors == """
                liaison: \(counties.xiangxiang) ends on 2025-12-24, the one before on 2025-12-23: \
                they can't be added up
                Write the reports again with the same “--from”, “--to” and “--as-of”.

                """)
    }

    @Test func refusesTheSameReportTwice() throws {
        let (file, copy) = ("\(counties.shaoshan).json", "\(counties.directory.path)/copy.json")
        for path in [file, copy] {
            _ = counties.run("--data", counties.shaoshan, "--json", "--output", path)
        }
        for (first, second) in [(file, file), (file, copy)] {
            let run = counties.run(first, second)
            #expect(run.exitCode == .failed)
            #expect(run.output == "")
            #expect(
                run.errors == """
                    liaison: \(second) is the same report as \(first): all of it would be counted twice
                    Name each report once.

                    """)
        }
    }

    @Test func surveysAStationWithTheStationsBelowIt() throws {
        // The second station has no head: only with one does it count along.
        func stations(_ words: String...) throws -> Set<String?> {
            let run = CommandLineRun(
                ["report", "--data", counties.shaoshan, "--station", "SS00", "--norms", "--json"] + words)
            return Set(try json(run).elements?.map { $0["station"]?.text } ?? [])
        }
        #expect(try stations("--below") == ["SS00"])
        let head = "\(counties.directory.path)/stations.csv"
        try Files.create(head, with: Array("id,name,parent\nSS00,SS总站,\nSS01,SS闲站,SS00\n".utf8))
        #expect(CommandLineRun(["roster", "import", head, "--data", counties.shaoshan]).exitCode == .done)
        #expect(try stations() == ["SS00"])
        #expect(try stations("--below") == ["SS00", "SS01"])
        let districts = try json(
            counties.run(
                "--data", counties.shaoshan, "--station", "SS00", "--below", "--by", "district", "--json"))
        #expect(districts.elements?.compactMap { $0["stations"]?.integer }.reduce(0, +) == 2)
    }

    @Test func namesAFileThatIsNoReport() throws {
        let file = "\(counties.directory.path)/other.json"
        try Files.create(file, with: Array("{\"from\":\"2025-12-01\"}".utf8))
        let run = counties.run(file)
        #expect(run.exitCode == .failed)
        #expect(run.errors.hasPrefix("liaison: \(file) is no whole report: to is missing or wrong\n"))
    }

    @Test func choosesOneStationAndRefusesAnUnknownOne() throws {
        let value = try json(counties.run("--data", counties.shaoshan, "--station", "ss01", "--json"))
        #expect(value["stations"]?.elements?.map { $0["station"]?.text } == ["SS01"])
        let unknown = counties.run("--data", counties.shaoshan, "--station", "ZZ")
        #expect(unknown.exitCode == .usage)
        #expect(unknown.errors.hasPrefix("liaison: there is no station “ZZ”\n"))
    }

    @Test(arguments: [
        ["--from", "2025-12-02", "--to", "2025-12-01"], ["--from", "yesterday"], ["--format", "pdf"],
        ["--json", "--format", "csv"],
    ])
    func refusesWhatMakesNoSense(_ words: [String]) {
        #expect(CommandLineRun(["report", "--data", counties.shaoshan] + words).exitCode == .usage)
    }

    @Test(arguments: ["text", "csv", "html", "json"])
    func givesTheSameBytesTwice(_ format: String) {
        let words = ["--data", counties.shaoshan, "--data", counties.xiangxiang, "--format", format]
        let first = CommandLineRun(["report"] + words)
        #expect(first.exitCode == .done)
        #expect(!first.output.isEmpty)
        #expect(CommandLineRun(["report"] + words).output == first.output)
    }

    @Test func holdsNoWordOfOnePersonNorAnyText() {
        for format in ["text", "csv", "html", "json"] {
            let output = counties.run("--data", counties.shaoshan, "--format", format).output
            #expect(!output.contains("半月") && !output.contains("巷口"))
        }
    }
}
