/// `liaison completions bash|zsh|fish`: a script that completes commands, options and values by Tab.
struct CompletionsCommand: Command {
    static let description = CommandDescription(
        ["completions"], arguments: [ArgumentDescription("SHELL", choices: ["bash", "zsh", "fish"])])

    private let shell: String

    init(arguments: ParsedArguments) throws(UsageError) {
        shell = try arguments.required("SHELL")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let completions = Completions(
            commands: CommandCatalog.commands.map { $0.description }, wording: context.wording)
        switch shell {
        case "zsh": context.print(completions.zsh)
        case "fish": context.print(completions.fish)
        default: context.print(completions.bash)
        }
        return .done
    }
}
