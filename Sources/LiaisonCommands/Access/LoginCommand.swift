import LiaisonClient
import LiaisonSystem

/// `liaison login URL`: tries a token and keeps it in a profile.
struct LoginCommand: Command {
    static let description = CommandDescription(
        ["login"], arguments: [ArgumentDescription("URL")], options: [.tokenFile, .profile])

    private let server: ServerURL
    private let tokenFile: String?
    private let profile: String

    init(arguments: ParsedArguments) throws(UsageError) {
        server = try arguments.required("URL", .serverURL)
        tokenFile = arguments.value("token-file")
        profile = arguments.value("profile") ?? Profile.name(for: server)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        do throws(ClientError) {
            let store = try context.profiles()
            guard ProfileStore.isName(profile) else { throw .badProfileName(profile) }
            // Before the token is read: this may become another program, which reads it itself.
            let transport = try context.transport(to: server)
            let token = try token(context)
            let api = ServerAPI(
                server: server, token: token, transport: transport, retrying: context.retrying,
                language: context.language)
            let identity = try api.identity()
            try store.save(Profile(server: server, token: token, identity: identity), as: profile)
            context.say(
                "login.done", ["name": identity.name, "server": server.description, "profile": profile])
            return .done
        } catch {
            throw CommandFailure(error)
        }
    }

    private func token(_ context: CommandContext) throws(ClientError) -> LiaisonClient.Token {
        if let tokenFile { return try context.token(file: tokenFile) }
        guard context.standardInput.isTerminal else { return try Token(readingFrom: context.standardInput) }
        context.say("login.prompt", ["server": server.description])
        let line: [UInt8]
        do throws(SystemError) {
            line = try context.standardInput.readHiddenLine()
        } catch {
            throw .system(error)
        }
        return try Token(line)
    }
}
