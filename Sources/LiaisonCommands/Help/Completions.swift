import LiaisonWording

/// What the completion scripts of all shells are made from.
///
/// A script holds the commands, options and choices. Cases, stations, deputies and logins it asks the program for, with
/// those options of the line that say where to look; where that can't be told, it offers nothing.
struct Completions {
    let commands: [CommandDescription]
    let wording: Wording

    /// What may stand in a place: files, directories, one of some words, or anything.
    enum Values {
        case files
        case directories
        case words([String])
        case listed(CompletionListing)
        case anything

        /// What may stand in a place.
        ///
        /// - Parameters:
        ///   - name: The option's name; nothing for an argument.
        ///   - placeholder: What help shows there.
        ///   - choices: The only words allowed, if any.
        init(of name: String?, placeholder: String, choices: [String]) {
            self =
                switch (name, placeholder) {
                case _ where !choices.isEmpty: .words(choices)
                case (_, "FILE"): .files
                case (_, "DIR"): .directories
                case (_, "CASE"), ("case", _): .listed(.cases)
                case (_, "CODE"): .listed(.codes)
                case (_, "PAGE"): .listed(.pages)
                case ("station", _): .listed(.stations)
                case ("profile", _), (nil, "NAME"): .listed(.profiles)
                default: .anything
                }
        }
    }

    /// The first words of all commands and what they are about, each once.
    var firstWords: [(word: String, summary: String)] {
        unique(commands.map { $0.path[0] }).map { ($0, wording("help.\($0).summary")) }
    }

    /// The first words that need a second one.
    var groups: [String] { unique(commands.filter { $0.path.count > 1 }.map { $0.path[0] }) }

    /// The second words of a group and what they do.
    func secondWords(of group: String) -> [(word: String, summary: String)] {
        commands.filter { $0.path.count > 1 && $0.path[0] == group }.map { ($0.path[1], summary(of: $0)) }
    }

    /// A command's options with `--help`, each with its sentence.
    func options(of command: CommandDescription) -> [(option: OptionDescription, text: String)] {
        (command.options + [.help]).map { ($0, wording($0.wordingKey(in: command))) }
    }

    private func summary(of command: CommandDescription) -> String {
        wording("\(command.wordingPrefix).summary")
    }

    private func unique(_ words: [String]) -> [String] {
        words.reduce(into: []) { known, word in if !known.contains(word) { known.append(word) } }
    }
}

extension OptionDescription {
    /// What may stand behind the option, or nothing for a flag.
    var values: Completions.Values? {
        placeholder.map { Completions.Values(of: name, placeholder: $0, choices: choices) }
    }
}

extension ArgumentDescription {
    /// What may stand in the argument's place.
    var values: Completions.Values { Completions.Values(of: nil, placeholder: name, choices: choices) }
}
