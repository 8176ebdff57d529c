import LiaisonCases
import LiaisonCodes

/// `liaison close CASE`: ends a case with an outcome.
struct CloseCommand: Command {
    static let description = CommandDescription(
        ["close"], arguments: [CaseVerb.argument],
        options: [
            .choice("outcome", "OUTCOME", Outcome.allCases.map(\.rawValue), isRequired: true),
            .value("reference", "NUMBER"),
        ] + TextSource.options + CaseVerb.options)

    private let verb: CaseVerb
    private let outcome: Outcome
    private let reference: String?
    private let text: TextSource

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        guard let outcome = arguments.value("outcome").flatMap({ Outcome(rawValue: $0) }) else {
            throw .missingOption("--outcome")
        }
        self.outcome = outcome
        reference = arguments.value("reference")
        text = try TextSource(arguments: arguments, isOptional: true)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.close(outcome, reference: reference), text: text, context)
    }
}
