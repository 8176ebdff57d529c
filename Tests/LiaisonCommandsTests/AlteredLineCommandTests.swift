import LiaisonCodes
import LiaisonCommands
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import Testing

/// Lines whose words, or whose rest, somebody altered: what is shown of them is named as altered, wherever it is shown.
@Suite struct AlteredLineCommandTests {
    private let installation: LedgerInstallation
    /// The segment of the older case.
    private let segment: String

    init() throws {
        installation = try LedgerInstallation()
        segment = try installation.segment()
    }

    private func alter(_ text: String, to other: String, in path: String? = nil) throws {
        let path = path ?? segment
        let before = String(decoding: try Files.read(path), as: UTF8.self)
        #expect(before.contains(text))
        try Files.replace(path, with: Array(before.replacing(text, with: other).utf8))
    }

    static let readings = [
        "inbox show OLD", "inbox show OLD --json", "inbox list --grep 路灯", "inbox list", "inbox list --json",
        "inbox open OLD --with true", "inbox export --format json", "inbox export --format mbox",
        "inbox pull --to DIRECTORY/mail",
    ]

    private func run(_ line: String) -> CommandLineRun {
        let words = line.replacing("OLD", with: installation.old.description)
            .replacing("DIRECTORY", with: installation.directory.path)
        return CommandLineRun(
            words,
            environment: [
                "LIAISON_DATA": installation.data, "XDG_RUNTIME_DIR": installation.directory.path,
            ])
    }

    @Test(arguments: readings)
    func alteredWordsAreShownAndNamed(line: String) throws {
        try alter("不亮", to: "很亮")
        let run = run(line)
        #expect(run.exitCode == .partly, "\(run.errors)")
        #expect(run.errors.contains("\(segment):2: the words were altered"), "\(run.errors)")
        if line.hasPrefix("inbox show") { #expect(run.output.contains("很亮")) }
    }

    @Test(arguments: readings)
    func wordsThatAreGoneAreNamed(line: String) throws {
        var lines = String(decoding: try Files.read(segment), as: UTF8.self).split(separator: "\n")
        let start = try #require(lines[1].firstRange(of: ",\"personal\":"))
        let words = lines[1][start.lowerBound...].dropLast()
        lines[1] = lines[1][..<start.lowerBound] + String(repeating: " ", count: words.utf8.count) + "}"
        try Files.replace(segment, with: Array(lines.map { $0 + "\n" }.joined().utf8))
        // Nobody finds what isn't there; a list that looks for it has read the line all the same.
        let run = run(line)
        #expect(run.exitCode == .partly, "\(run.output)\(run.errors)")
        #expect(run.errors.contains("\(segment):2: the words are missing"), "\(run.errors)")
    }

    @Test func wordsThatAreNoWordsAnyMoreAreNoErasure() throws {
        try alter("不亮", to: "不亮\"")
        let run = run("inbox show OLD")
        #expect(run.exitCode == .partly)
        #expect(run.errors.contains("\(segment):2: the words were altered"))
    }

    @Test func aLineThatSaysSomethingElseIsNamed() throws {
        try alter("\"channel\":\"scan\"", to: "\"channel\":\"paper\"")
        let run = run("inbox show OLD")
        #expect(run.exitCode == .partly)
        #expect(run.errors.contains("\(segment):2: was altered"))
    }

    @Test func anotherCaseIsShownAsEver() throws {
        try alter("不亮", to: "很亮")
        #expect(run("inbox show \(installation.new)").exitCode == .done)
    }

    @Test func anErasedCaseIsSound() {
        #expect(installation.run("erase \(installation.old) --yes --reason x").exitCode == .done)
        for line in ["inbox show OLD", "inbox list", "inbox export --format json"] {
            let run = run(line)
            #expect(run.exitCode == .done, "\(line) \(run.errors)")
        }
    }

    @Test func alteredWordsOfARegisterAreNamed() throws {
        let added = installation.run(
            "log add --station SS00 --duty visit --on 2025-12-01 --deputy \(installation.deputy.code) --title 走访"
        )
        #expect(added.exitCode == .done)
        let entry = added.output.filter { !$0.isNewline }
        let inbox = "\(installation.data)/stations/SS00/inbox"
        let segments = try Files.names(in: inbox).filter { $0.hasSuffix(".jsonl") }.map { "\(inbox)/\($0)" }
        let file = try #require(
            try segments.first { String(decoding: try Files.read($0), as: UTF8.self).contains("走访") })
        #expect(installation.run("log show \(entry)").exitCode == .done)
        try alter("走访", to: "走防", in: file)
        for line in [
            "log list", "log list --json", "log show \(entry)", "archive \(installation.deputy.code)",
        ] {
            let run = installation.run(line)
            #expect(run.exitCode == .partly, "\(line)")
            #expect(run.output.contains("走防"), "\(line)")
            #expect(run.errors.contains("\(file):2: the words were altered"), "\(line) \(run.errors)")
        }
    }
}
