import LiaisonCodes
import LiaisonDesk
import LiaisonWeb

/// `liaison quarantine release CASE`: a person's message after all, which goes where it is addressed to.
struct QuarantineReleaseCommand: Command {
    static let description = CommandDescription(
        ["quarantine", "release"], arguments: [ArgumentDescription("CASE")],
        options: InboxOrigin.quarantineOptions + [.idempotencyKey])

    private let origin: InboxOrigin
    private let reference: CaseReference
    private let key: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(quarantine: arguments)
        reference = try arguments.required("CASE", .caseReference)
        key = try arguments.value("idempotency-key", .idempotencyKey)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        let number = try source.number(
            of: reference, on: [.quarantine], for: StaffAction.Verb.release.kind)
        _ = try source.perform(
            StaffAction(.release), on: number, key: key)
        context.say("quarantine.released", ["case": number.description])
        return .done
    }
}
