import LiaisonCodes
import LiaisonRoster

/// `liaison code revoke CODE`: takes a code out of use.
struct CodeRevokeCommand: Command {
    static let description = CommandDescription(
        ["code", "revoke"], arguments: CodeChange.arguments, options: CodeChange.options)

    private let change: CodeChange

    init(arguments: ParsedArguments) throws(UsageError) { change = try CodeChange(arguments: arguments) }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(change.data)
        let holder = try context.changingRoster(in: directory) { roster throws(CommandFailure) in
            do throws(CodeChangeError) {
                try roster.revoke(change.code, reason: change.reason, at: context.clock.now)
            } catch {
                throw CommandFailure(error, context)
            }
            return roster.state(of: change.code)?.holder
        }
        context.say("code.revoke.done", ["code": "\(change.code)", "name": holder?.name ?? ""])
        return .done
    }
}
