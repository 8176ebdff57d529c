import LiaisonCodes
import LiaisonWeb

/// `liaison quarantine release CASE`: a person's message after all, which goes where it is addressed to.
struct QuarantineReleaseCommand: Command {
    static let description = CommandDescription(
        ["quarantine", "release"], arguments: [ArgumentDescription("CASE")],
        options: InboxOrigin.quarantineOptions)

    private let origin: InboxOrigin
    private let number: CaseNumber

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(quarantine: arguments)
        number = try arguments.required("CASE", .caseNumber)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        _ = try CaseSource(origin, context).perform(
            StaffAction(.release), on: number, key: IdempotencyKey.random())
        context.say("quarantine.released", ["case": number.description])
        return .done
    }
}
