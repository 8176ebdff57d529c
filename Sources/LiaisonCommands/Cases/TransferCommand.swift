/// `liaison transfer CASE`: hands a matter over to a deputy or a station.
struct TransferCommand: Command {
    static let description = CommandDescription(
        ["transfer"], arguments: [CaseVerb.argument],
        options: [.value("to", "CODE|STATION", isRequired: true), .value("reason", "TEXT")]
            + CaseVerb.options)

    private let verb: CaseVerb
    private let target: String
    private let reason: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        guard let target = arguments.value("to") else { throw .missingOption("--to") }
        self.target = target
        reason = arguments.value("reason")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.transfer(to: target), text: reason, context)
    }
}
