extension Completions {
    /// A fish script, complete(1) of fish.
    var fish: String {
        let first = firstWords + [("help", wording("help.option.help"))]
        let top = first.map {
            "complete -c liaison -n '__liaison_words' -a \($0.word)\(Self.text($0.summary))"
        }
        let second = groups.flatMap { group in
            secondWords(of: group).map {
                "complete -c liaison -n '__liaison_words \(group)' -a \($0.word)\(Self.text($0.summary))"
            }
        }
        let help = first.dropLast().map { "complete -c liaison -n '__liaison_words help' -a \($0.word)" }
        let rest = commands.flatMap { optionLines($0) + argumentLines($0) }
        return """
            # fish completion for liaison: source it, or save it as ~/.config/fish/completions/liaison.fish
            function __liaison_words --description 'whether exactly these words stand before the cursor'
                set -l words (commandline -opc)
                test "$words[2..]" = "$argv"
            end
            function __liaison_command --description 'whether the command line begins with these words'
                set -l words (commandline -opc)
                set -l count (count $argv)
                test (count $words) -gt $count; and test "$words[2..$(math $count + 1)]" = "$argv"
            end
            function __liaison_listed --description 'what an installation or a login knows'
                set -l words (commandline -opc)
                set -l with
                for index in (seq 2 (math (count $words) - 1))
                    switch $words[$index]
                        case --data --server --token-file --profile
                            set -a with $words[$index] $words[(math $index + 1)]
                    end
                end
                $words[1] completions --words $argv[1] $with </dev/null 2>/dev/null
            end
            complete -c liaison -f
            complete -c liaison -n __liaison_words -l version\(Self.text(wording("help.option.version")))

            """ + (top + second + help + rest).joined(separator: "\n")
    }

    private func optionLines(_ command: CommandDescription) -> [String] {
        options(of: command).map { option, text in
            let short = option == .help ? " -s h" : ""
            let values = option.values.map { " -r\(Self.values($0))" } ?? ""
            return
                "complete -c liaison -n '__liaison_command \(command.name)'\(short) -l \(option.name)\(values)"
                + Self.text(text)
        }
    }

    private func argumentLines(_ command: CommandDescription) -> [String] {
        command.arguments.compactMap { argument in
            if case .anything = argument.values { return nil }
            let values = Self.values(argument.values)
            return "complete -c liaison -n '__liaison_command \(command.name)'\(values)"
        }
    }

    private static func values(_ values: Values) -> String {
        switch values {
        case .files: " -F"
        // fish offers files behind an option with a value unless it is told not to.
        case .directories: " -f -a '(__fish_complete_directories)'"
        case .words(let words): " -f -a '\(words.joined(separator: " "))'"
        case .listed(let listing): " -f -a '(__liaison_listed \(listing.rawValue))'"
        case .anything: " -f"
        }
    }

    /// A description within single quotes of fish.
    private static func text(_ text: String) -> String {
        let quoted = text.reduce(into: "") { result, character in
            if character == "'" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return " -d '\(quoted)'"
    }
}
