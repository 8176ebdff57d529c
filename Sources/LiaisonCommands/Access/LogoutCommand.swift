import LiaisonClient

/// `liaison logout [NAME]`: forgets a login and its token on this machine.
struct LogoutCommand: Command {
    static let description = CommandDescription(
        ["logout"], arguments: [ArgumentDescription("NAME", isRequired: false)])

    private let name: String?

    init(arguments: ParsedArguments) throws(UsageError) { name = arguments.argument("NAME") }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        do throws(ClientError) {
            let store = try context.profiles()
            let removed = try store.remove(name)
            context.say("logout.done", ["profile": removed])
            let rest = try store.names()
            if try store.current() == nil, rest.count > 1 {
                context.say("logout.rest", ["names": rest.joined(separator: ", ")])
            }
            return .done
        } catch {
            throw CommandFailure(error)
        }
    }
}
