import LiaisonCodes
import LiaisonCommands
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText
import Testing

@Suite struct TokenCommandTests {
    private let directory: TemporaryDirectory
    private let data: String
    private let deputy: Deputy

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
        let at = Timestamp(milliseconds: 1_766_500_000_000)
        roster.apply(roster.difference(applying: files, prune: false, at: at))
        try roster.save(to: DataDirectory(at: data))
        deputy = try #require(roster.deputies.first)
    }

    @Test func printsTheTokenAloneAndOnlyOnce() throws {
        let run = CommandLineRun("token issue --deputy \(deputy.code) --data \(data)")
        #expect(run.output.hasPrefix("llz_"))
        #expect(run.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        #expect(run.errors.contains("for 阿卜杜拉·买买提"))
        #expect(run.exitCode == .done)
        let stored = String(decoding: try Files.read("\(data)/tokens.jsonl"), as: UTF8.self)
        #expect(!stored.contains(run.output.dropLast()))
    }

    @Test func listsAndRevokes() throws {
        _ = CommandLineRun("token issue --deputy \(deputy.code) --data \(data)")
        _ = CommandLineRun("token issue --station ss00 --data \(data)")
        _ = CommandLineRun("token issue --office --data \(data)")
        let list = try JSON(parsing: Array(CommandLineRun("token list --json --data \(data)").output.utf8))
        let tokens = try #require(list.elements)
        #expect(tokens.map { $0["kind"]?.text } == ["office", "station", "deputy"])
        #expect(tokens[1]["name"]?.text == "韶山总站")
        #expect(tokens[2]["code"]?.text == deputy.code.description)
        #expect(tokens[2]["issued"]?.text == "2025-12-24T14:05:09.123+08:00")
        #expect(tokens.allSatisfy { $0["revoked"] == .null })

        let id = try #require(tokens[2]["id"]?.text)
        #expect(CommandLineRun("token revoke \(id) --data \(data)").errors == "Token \(id) is revoked.\n")
        let table = CommandLineRun("token list --data \(data)").output.split(separator: "\n")
        #expect(table.count == 4)
        #expect(
            table[3].split(separator: " ").joined(separator: " ")
                == "\(id) deputy \(deputy.code) 阿卜杜拉·买买提 2025-12-24 revoked 2025-12-24")
    }

    @Test func writesEverybodysTokensIntoOneFileOfTheirOwn() throws {
        let path = "\(directory.path)/tokens.csv"
        let run = CommandLineRun(
            "token issue --all-deputies --days 30 --output \(path) --data \(data)")
        #expect(run.exitCode == .done, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(try Files.status(path)?.permissions == 0o600)
        let rows = String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\r\n")
        #expect(rows.count == 2)
        #expect(rows[1].contains("阿卜杜拉·买买提,\(deputy.code),SS00,韶山总站,2026-01-23,llz_"))
        let stored = String(decoding: try Files.read("\(data)/tokens.jsonl"), as: UTF8.self)
        #expect(!stored.contains("llz_"))
        let list = CommandLineRun("token list --data \(data)").output
        #expect(list.contains("until 2026-01-23"))
        // A file that is there may hold tokens that nobody has been handed yet.
        let again = CommandLineRun("token issue --all-deputies --output \(path) --data \(data)")
        #expect(again.exitCode == .failed)
        #expect(try Files.read("\(data)/tokens.jsonl") == Array(stored.utf8))
        let stations = CommandLineRun("token issue --all-stations --output - --data \(data)")
        #expect(stations.output.contains("韶山总站,"))
        #expect(CommandLineRun("token issue --all-stations --data \(data)").exitCode == .usage)
        #expect(CommandLineRun("token issue --office --output \(path) --data \(data)").exitCode == .usage)
    }

    @Test func printsSlipsWhoseCodesStandNowhereElse() throws {
        let path = "\(directory.path)/slips.html"
        let run = CommandLineRun(
            "token slip --station ss00 --deputies --days 3 --output \(path) --data \(data)")
        #expect(run.exitCode == .done, "\(run.errors)")
        #expect(
            run.output.isEmpty && run.errors.contains("2 sign-in slips") && run.errors.contains("2025-12-27"))
        #expect(try Files.status(path)?.permissions == 0o600)
        let page = String(decoding: try Files.read(path), as: UTF8.self)
        #expect(page.contains("阿卜杜拉") && page.contains("联络员"))
        let list = try JSON(parsing: Array(CommandLineRun("token list --json --data \(data)").output.utf8))
        let slips = try #require(list.elements)
        #expect(
            slips.map { $0["slip_until"]?.text }
                == Array(repeating: "2025-12-27T14:05:09.123+08:00", count: 2))
        #expect(Set(slips.map { $0["kind"]?.text }) == ["station", "deputy"])
        // A file that is there may hold slips that nobody has been handed yet.
        let before = try Files.read("\(data)/tokens.jsonl")
        for arguments in [
            "token slip --all --output \(path)", "token slip --deputy 0000000 --output \(path)-2",
            "token slip --station SS99 --output \(path)-2",
            "token slip --office --deputies --output \(path)-2",
            "token slip --office", "token slip --output \(path)-2",
            "token slip --office --days 0 --output \(path)-2",
        ] {
            #expect(CommandLineRun("\(arguments) --data \(data)").exitCode != .done, "\(arguments)")
        }
        #expect(try Files.read("\(data)/tokens.jsonl") == before)
        let letters = CommandLineRun("token slip --all --letters --language en --output - --data \(data)")
        #expect(letters.output.contains("sign-in slip for the desk"))
        // Those of before, which nobody has used, open nothing any more.
        #expect(letters.errors.contains("are void now"))
        let all = try JSON(parsing: Array(CommandLineRun("token list --json --data \(data)").output.utf8))
        let opening = (all.elements ?? []).filter { $0["opens"] != .null && $0["revoked"] == .null }
        #expect(all.elements?.count == 4 && opening.count == 2, "\(all)")
    }

    @Test func saysWhichOpenNothingAndWhyOnceTheDeputyIsGone() throws {
        _ = CommandLineRun("token issue --deputy \(deputy.code) --data \(data)")
        _ = CommandLineRun("token issue --office --data \(data)")
        try Files.create(
            "\(directory.path)/d.csv", with: Array("name,station,level\n新代表,SS00,县\n".utf8))
        let arguments = "roster import --prune --yes --data \(data) \(directory.path)/d.csv"
        let dry = CommandLineRun("\(arguments) --dry-run")
        #expect(dry.errors.contains("1 tokens open nothing from then on:"))
        #expect(dry.errors.contains("deputy \(deputy.code)  阿卜杜拉·买买提  deputy left office"))
        let json = try JSON(parsing: Array(CommandLineRun("\(arguments) --dry-run --json").output.utf8))
        #expect(json["tokens_ended"]?.elements?.map { $0["closed"]?.text } == ["retired"])
        #expect(CommandLineRun("token list --data \(data)").output.contains("left office") == false)
        let real = CommandLineRun(arguments)
        #expect(real.exitCode == .done)
        #expect(real.errors.contains("1 tokens open nothing from then on:"))
        let list = CommandLineRun("token list --data \(data)")
        let words = list.output.split(separator: " ").joined(separator: " ")
        #expect(words.contains("阿卜杜拉·买买提 2025-12-24 deputy left office 2025-12-24"))
        #expect(
            list.errors
                == "1 tokens open nothing any more, because of what the roster says; they need no revoking.\n"
        )
        let tokens = try #require(
            try JSON(parsing: Array(CommandLineRun("token list --json --data \(data)").output.utf8)).elements)
        #expect(tokens.map { $0["opens"] } == [.bool(true), .bool(false)])
        #expect(tokens.map { $0["closed"]?.text } == [nil, "retired"])
        let doctor = CommandLineRun("doctor --data \(data)")
        #expect(doctor.output.contains("(deputy \(deputy.code), deputy left office)"))
        #expect(doctor.output.contains("1 tokens are in force"))
    }

    @Test func writesATokenForEachStationAndItsDeputiesInOnePass() throws {
        let path = "\(directory.path)/all.csv"
        let run = CommandLineRun("token issue --all --days 365 --output \(path) --data \(data)")
        #expect(run.errors.hasPrefix("2 tokens are in force"), "\(run.errors)")
        let rows = String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\r\n")
        #expect(rows.count == 3)
        #expect(rows[1].contains("韶山总站,") && rows[2].contains("阿卜杜拉·买买提,"))
        let both = CommandLineRun("token issue --all --office --output \(path) --data \(data)")
        #expect(both.exitCode == .usage)
        let tokens = try #require(
            try JSON(parsing: Array(CommandLineRun("token list --json --data \(data)").output.utf8)).elements)
        #expect(tokens.map { $0["last_used"] } == [.null, .null])
        let id = try #require(tokens[0]["id"]?.text)
        try Files.makeDirectory("\(data)/token-use")
        try Files.create("\(data)/token-use/\(id)", with: Array("2025-12-20".utf8))
        let list = CommandLineRun("token list --data \(data)").output
        #expect(list.contains("2025-12-24  2025-12-20  until 2026-12-24"), "\(list)")
    }

    @Test func saysWhenThereIsNone() {
        let run = CommandLineRun("token list --data \(data)")
        #expect(run.output.isEmpty)
        #expect(run.errors == "No token has been issued yet.\n")
        #expect(CommandLineRun("token list --json --data \(data)").output == "[]\n")
    }

    @Test(arguments: [
        ("token issue --deputy 7K3M9Q4", "7K3M9Q4 is no code of a deputy in office", ExitCode.failed),
        ("token issue --station XX", "there is no station “XX”", .usage),
        (
            "token issue",
            "one of these is needed: “--deputy CODE” or “--station ID” or “--office” or “--all-stations” or “--all-deputies” or “--all”.",
            .usage
        ),
        ("token issue --office --station SS00", "“--station” and “--office” exclude each other.", .usage),
        ("token issue --deputy 7K3M9Q5", "--deputy “7K3M9Q5”: something is mistyped", .usage),
        ("token revoke nosuch", "there is no token nosuch", .failed),
    ])
    func refuses(_ line: String, _ message: String, _ exitCode: ExitCode) throws {
        let run = CommandLineRun(line, environment: ["LIAISON_DATA": data])
        #expect(run.errors.hasPrefix("liaison: \(message)"))
        #expect(run.exitCode == exitCode)
        #expect(try Files.status("\(data)/tokens.jsonl") == nil || line.contains("revoke"))
    }

    @Test func needsADataDirectory() {
        let unnamed = CommandLineRun("token list")
        #expect(unnamed.errors.hasPrefix("liaison: no data directory named\nAdd --data DIR"))
        #expect(unnamed.exitCode == .usage)
        let foreign = CommandLineRun("token list --data \(directory.path)/none")
        #expect(foreign.errors.hasPrefix("liaison: \(directory.path)/none is no data directory"))
        #expect(foreign.exitCode == .failed)
    }
}
