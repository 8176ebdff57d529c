import LiaisonInstallation
import LiaisonSystem
import LiaisonWording
import TestSupport
import Testing

@testable import LiaisonCommands

@Suite struct ManualTests {
    private static func manual(_ language: Language) -> Manual {
        Manual(
            commands: CommandCatalog.entries.map { ($0.section, $0.command.description) },
            wording: Assets.commands(language))
    }

    private static func heads(_ page: String) -> [Substring] {
        page.split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map { $0.dropFirst(4) }
    }

    @Test(arguments: ["C", "zh_CN.UTF-8"])
    func namesThePageOfEveryCommand(locale: String) {
        let page = CommandLineRun("manual", environment: ["LANG": locale]).output
        #expect(page.hasPrefix(".Dd December 24, 2025\n.Dt LIAISON 1\n.Os\n.Sh NAME\n.Nm liaison\n.Nd "))
        #expect(page.contains("\n.It Xr liaison-inbox-pull 1\n"))
        for command in CommandCatalog.commands {
            #expect(page.contains("\n.It Xr \(command.description.pageName) 1\n"))
        }
    }

    @Test(arguments: CommandCatalog.commands.map { $0.description.path.joined(separator: "-") })
    func givesEveryCommandAPageWithExamplesAndReferences(name: String) {
        let page = CommandLineRun("manual \(name)").output
        let heads = Self.heads(page)
        #expect(heads.prefix(3) == ["NAME", "SYNOPSIS", "DESCRIPTION"])
        #expect(heads.suffix(3) == ["EXIT STATUS", "EXAMPLES", "SEE ALSO"])
        #expect(page.contains("\n.Xr liaison 1"))
        // A command without files works on nothing that stays.
        let isWithoutFiles = ["demo", "manual"].contains(name)
        #expect(heads.contains("FILES") == !isWithoutFiles)
    }

    @Test func refersToNoPageThatIsNotThere() {
        let foreign = ["jq", "mutt", "mblaze", "systemd.service"]
        let pages = Self.manual(.english).pages
        let names = Set(pages.map { "\($0.name) \($0.section)" } + foreign.map { "\($0) 1" })
        let date = CommandLineRun.moment
        for page in pages {
            for line in page.text(on: BeijingTime(date).date).split(separator: "\n")
            where line.hasPrefix(".Xr ") {
                let words = line.split(separator: " ")
                let isForeign = foreign.contains(String(words[1]))
                #expect(isForeign || names.contains("\(words[1]) \(words[2])"), "\(page.name): \(line)")
            }
        }
    }

    @Test(arguments: Language.allCases)
    func explainsEverySettingOnce(language: Language) {
        let page = CommandLineRun(
            "manual liaison.conf", environment: ["LANG": language == .english ? "C" : "zh_CN.UTF-8"]
        ).output
        for setting in Setting.allCases {
            #expect(page.components(of: "\n.It Ic \(setting.rawValue) No = Ar ") == 1, "\(setting)")
        }
        for part in SettingsSample.parts {
            let text = part.explanation(in: language)
            let hasIdeograph = text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
            #expect(!text.isEmpty && hasIdeograph == (language == .chinese), "\(part.settings): \(text)")
        }
    }

    @Test func numbersTheRulesOfTheStore() {
        let page = CommandLineRun("manual store").output
        #expect(page.contains(".Dt LIAISON-STORE 5\n"))
        #expect(page.contains(".Ss Writing\n.Bl -enum\n.It\n"))
        #expect(page.contains("\n.It Sy seq\nthe line\\(aqs number in its segment, 0 for the first\n"))
        #expect(!page.contains("`") && !page.contains("**"))
    }

    @Test func takesACommandsWordsForItsPage() {
        let named = CommandLineRun("manual inbox-pull").output
        #expect(named.contains(".Dt LIAISON-INBOX-PULL 1\n"))
        #expect(CommandLineRun("manual liaison-inbox-pull").output == named)
        #expect(CommandLineRun(["manual", "inbox pull"]).output == named)
        let run = CommandLineRun("manual inbox-pul")
        #expect(run.exitCode == .usage)
        #expect(
            run.errors.hasPrefix("liaison: the manual has no page “inbox-pul”\nIt has: liaison-inbox-pull"))
    }

    @Test func writesEveryPageWhereManLooks() throws {
        let directory = try TemporaryDirectory()
        let run = CommandLineRun(["manual", "--output", "\(directory.path)/man"])
        let count = CommandCatalog.commands.count + 4
        #expect(run.errors == "\(count) pages below \(directory.path)/man.\n")
        #expect(try Files.names(in: "\(directory.path)/man/man1").count == count - 3)
        let names = try Files.names(in: "\(directory.path)/man/man5").sorted()
        #expect(names == ["duties.csv.5", "liaison-store.5", "liaison.conf.5"])
        // Once more is no mistake.
        #expect(CommandLineRun(["manual", "--output", "\(directory.path)/man"]).exitCode == .done)
    }

    @Test(arguments: ["C", "zh_CN.UTF-8"])
    func saysWhereFilesStandAndShowsAWholeDay(locale: String) throws {
        let page = CommandLineRun("manual", environment: ["LANG": locale]).output
        #expect(
            Self.heads(page).suffix(6)
                == ["JSON", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"])
        #expect(page.contains(".It Pa \\(ti/.config/liaison/\n"))
        let examples = Assets.commands(locale == "C" ? .english : .chinese)["manual.examples"]
        for line in examples.split(separator: "\n") where !line.hasPrefix("#") {
            let words = ShellWords.calls(of: "liaison", in: String(line)).first ?? []
            let command = try #require(
                CommandCatalog.commands.first { words.starts(with: $0.description.path) }, "\(line)")
            let arguments = try ArgumentParser.parse(
                words.dropFirst(command.description.path.count), for: command.description)
            _ = try command.init(arguments: arguments)
        }
    }

    /// mandoc's style messages count the bytes of Chinese lines, and so can hold for English only.
    @Test(
        .enabled(if: Shell.has("mandoc"), "needs mandoc (Debian: mandoc)"),
        arguments: [("C", "style"), ("zh_CN.UTF-8", "warning")])
    func isFreeOfMandocsComplaints(_ locale: String, _ level: String) throws {
        let directory = try TemporaryDirectory()
        _ = CommandLineRun(["manual", "--output", directory.path], environment: ["LANG": locale])
        // What it refers to may not be installed here.
        let complaints = try Shell.transcript(
            of:
                "mandoc -T lint -W \(level) \(directory.path)/man?/* 2>/dev/null | grep -v 'makewhatis\\|referenced manual'"
        )
        #expect(complaints == "")
        let text = try Shell.transcript(
            of: "mandoc -T utf8 \(directory.path)/man1/liaison-token-issue.1 | col -b")
        #expect(text.contains("\n     liaison token issue [--deputy CODE]"))
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count - 1
    }
}
