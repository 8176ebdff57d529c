extension Completions {
    /// A zsh script, zshcompsys(1); it can be sourced, or stand in a directory of `fpath` as `_liaison`.
    var zsh: String {
        """
        #compdef liaison
        # zsh completion for liaison: source it after compinit, or save it as _liaison in a directory of fpath
        _liaison_listed() {
            local -a with listed
            integer index
            for ((index = 1; index < CURRENT - 1; index++)); do
                case $words[index] in
                    --data|--server|--token-file|--profile) with+=($words[index] ${~words[index+1]}) ;;
                esac
            done
            listed=(${(f)"$(liaison completions --words $1 $with </dev/null 2>/dev/null)"})
            listed=(${${listed//:/\\:}/$'\t'/:})
            _describe -V -t words $1 listed
        }
        _liaison() {
            local -a choices
            local name=$words[2]
            integer depth=1
            if ((CURRENT == 2)); then
                choices=(
        \(described(firstWords + [("help", wording("help.option.help"))], indent: 12))
                )
                _describe command choices
                return
            fi
            case $name in
        \(groups.map(groupCase).joined(separator: "\n"))
            esac
            shift $depth words
            ((CURRENT -= depth))
            case $name in
        \(commands.map(commandCase).joined(separator: "\n"))
            esac
        }
        if [[ $funcstack[1] == _liaison ]]; then _liaison "$@"; else compdef _liaison liaison; fi
        """
    }

    private func groupCase(_ group: String) -> String {
        """
            \(group))
                if ((CURRENT == 3)); then
                    choices=(
        \(described(secondWords(of: group), indent: 16))
                    )
                    _describe command choices
                    return
                fi
                name+=" $words[3]"
                depth=2
                ;;
        """
    }

    private func commandCase(_ command: CommandDescription) -> String {
        let options = options(of: command).map { option, text in
            let repeats = option.isRepeatable ? "*" : ""
            let values = option.values.map { ":\(option.placeholder ?? ""):\(Self.action($0))" } ?? ""
            return "'\(repeats)--\(option.name)[\(Self.quoted(text, also: "[]"))]\(values)'"
        }
        let arguments = command.arguments.enumerated().map { index, argument in
            let place = argument.isRepeatable ? "*" : "\(index + 1)"
            return "'\(place):\(argument.name):\(Self.action(argument.values))'"
        }
        let specifications = (options + arguments).map { "            \($0)" }.joined(separator: " \\\n")
        return "    '\(command.name)')\n        _arguments \\\n\(specifications)\n        ;;"
    }

    private func described(_ words: [(word: String, summary: String)], indent: Int) -> String {
        words.map {
            String(repeating: " ", count: indent) + "'\($0.word):\(Self.quoted($0.summary, also: ""))'"
        }.joined(separator: "\n")
    }

    private static func action(_ values: Values) -> String {
        switch values {
        case .files: "_files"
        case .directories: "_files -/"
        case .listed(let listing): "{_liaison_listed \(listing.rawValue)}"
        case .words(let words): "(\(words.joined(separator: " ")))"
        case .anything: " "
        }
    }

    /// Text within single quotes of zsh, colons and whatever else the place gives a meaning escaped.
    private static func quoted(_ text: String, also special: String) -> String {
        text.reduce(into: "") { result, character in
            if character == "'" {
                result += "'\\''"
            } else if character == ":" || character == "\\" || special.contains(character) {
                result += "\\\(character)"
            } else {
                result.append(character)
            }
        }
    }
}
