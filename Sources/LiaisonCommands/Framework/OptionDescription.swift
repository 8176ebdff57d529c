import LiaisonWording

/// An option of a command: `--name` or `--name VALUE`.
package struct OptionDescription: Equatable, Sendable {
    /// Its name without the dashes.
    package let name: String
    /// The placeholder of its value in capitals, or nothing for a flag; `FILE` and `DIR` also tell completions
    /// what to offer.
    package let placeholder: String?
    /// The only values allowed; empty where any is.
    package let choices: [String]
    /// Other words for the choices, such as their Chinese ones.
    package let synonyms: [String: String]
    /// Whether it may be given several times.
    package let isRepeatable: Bool
    /// Whether it must be given.
    package let isRequired: Bool
    /// Whether it means the same in every command, and is explained once.
    package let isCommon: Bool

    /// An option without a value.
    package static func flag(_ name: String) -> OptionDescription {
        OptionDescription(name, nil)
    }

    /// An option with a value.
    package static func value(
        _ name: String, _ placeholder: String, choices: [String] = [], isRepeatable: Bool = false,
        isRequired: Bool = false
    ) -> OptionDescription {
        OptionDescription(
            name, placeholder, choices: choices, isRepeatable: isRepeatable, isRequired: isRequired)
    }

    /// An option whose value is one of a few words, each of which may be said in Chinese too: the wording has those under
    /// `choice.<name>.<word>`, parted by spaces.
    package static func choice(
        _ name: String, _ placeholder: String, _ choices: [String], isRequired: Bool = false
    ) -> OptionDescription {
        let words = Assets.commands(.chinese)
        let pairs = choices.flatMap { choice in
            words["choice.\(name).\(choice)"].split(separator: " ").map { (String($0), choice) }
        }
        return OptionDescription(
            name, placeholder, choices: choices,
            synonyms: Dictionary(pairs, uniquingKeysWith: { first, _ in first }), isRequired: isRequired)
    }

    private init(
        _ name: String, _ placeholder: String?, choices: [String] = [], synonyms: [String: String] = [:],
        isRepeatable: Bool = false, isRequired: Bool = false, isCommon: Bool = false
    ) {
        self.name = name
        self.placeholder = placeholder
        self.choices = choices
        self.synonyms = synonyms
        self.isRepeatable = isRepeatable
        self.isRequired = isRequired
        self.isCommon = isCommon
    }

    /// `--data DIR`: the data directory on the server's machine; see ``CommandContext/dataDirectory(_:)``.
    package static let data = OptionDescription("data", "DIR", isCommon: true)
    /// `--data DIR`, once or several times.
    package static let dataDirectories = OptionDescription("data", "DIR", isRepeatable: true, isCommon: true)
    /// `--json`: one array or object for programs instead of a table for people.
    package static let json = OptionDescription("json", nil, isCommon: true)
    /// `--yes`: goes ahead where the command would refuse and ask for this flag.
    package static let yes = OptionDescription("yes", nil, isCommon: true)
    /// `--server URL`: works on a server over the network.
    package static let server = OptionDescription("server", "URL", isCommon: true)
    /// `--token-file FILE`: the token for `--server`; `-` is standard input.
    package static let tokenFile = OptionDescription("token-file", "FILE", isCommon: true)
    /// `--profile NAME`: one of several servers that `login` keeps.
    package static let profile = OptionDescription("profile", "NAME", isCommon: true)
    /// `--text TEXT`: the words that a citizen will read.
    package static let text = OptionDescription("text", "TEXT", isCommon: true)
    /// `--file FILE`: the file with those words; `-` is standard input.
    package static let file = OptionDescription("file", "FILE", isCommon: true)
    /// `--for CODE`: the deputy in whose name an officer acts.
    package static let onBehalfOf = OptionDescription("for", "CODE", isCommon: true)
    /// `--idempotency-key KEY`: that of an earlier attempt, so that an act whose answer was lost is done once.
    package static let idempotencyKey = OptionDescription("idempotency-key", "KEY", isCommon: true)
    /// `--deputy CODE`, with `--data`: who acts.
    package static let actingDeputy = OptionDescription("deputy", "CODE", isCommon: true)
    /// `--station ID`, with `--data`: whose officer acts.
    package static let actingStation = OptionDescription("station", "ID", isCommon: true)
    /// `--help`: every command has it.
    package static let help = OptionDescription("help", nil, isCommon: true)

    /// `--name VALUE`, in brackets where it may be absent, with dots where it may be repeated.
    package var usage: String {
        (isRequired ? typed : "[\(typed)]") + (isRepeatable ? "..." : "")
    }

    /// The most columns that choices take where they stand for a value.
    private static let longestList = 66

    /// `--name VALUE` as it is typed; a short list of choices stands for the value.
    package var typed: String {
        guard let placeholder else { return "--\(name)" }
        let list = choices.joined(separator: "|")
        return "--\(name) \((1...Self.longestList).contains(list.count) ? list : placeholder)"
    }

    /// The key of the sentence that explains it.
    package func wordingKey(in command: CommandDescription) -> String {
        isCommon ? "help.option.\(name)" : "\(command.wordingPrefix).option.\(name)"
    }
}
