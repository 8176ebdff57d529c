import LiaisonInstallation

/// `liaison token revoke`: the token is refused from the next request on.
struct TokenRevokeCommand: Command {
    static let description = CommandDescription(
        ["token", "revoke"], arguments: [ArgumentDescription("ID")], options: [.data])

    private let data: String?
    private let id: String

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        id = try arguments.required("ID")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let record = try CommandFailure.wrapping { () throws(InstallationError) in
            try TokenFile.revoke(id, in: directory, at: context.clock.now)
        }
        guard let record else {
            // The one that is meant may stand on a damaged line.
            _ = try context.tokens(of: directory)
            throw CommandFailure("token.unknown", ["id": id], remedy: "token.unknown.remedy")
        }
        context.say("token.revoked", ["id": record.id])
        return .done
    }
}
