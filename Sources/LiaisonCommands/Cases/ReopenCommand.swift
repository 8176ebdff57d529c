/// `liaison reopen CASE`: takes an answered or closed matter up again.
struct ReopenCommand: Command {
    static let description = CommandDescription(
        ["reopen"], arguments: [CaseVerb.argument], options: [.value("reason", "TEXT")] + CaseVerb.options)

    private let verb: CaseVerb
    private let reason: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        reason = arguments.value("reason")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.reopen, text: reason, context)
    }
}
