import LiaisonCodes
import LiaisonDesk
import LiaisonRoster

/// `liaison code revoke CODE`: takes a code out of use.
struct CodeRevokeCommand: Command {
    static let description = CommandDescription(
        ["code", "revoke"], arguments: CodeChange.arguments, options: CodeChange.options)

    private let change: CodeChange

    init(arguments: ParsedArguments) throws(UsageError) { change = try CodeChange(arguments: arguments) }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(change.data)
        let now = context.clock.now
        let (before, after) = try context.changingRoster(in: directory) { roster throws(CommandFailure) in
            let before = roster
            do throws(CodeChangeError) {
                try roster.revoke(change.code, reason: change.reason, at: now)
            } catch {
                throw CommandFailure(error, context)
            }
            return (before, roster)
        }
        let name = after.state(of: change.code)?.holder.name ?? ""
        context.say("code.revoke.done", ["code": "\(change.code)", "name": name])
        // It is out of use: what can't be read of tokens and cases is told, and undoes nothing.
        do throws(CommandFailure) {
            let tokens = try context.tokens(of: directory).records
            var effects = RosterEffects(ofCodeRevokedFrom: before, to: after, tokens: tokens, at: now)
            effects.findWork(in: directory, context)
            context.say(effects, named: .max)
        } catch {
            context.complain(error)
        }
        return .done
    }
}
