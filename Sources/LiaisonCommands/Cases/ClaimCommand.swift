/// `liaison claim CASE`: takes a matter from the station's shared inbox.
struct ClaimCommand: Command {
    static let description = CommandDescription(
        ["claim"], arguments: [CaseVerb.argument], options: CaseVerb.options)

    private let verb: CaseVerb

    init(arguments: ParsedArguments) throws(UsageError) { verb = try CaseVerb(arguments: arguments) }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode { try verb.run(.claim, context) }
}
