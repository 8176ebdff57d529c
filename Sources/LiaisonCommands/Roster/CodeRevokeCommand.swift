import LiaisonCodes
import LiaisonRoster

/// `liaison code revoke CODE`: takes a code out of use.
struct CodeRevokeCommand: Command {
    static let description = CommandDescription(
        ["code", "revoke"], arguments: [ArgumentDescription("CODE")],
        options: [.data, .value("reason", "TEXT")])

    private let code: Code
    private let reason: String
    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        code = try arguments.required("CODE", .code)
        reason = arguments.value("reason") ?? ""
        data = arguments.value("data")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let holder = try context.changingRoster(in: directory) { roster throws(CommandFailure) in
            do throws(CodeChangeError) {
                try roster.revoke(code, reason: reason, at: context.clock.now)
            } catch {
                throw CommandFailure(error, context)
            }
            return roster.state(of: code)?.holder
        }
        context.say("code.revoke.done", ["code": "\(code)", "name": holder?.name ?? ""])
        return .done
    }
}
