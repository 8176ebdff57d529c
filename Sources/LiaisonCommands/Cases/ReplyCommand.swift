/// `liaison reply CASE`: answers the citizen.
struct ReplyCommand: Command {
    static let description = CommandDescription(
        ["reply"], arguments: [CaseVerb.argument], options: TextSource.options + CaseVerb.options)

    private let verb: CaseVerb
    private let text: TextSource

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        text = try TextSource(arguments: arguments)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.reply, text: text, context)
    }
}
