import LiaisonClient
import LiaisonSystem
import LiaisonText

/// `liaison login URL`: tries a token and keeps it under a name; `liaison login list`: which logins there are.
struct LoginCommand: Command {
    static let description = CommandDescription(
        ["login"], arguments: [ArgumentDescription("URL", isRequired: false)],
        options: [.value("as", "NAME"), .tokenFile, .profile, .flag("list"), .json])

    /// What is asked for.
    private enum Choice {
        case list(asJSON: Bool)
        case login(ServerURL, tokenFile: String?, profile: String)
    }

    private let choice: Choice

    init(arguments: ParsedArguments) throws(UsageError) {
        if arguments.has("list") {
            if arguments.argument("URL") != nil { throw .conflict("URL", "--list") }
            for other in ["as", "token-file", "profile"] { try arguments.refuse("list", with: other) }
            choice = .list(asJSON: arguments.has("json"))
            return
        }
        if arguments.has("json") { throw .noneOf(["--list"]) }
        try arguments.refuse("as", with: "profile")
        let server = try arguments.required("URL", .serverURL)
        choice = .login(
            server, tokenFile: arguments.value("token-file"),
            profile: arguments.value("as") ?? arguments.value("profile") ?? Profile.name(for: server))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        switch choice {
        case .list(let asJSON): try list(asJSON: asJSON, context)
        case .login(let server, let file, let profile): try login(server, file, profile, context)
        }
        return .done
    }

    private func login(
        _ server: ServerURL, _ tokenFile: String?, _ profile: String, _ context: CommandContext
    ) throws(CommandFailure) {
        do throws(ClientError) {
            let store = try context.profiles()
            guard ProfileStore.isName(profile) else { throw .badProfileName(profile) }
            // Before the token is read: this may become another program, which reads it itself.
            let transport = try context.transport(to: server)
            let token = try token(tokenFile, server, context)
            let api = ServerAPI(
                server: server, token: token, transport: transport, retrying: context.retrying,
                language: context.language)
            let identity = try api.identity()
            let before = try earlier(profile, in: store)
            if let before, !before.isOfSameHolder(as: identity, on: server) {
                throw .profileTaken(profile, by: before.identity.name, on: before.server)
            }
            try store.save(Profile(server: server, token: token, identity: identity), as: profile)
            context.say(
                before == nil ? "login.done" : "login.renewed",
                ["name": identity.name, "server": server.description, "profile": profile])
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The login that has the name already; one that can't be read any more is nobody's loss.
    private func earlier(_ profile: String, in store: ProfileStore) throws(ClientError) -> Profile? {
        do throws(ClientError) {
            return try store.load(profile).profile
        } catch .noProfile, .damagedProfile {
            return nil
        } catch {
            // A directory that isn't there yet is made with the first login.
            if case .system(let cause) = error, cause.code == .noSuchFile { return nil }
            throw error
        }
    }

    private func token(
        _ tokenFile: String?, _ server: ServerURL, _ context: CommandContext
    ) throws(ClientError) -> BearerToken {
        if let tokenFile { return try context.token(file: tokenFile) }
        guard context.standardInput.isTerminal else {
            return try BearerToken(readingFrom: context.standardInput)
        }
        context.say("login.prompt", ["server": server.description])
        let line: [UInt8]
        do throws(SystemError) {
            line = try context.standardInput.readHiddenLine()
        } catch {
            throw .system(error)
        }
        return try BearerToken(line)
    }

    /// The logins by name, the one that is used when none is named marked; the tokens stay where they are.
    private func list(asJSON: Bool, _ context: CommandContext) throws(CommandFailure) {
        let store: ProfileStore
        let profiles: [(name: String, profile: Profile)]
        let current: String?
        do throws(ClientError) {
            store = try context.profiles()
            (profiles, current) = (try store.all(), try store.current())
        } catch {
            throw CommandFailure(error)
        }
        if asJSON {
            context.print(JSON.array(profiles.map { Self.json($0.name, $0.profile, $0.name == current) }))
            return
        }
        if profiles.isEmpty { return context.say("login.none") }
        let words = context.wording
        var table = TerminalTable([
            .init(words["login.column.profile"]), .init(words["login.column.name"], isFlexible: true),
            .init(words["login.column.server"]), .init(""),
        ])
        for (name, profile) in profiles {
            let texts = [
                name, profile.identity.name, profile.server.description,
                name == current ? words["login.current"] : "",
            ]
            table.append(texts.map { TerminalTable.Cell($0, style: name == current ? .bold : nil) })
        }
        context.print(table)
    }

    private static func json(_ name: String, _ profile: Profile, _ isCurrent: Bool) -> JSON {
        .members([
            "profile": .string(name), "server": .string(profile.server.description),
            "kind": .string(profile.identity.kind), "name": .string(profile.identity.name),
            "code": .optional(profile.identity.code), "station": .optional(profile.identity.station),
            "current": .bool(isCurrent),
        ])
    }
}

extension Profile {
    /// Whether a token of that holder only renews this login.
    fileprivate func isOfSameHolder(as other: Identity, on server: ServerURL) -> Bool {
        self.server == server && identity.kind == other.kind
            && (identity.holder == other.holder || other.codes.contains(identity.holder))
    }
}
