import LiaisonCodes
import LiaisonRoster

/// `liaison code reissue CODE`: gives the holder of a code a new one; the new code alone on standard output.
struct CodeReissueCommand: Command {
    static let description = CommandDescription(
        ["code", "reissue"], arguments: CodeChange.arguments, options: CodeChange.options)

    private let change: CodeChange

    init(arguments: ParsedArguments) throws(UsageError) { change = try CodeChange(arguments: arguments) }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(change.data)
        let fresh = try context.changingRoster(in: directory) { roster throws(CommandFailure) in
            do throws(CodeChangeError) {
                return try roster.reissue(change.code, reason: change.reason, at: context.clock.now)
            } catch {
                throw CommandFailure(error, context)
            }
        }
        context.print("\(fresh)")
        context.say("code.reissue.done", ["code": "\(change.code)"])
        return .done
    }
}
