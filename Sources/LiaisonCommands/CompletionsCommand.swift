/// `liaison completions bash`: a script that completes commands, options and values by Tab.
struct CompletionsCommand: Command {
    static let description = CommandDescription(
        ["completions"], arguments: [ArgumentDescription("SHELL", choices: ["bash"])])

    private let shell: String

    init(arguments: ParsedArguments) throws(UsageError) {
        shell = try arguments.required("SHELL")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let commands = CommandCatalog.commands.map { $0.description }
        context.print(BashCompletions(commands).script)
        return .done
    }
}
