import LiaisonInstallation
import LiaisonSystem

/// `liaison serve`: serves a data directory until SIGTERM.
struct ServeCommand: Command {
    static let description = CommandDescription(
        ["serve"], options: [.data, .value("listen", "HOST:PORT"), .value("admin", "HOST:PORT")])

    private let data: String?
    private var flags: [Setting: String] = [:]

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        flags[.listen] = arguments.value("listen")
        flags[.admin] = arguments.value("admin")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let service = try Service(try context.dataDirectory(data), flags: flags)
        context.say("serve.admin", ["address": service.adminAddress.description])
        context.print("listening http://\(service.publicAddress)")
        context.standardOutput.flush()
        try service.run { failure in context.complain(failure) }
        return .done
    }
}
