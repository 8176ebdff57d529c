import LiaisonCommands
import LiaisonSystem
import LiaisonText
import TestSupport
import Testing

@Suite struct CompletionsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func script(_ shell: String, language: String = "C") throws -> String {
        let path = "\(directory.path)/liaison.\(shell).\(language)"
        let run = CommandLineRun("completions \(shell)", environment: ["LANG": language])
        try Files.create(path, with: Array(run.output.utf8))
        return path
    }

    @Test(
        .enabled(if: Shell.has("bash"), "needs bash"),
        arguments: [
            ("liaison to", "token"), ("liaison token ''", "issue slip list revoke --help"),
            ("liaison token issue --st", "--station"), ("liaison token issue --station ''", ""),
            ("liaison completions ''", "bash zsh fish --words --data --server --token-file --profile --help"),
            ("liaison help tok", "token"),
            ("liaison init --data /us", "/usr"),
        ])
    func completesInBash(_ line: String, _ words: String) throws {
        let run = try Shell.transcript(
            of: """
                bash -c '. \(script("bash"))
                COMP_WORDS=('"\(line)"') COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _liaison; echo "${COMPREPLY[*]}"'
                """)
        #expect(run == "\(words)\n")
    }

    @Test(
        .enabled(if: Shell.has("fish"), "needs fish"),
        arguments: [
            ("liaison to", "token"), ("liaison token ", "issue list revoke slip"),
            ("liaison token issue --st", "--station"), ("liaison completions ", "bash fish zsh"),
            ("liaison help tok", "token"), ("liaison init --data /us", "/usr/"),
            // Neither a number nor a choice is the name of a file.
            ("liaison token issue --station ", ""), ("liaison ack --grade ", "major ordinary simple"),
            ("liaison token issue --days ", ""),
        ])
    func completesInFish(_ line: String, _ words: String) throws {
        // fish completes only what it can run.
        let run = try Shell.transcript(
            of: """
                export HOME=\(directory.path)
                ln -s /bin/true \(directory.path)/liaison; export PATH=\(directory.path):$PATH
                fish -c 'source \(script("fish")); complete -C "\(line)"'
                """)
        let offered = run.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
        #expect(offered.joined(separator: " ") == words)
    }

    @Test(
        .enabled(if: Shell.has("zsh"), "needs zsh"),
        arguments: [
            ("liaison to", "token"), ("liaison token iss", "issue"),
            ("liaison token issue --st", "--station"),
            ("liaison completions f", "fish"), ("liaison init --data /us", "/usr/"),
        ])
    func completesInZsh(_ line: String, _ word: String) throws {
        // A pseudo-terminal is the one way to ask zsh; the prompt after Tab and Enter prints the line back.
        let run = try Shell.transcript(
            of: """
                cat >\(directory.path)/ask.zsh <<'END'
                zmodload zsh/zpty
                zpty ask zsh -f
                zpty -w ask 'PROMPT= RPROMPT=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -D -u'
                zpty -w ask 'source \(script("zsh")); function accept-line { print -r -- "<$BUFFER>"; exit }; zle -N accept-line'
                zpty -w -n ask '\(line)'$'\\t\\n'
                zpty -r -m ask answer '*<liaison*>*'
                print -r -- ${${answer##*<}%%>*}
                END
                zsh -f \(directory.path)/ask.zsh
                """)
        let answer = run.split { $0 == " " || $0 == "\n" }
        #expect(answer == line.split(separator: " ").dropLast() + [word[...]])
    }

    /// A program that says how it was called, and gives two words.
    private static let listing = """
        printf '%s\\n' "$*" >>"$HOME/asked"
        printf 'SS01\\tOne: the first\\nSS02\\tTwo\\n'
        """

    private func putListing() throws {
        try Files.create(
            "\(directory.path)/liaison", with: Array("#!/bin/sh\n\(Self.listing)".utf8), mode: 0o755)
    }

    private func asked() throws -> String {
        String(decoding: try Files.read("\(directory.path)/asked"), as: UTF8.self)
    }

    @Test(
        .enabled(if: Shell.has("bash"), "needs bash"),
        arguments: [
            ("liaison ack SS", "cases"), ("liaison inbox list --profile S", "profiles"),
            ("liaison qr --data /srv/x S", "codes --data /srv/x"),
            ("liaison poster --data /srv/x --station SS", "stations --data /srv/x"),
        ])
    func asksTheProgramInBash(_ line: String, _ question: String) throws {
        try putListing()
        let run = try Shell.transcript(
            of: """
                export HOME=\(directory.path) PATH=\(directory.path):$PATH
                bash -c '. \(script("bash"))
                COMP_LINE="\(line)" COMP_POINT=${#COMP_LINE} COMP_WORDS=('"\(line)"')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _liaison; echo "${COMPREPLY[*]}"'
                """)
        #expect(run == "SS01 SS02\n")
        #expect(try asked() == "completions --words \(question)\n")
    }

    @Test(
        .enabled(if: Shell.has("fish"), "needs fish"),
        arguments: [
            ("liaison ack SS", "cases"),
            ("liaison poster --data /srv/x --station ", "stations --data /srv/x"),
        ])
    func asksTheProgramInFish(_ line: String, _ question: String) throws {
        try putListing()
        let run = try Shell.transcript(
            of: """
                export HOME=\(directory.path) PATH=\(directory.path):$PATH
                fish -c 'source \(script("fish")); complete -C "\(line)"'
                """)
        #expect(run == "SS01\tOne: the first\nSS02\tTwo\n")
        #expect(try asked() == "completions --words \(question)\n")
    }

    @Test(.enabled(if: Shell.has("zsh"), "needs zsh"))
    func asksTheProgramInZsh() throws {
        try putListing()
        let line = "liaison poster --data /srv/x --station SS01"
        let run = try Shell.transcript(
            of: """
                export HOME=\(directory.path) PATH=\(directory.path):$PATH
                cat >\(directory.path)/ask.zsh <<'END'
                zmodload zsh/zpty
                zpty ask zsh -f
                zpty -w ask 'PROMPT= RPROMPT=; unsetopt zle_bracketed_paste; autoload -Uz compinit; compinit -D -u'
                zpty -w ask 'source \(script("zsh")); function accept-line { print -r -- "<$BUFFER>"; exit }; zle -N accept-line'
                zpty -w -n ask '\(line)'$'\\t\\n'
                zpty -r -m ask answer '*<liaison*>*'
                print -r -- ${${answer##*<}%%>*}
                END
                zsh -f \(directory.path)/ask.zsh
                """)
        #expect(run.hasPrefix(line))
        #expect(try asked().hasPrefix("completions --words stations --data /srv/x\n"))
    }

    @Test func listsWhatAnInstallationKnows() throws {
        let installation = try JSONOutputsTests.installation()
        let environment = ["LIAISON_DATA": installation.path]
        let number = try #require(
            try JSON(
                parsing: Array(
                    CommandLineRun(
                        "intake --station SS00 --text light --json", environment: environment
                    ).output.utf8))["case"]?.text)
        func list(_ kind: String) -> String {
            CommandLineRun(["completions", "--words", kind], environment: environment).output
        }
        #expect(list("cases").hasPrefix("\(number)\t"))
        #expect(list("stations").hasPrefix("SS00\t"))
        #expect(list("codes").split(separator: "\n").allSatisfy { $0.prefix { $0 != "\t" }.count == 7 })
        #expect(list("pages").contains("\nliaison-inbox-pull\t"))
        let nowhere = CommandLineRun("completions --words stations")
        #expect(nowhere.output.isEmpty && nowhere.exitCode == .usage)
        #expect(CommandLineRun("completions bash --words cases").exitCode == .usage)
        #expect(CommandLineRun("completions").exitCode == .usage)
    }

    @Test(
        .enabled(if: Shell.has("bash") && Shell.has("zsh") && Shell.has("fish"), "needs bash, zsh and fish"),
        arguments: ["bash", "zsh", "fish"])
    func isSoundInBothLanguages(_ shell: String) throws {
        for language in ["C", "zh_CN.UTF-8"] {
            #expect(try Shell.transcript(of: "\(shell) -n \(script(shell, language: language))") == "")
        }
    }
}
