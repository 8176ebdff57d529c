import LiaisonCodes
import LiaisonDesk
import LiaisonText

/// What an officer does to an entry with no more than a reason.
struct EntryDecision {
    private let entry: RecordNumber
    private let reason: String?
    private let verb: RecordVerb
    private let kind: String

    static func description(_ name: String) -> CommandDescription {
        CommandDescription(
            ["log", name], arguments: [ArgumentDescription("ENTRY")],
            options: [.value("reason", "TEXT")] + RecordSource.actingOptions)
    }

    init(_ kind: String, arguments: ParsedArguments) throws(UsageError) {
        self.kind = kind
        entry = try arguments.required("ENTRY", .recordNumber)
        reason = arguments.value("reason")
        verb = try RecordVerb(arguments: arguments, acting: .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var members: [JSON.Member] = []
        members.add("kind", kind)
        members.add("reason", reason)
        return try verb.run(members, to: .entryEvents(entry), context) { answer throws(CommandFailure) in
            EntryLines.tell(answer, context)
        }
    }
}

/// `liaison log approve ENTRY`: an officer or the office lets a deputy's own entry count.
struct LogApproveCommand: Command {
    static let description = EntryDecision.description("approve")
    private let decision: EntryDecision
    init(arguments: ParsedArguments) throws(UsageError) {
        decision = try EntryDecision("approved", arguments: arguments)
    }
    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode { try decision.run(context) }
}

/// `liaison log reject ENTRY`: it doesn't count.
struct LogRejectCommand: Command {
    static let description = EntryDecision.description("reject")
    private let decision: EntryDecision
    init(arguments: ParsedArguments) throws(UsageError) {
        decision = try EntryDecision("rejected", arguments: arguments)
    }
    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode { try decision.run(context) }
}

/// `liaison log withdraw ENTRY`: it was a mistake.
struct LogWithdrawCommand: Command {
    static let description = EntryDecision.description("withdraw")
    private let decision: EntryDecision
    init(arguments: ParsedArguments) throws(UsageError) {
        decision = try EntryDecision("withdrawn", arguments: arguments)
    }
    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode { try decision.run(context) }
}
