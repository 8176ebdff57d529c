extension Completions {
    /// A bash script, bash(1) "Programmable Completion".
    var bash: String {
        """
        # bash completion for liaison: source it, or save it as
        # ~/.local/share/bash-completion/completions/liaison
        _liaison() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
            local path=${COMP_WORDS[1]} words= kind=words
            ((COMP_CWORD == 1)) && path=
            case $path in
            \((["help"] + groups).joined(separator: " | "))) ((COMP_CWORD > 2)) && path+=" ${COMP_WORDS[2]}" ;;
            esac
            case $path in
        \(lines(pathCases))
            *) words=--help ;;
            esac
            case "$path $before" in
        \(lines(commands.flatMap(valueCases)))
            esac
            case $kind in
            words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
            file) mapfile -t COMPREPLY < <(compgen -f -- "$word"; compgen -W "$words" -- "$word") ;;
            dir) mapfile -t COMPREPLY < <(compgen -d -- "$word"; compgen -W "$words" -- "$word") ;;
            esac
        }
        complete -o filenames -F _liaison liaison
        """
    }

    /// What may stand behind each path, beginning with none.
    private var pathCases: [String] {
        let first = firstWords.map(\.word)
        let top = (first + ["help", "--help", "--version"]).joined(separator: " ")
        let next = groups.map { group in
            let words = secondWords(of: group).map(\.word) + ["--help"]
            return "\(group)) words=\"\(words.joined(separator: " "))\" ;;"
        }
        return ["\"\") words=\"\(top)\" ;;", "help) words=\"\(first.joined(separator: " "))\" ;;"] + next
            + commands.map(commandCase)
    }

    private func commandCase(_ command: CommandDescription) -> String {
        let words = command.arguments.flatMap(\.choices) + options(of: command).map { "--\($0.option.name)" }
        let kinds = command.arguments.map { Self.kind($0.values) }
        let kind = kinds.contains("file") ? " kind=file" : kinds.contains("dir") ? " kind=dir" : ""
        return "\"\(command.name)\") words=\"\(words.joined(separator: " "))\"\(kind) ;;"
    }

    /// What may stand behind each option that takes a value.
    private func valueCases(_ command: CommandDescription) -> [String] {
        command.options.compactMap { option in
            option.values.map { values in
                let words = option.choices.joined(separator: " ")
                return "\"\(command.name) --\(option.name)\") words=\"\(words)\" kind=\(Self.kind(values)) ;;"
            }
        }
    }

    private static func kind(_ values: Values) -> String {
        switch values {
        case .files: "file"
        case .directories: "dir"
        case .words: "words"
        case .anything: "none"
        }
    }

    private func lines(_ cases: [String]) -> String { cases.map { "    \($0)" }.joined(separator: "\n") }
}
