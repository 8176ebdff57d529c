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

    /// The options of commands on the quarantine, which is the station's or the office's.
    static let quarantineOptions: [OptionDescription] = placeOptions + [.value("station", "ID")]

    /// The choice.
    enum Choice {
        case server(RemoteServer)
        case ledger(data: String?, Scope)
    }

    private let server: RemoteServer
    private let data: String?
    private let scope: Scope?
    /// Whether an option names a server.
    let namesServer: Bool
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

    /// Reads where the quarantine is: the office's on this machine, unless a station is named.
    init(quarantine arguments: ParsedArguments) throws(UsageError) {
        for remote in RemoteServer.options.map(\.name) { try arguments.refuse("station", with: remote) }
        let station = try arguments.value("station", .station)
        try self.init(arguments: arguments, acting: station.map(Scope.station) ?? .office)
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
            let site = try Site.open(try context.dataDirectory(data), context)
            return LedgerInbox(site, scope: scope, language: context.language)
        case .server(let server):
            let api = try server.connect(context).api
            return try CommandFailure.ofClient { () throws(ClientError) in
                RemoteInbox(api: api, identity: try api.identity())
            }
        }
    }
}
