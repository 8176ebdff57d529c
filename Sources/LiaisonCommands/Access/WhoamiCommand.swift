import LiaisonClient
import LiaisonText

/// `liaison whoami`: whom the server takes the token's holder for.
struct WhoamiCommand: Command {
    static let description = CommandDescription(["whoami"], options: RemoteServer.options + [.json])

    private let server: RemoteServer
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        server = try RemoteServer(arguments: arguments)
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let api = try server.connect(context).api
        let identity: Identity
        do throws(ClientError) {
            identity = try api.identity()
        } catch {
            throw CommandFailure(error)
        }
        if wantsJSON {
            context.print(
                JSON.members([
                    "server": .string(api.server.description), "kind": .string(identity.kind),
                    "name": .string(identity.name), "code": .optional(identity.code),
                    "station": .optional(identity.station),
                    "station_name": .optional(identity.stationName),
                    "codes": .array(identity.codes.map { .string($0) }),
                ]))
            return .done
        }
        let values = [
            "name": identity.name, "code": identity.code ?? "", "station": station(identity),
            "server": api.server.description,
        ]
        switch identity.kind {
        case "deputy": context.print(context.wording("whoami.deputy", values: values))
        case "station": context.print(context.wording("whoami.station", values: values))
        default: context.print(context.wording("whoami.office", values: values))
        }
        return .done
    }

    /// The station's name and, behind it, its number.
    private func station(_ identity: Identity) -> String {
        guard let id = identity.station else { return "" }
        guard identity.kind == "deputy", let name = identity.stationName else { return id }
        return "\(name) (\(id))"
    }
}
