extension Completions {
    /// A bash script, bash(1) "Programmable Completion".
    var bash: String {
        """
        # bash completion for liaison: source it, or save it as
        # ~/.local/share/bash-completion/completions/liaison
        _liaison_listed() {
            local -a line=() with=()
            local index value typed=${COMP_LINE:0:COMP_POINT}
            read -ra line <<<"${typed% *}"
            for ((index = 1; index < ${#line[@]}; index++)); do
                case ${line[index]} in
                --data | --server | --token-file | --profile)
                    value=${line[index + 1]}
                    [[ $value ]] && with+=("${line[index]}" "${value/#\\~/$HOME}")
                    ;;
                esac
            done
            "${COMP_WORDS[0]}" completions --words "$1" "${with[@]}" </dev/null 2>/dev/null | cut -f 1
        }
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
            listed:*) mapfile -t COMPREPLY < <(compgen -W "$words $(_liaison_listed "${kind#listed:}")" -- "$word") ;;
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
        let known = kinds.first { $0 == "file" || $0 == "dir" || $0.hasPrefix("listed:") }
        let kind = known.map { " kind=\($0)" } ?? ""
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
        case .listed(let listing): "listed:\(listing.rawValue)"
        case .anything: "none"
        }
    }

    private func lines(_ cases: [String]) -> String { cases.map { "    \($0)" }.joined(separator: "\n") }
}
