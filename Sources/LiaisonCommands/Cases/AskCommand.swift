/// `liaison ask CASE`: asks the citizen for more; the deadline waits for the answer.
struct AskCommand: Command {
    static let description = CommandDescription(
        ["ask"], arguments: [CaseVerb.argument], options: TextSource.options + CaseVerb.options)

    private let verb: CaseVerb
    private let text: TextSource

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        text = try TextSource(arguments: arguments)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.ask, text: text, context)
    }
}
