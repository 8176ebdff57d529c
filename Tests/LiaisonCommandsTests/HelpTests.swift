@testable import LiaisonCommands
import LiaisonText
import LiaisonWording
import Testing

@Suite struct HelpTests {
    static let paths = CommandCatalog.commands.map { $0.description.name }
    static let groups = Set(paths.filter { $0.contains(" ") }.compactMap { $0.split(separator: " ").first })
        .map(String.init).sorted()

    @Test(arguments: paths + groups, ["C", "zh_CN.UTF-8"])
    func explainsEveryCommandInBothLanguages(_ path: String, _ locale: String) {
        let help = CommandLineRun("\(path) --help", environment: ["LANG": locale])
        #expect(help.exitCode == .done)
        #expect(help.output.contains("liaison \(path)"))
        #expect(help.output == CommandLineRun("help \(path)", environment: ["LANG": locale]).output)
    }

    @Test func beginsEverySentenceOfTheHelpWithACapital() {
        let words = Assets.commands(.english)
        for command in CommandCatalog.commands.map({ $0.description }) {
            let prefix = command.wordingPrefix
            let keys =
                ["\(prefix).summary"] + command.options.map { $0.wordingKey(in: command) }
                + command.arguments.map { "\(prefix).argument.\($0.name.lowercased())" }
            for key in keys {
                #expect(words[key].first?.isLowercase == false, "\(key): \(words[key])")
            }
        }
    }

    @Test(arguments: CommandCatalog.commands.map { $0.description.wordingPrefix })
    func writesAllHelpInOneStyle(_ prefix: String) {
        let words = Assets.commands(.english)
        #expect(!words["\(prefix).summary"].hasSuffix("."))
        #expect(words["\(prefix).details"].hasSuffix("."))
        for line in words["\(prefix).examples"].split(separator: "\n") where line.hasPrefix("#") {
            #expect(line.hasPrefix("# ") && line.dropFirst(2).first?.isLowercase == false, "\(line)")
            #expect(!line.hasSuffix(".") && line != "# For programs", "\(line)")
        }
    }

    @Test(arguments: paths, ["C", "zh_CN.UTF-8"])
    func fitsEightyColumnsButForExamples(_ path: String, _ locale: String) {
        let lines = CommandLineRun("\(path) --help", environment: ["LANG": locale]).output
            .split(separator: "\n").prefix { $0 != "Examples" && $0 != "示例" }
        for line in lines { #expect(TerminalText.columns(of: line) <= 80, "\(line)") }
    }

    @Test func listsEachCommandOnceInTheOverview() {
        let overview = CommandLineRun("--help").output
        for word in Set(Self.paths.compactMap { $0.split(separator: " ").first }) {
            #expect(overview.split(separator: "\n").count { $0.hasPrefix("  \(word) ") } == 1, "\(word)")
        }
    }

    @Test(arguments: groups)
    func showsAGroupsCommandsWhenNoneIsNamed(_ group: String) {
        let run = CommandLineRun(group)
        #expect(run.exitCode == .usage)
        #expect(run.output.isEmpty)
        for command in CommandCatalog.group([group]) { #expect(run.errors.contains("  \(command.name) ")) }
    }

    @Test(arguments: paths)
    func documentsItsJSONByAnExample(_ path: String) throws {
        let words = path.split(separator: " ").map(String.init)
        let description = try #require(CommandCatalog.command(at: words)).description
        guard description.option("json") != nil else { return }
        let help = CommandLineRun("\(path) --help").output
        let examples = help.split(separator: "\n").drop { $0 != "Examples" }
        #expect(examples.contains { $0.contains("liaison \(path)") && $0.contains("--json") })
    }

    /// An example that its own command refuses would teach mistakes.
    @Test(arguments: paths, ["C", "zh_CN.UTF-8"])
    func teachesExamplesThatParse(_ path: String, _ locale: String) throws {
        let help = CommandLineRun("\(path) --help", environment: ["LANG": locale]).output
        let examples = help.split(separator: "\n").drop { $0 != "Examples" && $0 != "示例" }.dropFirst()
        let lines = examples.map { $0.drop { $0 == " " } }.filter { !$0.hasPrefix("#") }
        #expect(!lines.isEmpty)
        #expect(lines.contains { $0.contains("liaison \(path)") }, "no example of \(path)")
        for line in lines {
            let calls = ShellWords.calls(of: "liaison", in: String(line))
            #expect(!calls.isEmpty, "\(line)")
            for words in calls {
                let command = try #require(
                    CommandCatalog.commands.first { words.starts(with: $0.description.path) }, "\(line)")
                let description = command.description
                let arguments = try ArgumentParser.parse(
                    words.dropFirst(description.path.count), for: description)
                _ = try command.init(arguments: arguments)
            }
        }
    }
}
