import LiaisonCodes
import LiaisonDesk
import LiaisonWeb

/// `liaison quarantine discard CASE`: no person's message; it stays in the store, and the reason with it.
struct QuarantineDiscardCommand: Command {
    static let description = CommandDescription(
        ["quarantine", "discard"], arguments: [ArgumentDescription("CASE")],
        options: [.value("reason", "TEXT", isRequired: true)] + InboxOrigin.quarantineOptions + [
            .idempotencyKey
        ])

    private let origin: InboxOrigin
    private let reference: CaseReference
    private let key: String?
    private let reason: String

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(quarantine: arguments)
        reference = try arguments.required("CASE", .caseReference)
        key = try arguments.value("idempotency-key", .idempotencyKey)
        guard let reason = arguments.value("reason") else { throw .missingOption("--reason") }
        self.reason = reason
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        let number = try source.number(
            of: reference, on: [.quarantine], for: StaffAction.Verb.discard.kind)
        _ = try source.perform(
            StaffAction(.discard, text: reason), on: number, key: key)
        context.say("quarantine.discarded", ["case": number.description])
        return .done
    }
}
