import LiaisonCodes
import LiaisonWeb

/// `liaison quarantine discard CASE`: no person's message; it stays in the store, and the reason with it.
struct QuarantineDiscardCommand: Command {
    static let description = CommandDescription(
        ["quarantine", "discard"], arguments: [ArgumentDescription("CASE")],
        options: [.value("reason", "TEXT", isRequired: true)] + InboxOrigin.quarantineOptions)

    private let origin: InboxOrigin
    private let number: CaseNumber
    private let reason: String

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(quarantine: arguments)
        number = try arguments.required("CASE", .caseNumber)
        guard let reason = arguments.value("reason") else { throw .missingOption("--reason") }
        self.reason = reason
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        _ = try CaseSource(origin, context).perform(
            StaffAction(.discard, text: reason), on: number, key: IdempotencyKey.random())
        context.say("quarantine.discarded", ["case": number.description])
        return .done
    }
}
