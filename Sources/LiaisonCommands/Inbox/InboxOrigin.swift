import LiaisonCases
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonRoster
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
        case ledger(data: String?, Viewer)
    }

    /// With whose eyes a ledger is read.
    enum Viewer: Equatable {
        case scope(Scope)
        /// A station or deputy as typed, whom only the roster knows.
        case station(String)
        case deputy(String)

        /// The scope.
        ///
        /// - Parameter roster: Where stations and deputies are.
        /// - Returns: Whom the roster knows by what was typed.
        /// - Throws: Who may be meant instead, where nobody is (exit status 2).
        func scope(in roster: Roster) throws(CommandFailure) -> Scope {
            switch self {
            case .scope(let scope): scope
            case .station(let typed): .station(try roster.station(named: typed).id)
            case .deputy(let typed): .deputy(try roster.deputy(named: typed).code)
            }
        }
    }

    private let server: RemoteServer
    private let data: String?
    private let viewer: Viewer?
    /// Whether an option names a server.
    let namesServer: Bool
    private let namesViewer: Bool

    /// Reads the options; those of both kinds together are refused.
    init(arguments: ParsedArguments) throws(UsageError) {
        let remoteOptions = RemoteServer.options.map(\.name)
        for local in ["data", "deputy", "station"] {
            for remote in remoteOptions { try arguments.refuse(local, with: remote) }
        }
        try arguments.refuse("deputy", with: "station")
        viewer =
            arguments.value("deputy").map(Viewer.deputy) ?? arguments.value("station").map(Viewer.station)
        data = arguments.value("data")
        server = try RemoteServer(arguments: arguments)
        namesServer = remoteOptions.contains(where: arguments.has)
        namesViewer = viewer != nil
    }

    /// Reads only where it is: the command itself knows who acts, or narrows what is read.
    init(arguments: ParsedArguments, acting viewer: Viewer) throws(UsageError) {
        let remoteOptions = RemoteServer.options.map(\.name)
        for remote in remoteOptions { try arguments.refuse("data", with: remote) }
        self.viewer = viewer
        data = arguments.value("data")
        server = try RemoteServer(arguments: arguments)
        namesServer = remoteOptions.contains(where: arguments.has)
        namesViewer = false
    }

    /// Reads where the quarantine is: the office's on this machine, unless a station is named.
    init(quarantine arguments: ParsedArguments) throws(UsageError) {
        for remote in RemoteServer.options.map(\.name) { try arguments.refuse("station", with: remote) }
        try self.init(
            arguments: arguments, acting: arguments.value("station").map(Viewer.station) ?? .scope(.office))
    }

    /// The ledger when `--data` or its company is given, the server when that is named, else whatever the
    /// environment has: `LIAISON_DATA`, or the last login.
    func choice(_ context: CommandContext) -> Choice {
        let isLocal =
            data != nil || namesViewer || (!namesServer && context.environment("LIAISON_DATA") != nil)
        return isLocal ? .ledger(data: data, viewer ?? .scope(.office)) : .server(server)
    }

    /// The inbox as a stream of events, wherever it is.
    func source(_ context: CommandContext) throws(CommandFailure) -> any InboxSource {
        switch choice(context) {
        case .ledger(let data, let viewer):
            let site = try Site.open(try context.dataDirectory(data), context)
            let scope = try viewer.scope(in: site.current.roster)
            return LedgerInbox(site, scope: scope, language: context.language)
        case .server(let server):
            let api = try server.connect(context).api
            return try CommandFailure.ofClient { () throws(ClientError) in
                RemoteInbox(api: api, identity: try api.identity())
            }
        }
    }
}
