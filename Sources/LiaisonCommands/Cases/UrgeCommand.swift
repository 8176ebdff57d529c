/// `liaison urge CASE`: urges the department that has a matter (督办).
struct UrgeCommand: Command {
    static let description = CommandDescription(
        ["urge"], arguments: [CaseVerb.argument, TextSource.argument],
        options: TextSource.options + CaseVerb.options)

    private let verb: CaseVerb
    private let text: TextSource

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        text = try TextSource(note: arguments)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.urge, text: text, context)
    }
}
