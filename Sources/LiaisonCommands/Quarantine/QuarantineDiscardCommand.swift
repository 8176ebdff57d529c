import LiaisonCodes
import LiaisonWeb

/// `liaison quarantine discard CASE`: no person's message; it stays in the store, and the reason with it.
struct QuarantineDiscardCommand: Command {
    static let description = CommandDescription(
        ["quarantine", "discard"], arguments: [ArgumentDescription("CASE")],
        options: [.value("reason", "TEXT", isRequired: true)] + QuarantineDesk.options)

    private let origin: InboxOrigin
    private let number: CaseNumber
    private let reason: String

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try QuarantineDesk.origin(arguments)
        number = try arguments.required("CASE", .caseNumber)
        guard let reason = arguments.value("reason") else { throw .missingOption("--reason") }
        self.reason = reason
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try QuarantineDesk(origin, context).decide(StaffAction(.discard, text: reason), on: number)
        context.say("quarantine.discarded", ["case": number.description])
        return .done
    }
}
