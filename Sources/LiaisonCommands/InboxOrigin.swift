import LiaisonClient
import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonSystem
import LiaisonText
import LiaisonWeb

/// Where a command finds an inbox: on a server over the network, or in the ledger of this machine.
struct InboxOrigin {
    /// The options that say so.
    static let options: [OptionDescription] =
        RemoteServer.options + [.data, .value("deputy", "CODE"), .value("station", "ID")]

    /// The options of commands that write: the same, but who is named acts.
    static let actingOptions: [OptionDescription] =
        RemoteServer.options + [.data, .actingDeputy, .actingStation]
    /// The options that only say where.
    static let placeOptions: [OptionDescription] = RemoteServer.options + [.data]

    /// The choice.
    enum Choice {
        case server(RemoteServer)
        case ledger(data: String?, Scope)
    }

    private let server: RemoteServer
    private let data: String?
    private let scope: Scope?
    private let namesServer: Bool
    private let namesScope: Bool

    /// Reads the options; those of both kinds together are refused.
    init(arguments: ParsedArguments) throws(UsageError) {
        let remoteOptions = RemoteServer.options.map(\.name)
        for local in ["data", "deputy", "station"] {
            for remote in remoteOptions { try arguments.refuse(local, with: remote) }
        }
        try arguments.refuse("deputy", with: "station")
        let deputy = try arguments.value("deputy", .code)
        let station = try arguments.value("station", .station)
        scope = deputy.map(Scope.deputy) ?? station.map(Scope.station)
        data = arguments.value("data")
        server = try RemoteServer(arguments: arguments)
        namesServer = remoteOptions.contains(where: arguments.has)
        namesScope = scope != nil
    }

    /// Reads only where it is: the command itself knows who acts.
    init(arguments: ParsedArguments, acting scope: Scope) throws(UsageError) {
        let remoteOptions = RemoteServer.options.map(\.name)
        for remote in remoteOptions { try arguments.refuse("data", with: remote) }
        self.scope = scope
        data = arguments.value("data")
        server = try RemoteServer(arguments: arguments)
        namesServer = remoteOptions.contains(where: arguments.has)
        namesScope = false
    }

    /// The ledger when `--data` or its company is given, the server when that is named, else whatever the
    /// environment has: `LIAISON_DATA`, or the last login.
    func choice(_ context: CommandContext) -> Choice {
        let isLocal =
            data != nil || namesScope || (!namesServer && context.environment("LIAISON_DATA") != nil)
        return isLocal ? .ledger(data: data, scope ?? .office) : .server(server)
    }

    /// The inbox as a stream of events, wherever it is.
    func source(_ context: CommandContext) throws(CommandFailure) -> any InboxSource {
        switch choice(context) {
        case .ledger(let data, let scope):
            let site = try Site.open(try context.dataDirectory(data), clock: context.clock)
            return LedgerInbox(site, scope: scope, language: context.language)
        case .server(let server):
            let api = try server.connect(context).api
            return try CommandFailure.ofClient { () throws(ClientError) in
                RemoteInbox(api: api, identity: try api.identity())
            }
        }
    }
}

/// The cases of an inbox as JSON in the contract's form, wherever they are.
struct CaseSource {
    /// Where they are.
    let place: Place

    /// This machine's ledger, or a server's API.
    enum Place {
        case ledger(CaseDesk)
        case server(ServerAPI)
    }

    /// The most bytes of a list: a million cases.
    private static let listLimit = 1 << 30

    init(_ origin: InboxOrigin, _ context: CommandContext) throws(CommandFailure) {
        switch origin.choice(context) {
        case .ledger(let data, let scope):
            let site = try Site.open(try context.dataDirectory(data), clock: context.clock)
            place = .ledger(CaseDesk(CaseView(scope, of: site, language: context.language), of: site))
        case .server(let server):
            place = .server(try server.connect(context).api)
        }
    }

    /// Every case that may be seen, newest first.
    func list() throws(CommandFailure) -> [JSON] {
        if case .ledger(let desk) = place {
            do throws(SystemError) { return try desk.view.list() } catch { throw CommandFailure(error) }
        }
        guard let cases = try fetch("cases", limit: Self.listLimit)?.elements else {
            throw CommandFailure("cli.ledger.absent")
        }
        return cases
    }

    /// One case with its events; a foreign one is as absent as one that never was.
    func show(_ number: CaseNumber) throws(CommandFailure) -> JSON {
        var found: JSON?
        if case .ledger(let desk) = place {
            do throws(SystemError) {
                found = try desk.view.caseFile(number).map(desk.view.detail)
            } catch {
                throw CommandFailure(error)
            }
        } else {
            found = try fetch("cases/\(number)", limit: 1 << 24)
        }
        guard let found else { throw CommandFailure(LedgerError.absent) }
        return found
    }

    /// A case's message as a file of RFC 5322, lines ended by CRLF.
    func message(_ number: CaseNumber) throws(CommandFailure) -> [UInt8] {
        var found: [UInt8]?
        switch place {
        case .ledger(let desk):
            do throws(SystemError) {
                found = try desk.view.message(number)?.wireBytes
            } catch {
                throw CommandFailure(error)
            }
        case .server(let api):
            found = try CommandFailure.ofClient { () throws(ClientError) in
                do throws(ClientError) {
                    let path = "cases/\(number)/message.eml"
                    return try api.get(path, accept: "message/rfc822", limit: 1 << 27).body
                } catch {
                    if case .problem(let problem) = error, problem.status == 404 { return nil }
                    throw error
                }
            }
        }
        guard let found else { throw CommandFailure(LedgerError.absent) }
        return found
    }

    /// A document of the API; nothing where the server says that there is none.
    private func fetch(_ path: String, limit: Int) throws(CommandFailure) -> JSON? {
        guard case .server(let api) = place else { return nil }
        do throws(ClientError) {
            let response = try api.get(path, accept: "application/json", limit: limit)
            guard let json = try? JSON(parsing: response.body) else {
                throw ClientError.notLiaison(host: api.server.authority)
            }
            return json
        } catch {
            if case .problem(let problem) = error, problem.status == 404 { return nil }
            throw CommandFailure(error)
        }
    }
}
