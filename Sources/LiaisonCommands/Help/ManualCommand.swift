import LiaisonSystem

/// `liaison manual`: the manual page, made from the same descriptions as the help.
struct ManualCommand: Command {
    static let description = CommandDescription(["manual"])

    init(arguments: ParsedArguments) throws(UsageError) {}

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let manual = Manual(
            commands: CommandCatalog.entries.map { ($0.section, $0.command.description) },
            wording: context.wording, date: BeijingTime(context.clock.now).date)
        context.standardOutput.write(Array(manual.page.utf8))
        return .done
    }
}
