import LiaisonCommands
import Testing

@Suite struct CommandLineTests {
    @Test(arguments: [("588796c1d2e3", "588796c1d2e3"), (nil, "unknown commit")])
    func printsTheVersion(_ commit: String?, _ shown: String) {
        let run = CommandLineRun(["--version"], commit: commit)
        #expect(run.output == "liaison 0.3.0 (\(shown))\n")
        #expect(run.errors.isEmpty)
        #expect(run.exitCode == .done)
    }

    @Test(arguments: ["--help", "-h", "help", "completions --help", "help completions"])
    func printsHelpOnStandardOutput(_ line: String) {
        let run = CommandLineRun(line)
        #expect(run.output.contains("\nUsage: liaison "))
        #expect(run.errors.isEmpty)
        #expect(run.exitCode == .done)
    }

    @Test func printsHelpOnStandardErrorWithoutWords() {
        let run = CommandLineRun("")
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("Usage: liaison COMMAND ..."))
        #expect(run.exitCode == .usage)
    }

    @Test func suggestsTheNearestCommand() {
        let run = CommandLineRun("compeltions bash")
        #expect(
            run.errors == """
                liaison: there is no command “compeltions”. Did you mean “liaison completions”?
                “liaison --help” tells more.

                """)
        #expect(run.exitCode == .usage)
    }

    @Test func speaksChineseUnderAChineseLocale() {
        let run = CommandLineRun("completions", environment: ["LANG": "zh_CN.UTF-8"])
        #expect(run.errors == "liaison: 缺少要用的 shell。\n用法详见“liaison completions --help”。\n")
    }

    @Test func prefersTheMoreSpecificLocaleVariable() {
        let run = CommandLineRun(
            "completions", environment: ["LC_ALL": "C.UTF-8", "LC_MESSAGES": "zh_CN", "LANG": "zh_CN.UTF-8"])
        #expect(run.errors.hasPrefix("liaison: the shell's name is missing."))
    }

    @Test func colours() {
        let plain = CommandLineRun("nonsense", terminal: true).errors
        #expect(plain.hasPrefix("\u{1B}[31mliaison: there is no command “nonsense”.\u{1B}[0m\n"))
        for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            let run = CommandLineRun("nonsense", environment: environment, terminal: true)
            #expect(run.errors.hasPrefix("liaison: there is no command"))
        }
    }

    @Test func makesHostileWordsVisible() {
        let run = CommandLineRun("\u{1B}[2J\u{202E}")
        #expect(run.errors.hasPrefix("liaison: there is no command “\\x1B[2J\\u{202E}”."))
    }
}
