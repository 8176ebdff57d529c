/// What a command is called and which words it takes: the one source of parsing, usage lines, help,
/// completions and manual.
///
/// The sentences stand in the wording, under ``wordingPrefix``: `.summary` (one line, no full stop),
/// `.details` (paragraphs), `.examples` (lines `# what for` and the command line below, each of which a test
/// parses), `.argument.<name in lower case>` and `.option.<name>`. Common options have `help.option.<name>`.
package struct CommandDescription: Sendable {
    /// The words that name it: `["inbox", "pull"]`.
    package let path: [String]
    /// The words that follow, in order; only the last may be repeatable.
    package let arguments: [ArgumentDescription]
    /// Its options, in the order in which help shows them; `--help` is everywhere and not among them.
    package let options: [OptionDescription]

    package init(
        _ path: [String], arguments: [ArgumentDescription] = [], options: [OptionDescription] = []
    ) {
        self.path = path
        self.arguments = arguments
        self.options = options
    }

    /// The words as typed: `inbox pull`.
    package var name: String { path.joined(separator: " ") }

    /// The start of the keys of its sentences: `help.inbox-pull`.
    package var wordingPrefix: String { "help.\(path.joined(separator: "-"))" }

    /// The option of that name.
    package func option(_ name: String) -> OptionDescription? {
        name == OptionDescription.help.name ? .help : options.first { $0.name == name }
    }

    /// The usage line: `liaison qr [CODE...] [--all] [--output FILE]`; options that must be given first.
    package var usage: String {
        let words =
            arguments.map(\.usage) + options.filter(\.isRequired).map(\.usage)
            + options.filter { !$0.isRequired }.map(\.usage)
        return (["liaison", name] + words).joined(separator: " ")
    }
}

/// A word that a command takes by its place, such as `CASE`.
package struct ArgumentDescription: Sendable {
    /// The placeholder in capitals; `FILE` and `DIR` also tell completions what to offer.
    package let name: String
    /// Whether it must be given.
    package let isRequired: Bool
    /// Whether it takes all further words.
    package let isRepeatable: Bool
    /// The only words allowed; empty where any is.
    package let choices: [String]

    package init(
        _ name: String, isRequired: Bool = true, isRepeatable: Bool = false, choices: [String] = []
    ) {
        self.name = name
        self.isRequired = isRequired
        self.isRepeatable = isRepeatable
        self.choices = choices
    }

    /// `FILE...`, in brackets where it may be absent.
    package var usage: String {
        let word = (choices.isEmpty ? name : choices.joined(separator: "|")) + (isRepeatable ? "..." : "")
        return isRequired ? word : "[\(word)]"
    }
}
