/// A bash script that completes the command line, bash(1) "Programmable Completion".
///
/// Files and directories are offered where a placeholder says so, choices where there are any.
struct BashCompletions {
    private let commands: [CommandDescription]

    init(_ commands: [CommandDescription]) { self.commands = commands }

    /// The script.
    var script: String {
        """
        # bash completion for liaison: source it, or save it as
        # ~/.local/share/bash-completion/completions/liaison
        _liaison() {
            local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
            local path=${COMP_WORDS[1]} words= kind=words
            ((COMP_CWORD == 1)) && path=
            case $path in
            \(groups.joined(separator: " | "))) ((COMP_CWORD > 2)) && path+=" ${COMP_WORDS[2]}" ;;
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

    private var groups: [String] {
        ["help"] + unique(commands.filter { $0.path.count > 1 }.map { $0.path[0] })
    }

    /// What may stand behind each path, beginning with none.
    private var pathCases: [String] {
        let first = unique(commands.map { $0.path[0] })
        var cases = ["\"\") words=\"\((first + ["help", "--help", "--version"]).joined(separator: " "))\" ;;"]
        for group in groups {
            let next = commands.filter { $0.path.count > 1 && $0.path[0] == group }.map { $0.path[1] }
            let words = group == "help" ? first : next + ["--help"]
            cases.append("\(group)) words=\"\(words.joined(separator: " "))\" ;;")
        }
        return cases + commands.map(commandCase)
    }

    private func commandCase(_ command: CommandDescription) -> String {
        let options = (command.options + [.help]).map { "--\($0.name)" }
        let words = command.arguments.flatMap(\.choices) + options
        let places = command.arguments.map(\.name)
        let kind = places.contains("FILE") ? " kind=file" : places.contains("DIR") ? " kind=dir" : ""
        return "\"\(command.name)\") words=\"\(words.joined(separator: " "))\"\(kind) ;;"
    }

    /// What may stand behind each option that takes a value.
    private func valueCases(_ command: CommandDescription) -> [String] {
        command.options.compactMap { option in
            guard let placeholder = option.placeholder else { return nil }
            let kind =
                switch placeholder {
                case _ where !option.choices.isEmpty: "words"
                case "FILE": "file"
                case "DIR": "dir"
                default: "none"
                }
            let words = option.choices.joined(separator: " ")
            return "\"\(command.name) --\(option.name)\") words=\"\(words)\" kind=\(kind) ;;"
        }
    }

    private func lines(_ cases: [String]) -> String { cases.map { "    \($0)" }.joined(separator: "\n") }

    private func unique(_ words: [String]) -> [String] {
        words.reduce(into: []) { known, word in if !known.contains(word) { known.append(word) } }
    }
}
