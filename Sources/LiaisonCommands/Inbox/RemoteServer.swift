import LiaisonClient
import LiaisonSystem

/// The server that a command speaks to: `--server URL --token-file FILE`, or a profile that `login` kept.
package struct RemoteServer: Sendable {
    /// The options that name it.
    package static let options: [OptionDescription] = [.server, .tokenFile, .profile]

    private enum Choice {
        case address(ServerURL, tokenFile: String)
        /// The profile that `login` made for the address, unless another is named.
        case profile(String?, of: ServerURL?)
    }

    private let choice: Choice

    /// Reads the options.
    package init(arguments: ParsedArguments) throws(UsageError) {
        try arguments.refuse("profile", with: "token-file")
        let server = try arguments.value("server", .serverURL)
        let profile = arguments.value("profile")
        switch (server, arguments.value("token-file")) {
        case (let server?, let file?): choice = .address(server, tokenFile: file)
        case (nil, .some): throw .missingOption("--server")
        case (let server, nil): choice = .profile(profile, of: server)
        }
    }

    /// A server and what names it among others on this machine.
    package struct Connection: Sendable {
        package let api: ServerAPI
        /// The profile's name, or the one that a profile for the server would have.
        package let name: String
    }

    /// The server's API with the token; nothing is sent yet. May become `liaison-remote` instead of returning.
    ///
    /// - Parameters:
    ///   - context: Where profiles, standard input and the transport come from.
    ///   - retrying: How requests are repeated; as the context has it unless given.
    /// - Returns: The connection.
    /// - Throws: What is wrong with the token file or the profile.
    package func connect(
        _ context: CommandContext, retrying: Retrying? = nil
    ) throws(CommandFailure) -> Connection {
        let retrying = retrying ?? context.retrying
        do throws(ClientError) {
            switch choice {
            case .address(let server, let file):
                let transport = try context.transport(to: server)
                let api = ServerAPI(
                    server: server, token: try context.token(file: file), transport: transport,
                    retrying: retrying, language: context.language,
                    incomplete: context.complainOfOmissions(at:), newer: context.tellOfNewer)
                return Connection(api: api, name: Profile.name(for: server))
            case .profile(let name, let server):
                let store = try context.profiles()
                var wanted = name
                if wanted == nil, let server { wanted = try store.name(for: server) }
                let chosen = try store.load(wanted)
                if let server, chosen.profile.server != server { throw .noProfile(chosen.name) }
                let transport = try context.transport(to: chosen.profile.server)
                let api = ServerAPI(
                    server: chosen.profile.server, token: chosen.profile.token, transport: transport,
                    retrying: retrying, language: context.language,
                    incomplete: context.complainOfOmissions(at:), newer: context.tellOfNewer)
                return Connection(api: api, name: chosen.name)
            }
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension CommandContext {
    /// What speaks to a server; where this program has no TLS and the server wants it, it becomes the one that has.
    func transport(to server: ServerURL) throws(ClientError) -> any Transport {
        let transport: any Transport
        if !server.isSecure {
            transport = SocketTransport()
        } else if let httpsTransport {
            transport = httpsTransport
        } else {
            try RemoteProgram.replaceThisProcess(arguments: arguments)
        }
        return standardError.isTerminal ? TalkingTransport(transport, self) : transport
    }

    /// How requests are repeated: at a terminal with a word each time, lest patience be taken for a hang.
    var retrying: Retrying {
        guard standardError.isTerminal else { return .system }
        return Retrying.system.telling { error in
            eraseProgress()
            say("client.retrying", ["problem": CommandFailure(error).sentence(wording)])
        }
    }

    /// The profiles of the user who runs the command.
    func profiles() throws(ClientError) -> ProfileStore {
        guard let directory = ProfileStore.directory(environment: environment) else { throw .noHome }
        return ProfileStore(directory: directory)
    }

    /// The token in a file; `-` is standard input.
    func token(file: String) throws(ClientError) -> BearerToken {
        file == "-" ? try BearerToken(readingFrom: standardInput) : try BearerToken(file: file)
    }
}

extension BearerToken {
    /// Reads a token from a stream up to its end.
    init(readingFrom input: Input) throws(ClientError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try input.readToEnd(limit: 1 << 12)
        } catch {
            throw .system(error)
        }
        try self.init(bytes)
    }
}

extension ValueKind where Value == ServerURL {
    /// The address of a server.
    package static let serverURL = ValueKind { text throws(ValueProblem) in
        do throws(ClientError) {
            return try ServerURL(text)
        } catch {
            if case .insecureURL = error { throw ValueProblem("cli.value.insecure-url") }
            throw ValueProblem("cli.value.url")
        }
    }
}
