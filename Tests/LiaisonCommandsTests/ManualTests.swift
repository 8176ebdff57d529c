import LiaisonCommands
import LiaisonSystem
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

    /// mandoc's style messages count the bytes of Chinese lines, and so can hold for English only.
    @Test(
        .enabled(if: Shell.has("mandoc"), "needs mandoc (Debian: mandoc)"),
        arguments: [("C", "style"), ("zh_CN.UTF-8", "warning")])
    func isFreeOfMandocsComplaints(_ locale: String, _ level: String) throws {
        let directory = try TemporaryDirectory()
        let page = CommandLineRun("manual", environment: ["LANG": locale]).output
        try Files.create("\(directory.path)/liaison.1", with: Array(page.utf8))
        #expect(try Shell.transcript(of: "mandoc -T lint -W \(level) \(directory.path)/liaison.1") == "")
        let text = try Shell.transcript(of: "mandoc -T utf8 \(directory.path)/liaison.1 | col -b")
        #expect(text.contains("\n     liaison token issue [--deputy CODE]"))
    }
}
