import LiaisonCodes
import LiaisonRoster

/// `liaison code reissue CODE`: gives the holder of a code a new one; the new code alone on standard output.
struct CodeReissueCommand: Command {
    static let description = CommandDescription(
        ["code", "reissue"], arguments: [ArgumentDescription("CODE")],
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
        let fresh = try context.changingRoster(in: directory) { roster throws(CommandFailure) in
            do throws(CodeChangeError) {
                return try roster.reissue(code, reason: reason, at: context.clock.now)
            } catch {
                throw CommandFailure(error, context)
            }
        }
        context.print("\(fresh)")
        context.say("code.reissue.done", ["code": "\(code)"])
        return .done
    }
}
