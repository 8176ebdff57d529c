import LiaisonCodes
import LiaisonDesk
import LiaisonWeb

/// `liaison quarantine release CASE`: a person's message after all, which goes where it is addressed to.
struct QuarantineReleaseCommand: Command {
    static let description = CommandDescription(
        ["quarantine", "release"], arguments: [ArgumentDescription("CASE")],
        options: InboxOrigin.quarantineOptions)

    private let origin: InboxOrigin
    private let reference: CaseReference

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(quarantine: arguments)
        reference = try arguments.required("CASE", .caseReference)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        let number = try source.number(of: reference, on: [.quarantine])
        _ = try source.perform(
            StaffAction(.release), on: number, key: IdempotencyKey.random())
        context.say("quarantine.released", ["case": number.description])
        return .done
    }
}
