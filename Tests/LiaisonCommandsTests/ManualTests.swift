@testable import LiaisonCommands
import LiaisonSystem
import LiaisonWording
import TestSupport
import Testing

@Suite struct ManualTests {
    @Test func describesEveryCommandInBothLanguages() {
        for locale in ["C", "zh_CN.UTF-8"] {
            let page = CommandLineRun("manual", environment: ["LANG": locale]).output
            #expect(page.hasPrefix(".Dd December 24, 2025\n.Dt LIAISON 1\n.Os\n.Sh NAME\n.Nm liaison\n.Nd "))
            for command in CommandCatalog.commands {
                #expect(page.contains("\n.Ss \(command.description.name)\n"), "\(command.description.name)")
            }
        }
    }

    @Test(arguments: ["C", "zh_CN.UTF-8"])
    func saysWhereFilesStandAndShowsAWholeDay(locale: String) throws {
        let page = CommandLineRun("manual", environment: ["LANG": locale]).output
        let heads = page.split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map { $0.dropFirst(4) }
        #expect(
            heads.suffix(6) == ["JSON", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"])
        #expect(
            page.contains(".It Pa ~/.config/liaison/\n") || page.contains(".It Pa \\(ti/.config/liaison/\n"))
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
        let page = CommandLineRun("manual", environment: ["LANG": locale]).output
        try Files.create("\(directory.path)/liaison.1", with: Array(page.utf8))
        // What it refers to may not be installed here.
        let complaints = try Shell.transcript(
            of:
                "mandoc -T lint -W \(level) \(directory.path)/liaison.1 2>&1 | grep -v 'makewhatis\\|referenced manual'"
        )
        #expect(complaints == "")
        let text = try Shell.transcript(of: "mandoc -T utf8 \(directory.path)/liaison.1 | col -b")
        #expect(text.contains("\n     liaison token issue [--deputy CODE]"))
    }
}
