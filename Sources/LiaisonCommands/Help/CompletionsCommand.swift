import LiaisonText

/// `liaison completions bash|zsh|fish`: a script that completes commands, options and values by Tab. What only an
/// installation knows, such as case numbers, the script asks for with `--words`.
struct CompletionsCommand: Command {
    static let description = CommandDescription(
        ["completions"],
        arguments: [ArgumentDescription("SHELL", isRequired: false, choices: ["bash", "zsh", "fish"])],
        options: [
            .value("words", "KIND", choices: CompletionListing.allCases.map(\.rawValue)), .data, .server,
            .tokenFile, .profile,
        ])

    private enum Wanted {
        case script(String)
        case words(CompletionListing, InboxOrigin, data: String?)
    }

    private let wanted: Wanted

    init(arguments: ParsedArguments) throws(UsageError) {
        let shell = arguments.argument("SHELL")
        let listing = arguments.value("words").flatMap(CompletionListing.init(rawValue:))
        switch (shell, listing) {
        case (.some, .some): throw .conflict("SHELL", "--words")
        case (let shell?, nil):
            for option in ["data", "server", "token-file", "profile"] where arguments.has(option) {
                throw .missingOption("--words")
            }
            wanted = .script(shell)
        case (nil, let listing?):
            let origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
            wanted = .words(listing, origin, data: arguments.value("data"))
        case (nil, nil): throw .missingArgument("SHELL")
        }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        switch wanted {
        case .script(let shell):
            let completions = Completions(
                commands: CommandCatalog.commands.map { $0.description }, wording: context.wording)
            switch shell {
            case "zsh": context.print(completions.zsh)
            case "fish": context.print(completions.fish)
            default: context.print(completions.bash)
            }
        case .words(let listing, let origin, let data):
            // A tab parts a word from what it means, as fish(1) wants it.
            for (word, meaning) in try listing.words(origin, data: data, context) {
                context.standardOutput.write(Array("\(word)\t\(TerminalText.line(meaning))\n".utf8))
            }
        }
        return .done
    }
}
