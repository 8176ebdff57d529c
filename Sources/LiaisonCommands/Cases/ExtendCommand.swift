import LiaisonSystem

/// `liaison extend CASE`: moves the deadline, for a reason that the citizen reads.
struct ExtendCommand: Command {
    static let description = CommandDescription(
        ["extend"], arguments: [CaseVerb.argument],
        options: [
            .value("until", "DATE", isRequired: true), .value("reason", "TEXT", isRequired: true),
        ] + CaseVerb.options)

    private let verb: CaseVerb
    private let until: CivilDate
    private let reason: String

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        guard let until = try arguments.value("until", .date) else { throw .missingOption("--until") }
        guard let reason = arguments.value("reason") else { throw .missingOption("--reason") }
        self.until = until
        self.reason = reason
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.extend(until: until), text: reason, context)
    }
}
