import LiaisonClient
import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonSystem
import LiaisonText
import LiaisonWeb
import LiaisonWording

/// The quarantine as an officer works on it: on the server's machine, or over the network.
struct QuarantineDesk {
    /// The options that say where.
    static let options: [OptionDescription] = InboxOrigin.placeOptions + [.value("station", "ID")]

    /// Where it is, and as whom: the office on the server's machine, unless a station is named.
    static func origin(_ arguments: ParsedArguments) throws(UsageError) -> InboxOrigin {
        for remote in RemoteServer.options.map(\.name) { try arguments.refuse("station", with: remote) }
        let station = try arguments.value("station", .station)
        return try InboxOrigin(arguments: arguments, acting: station.map(Scope.station) ?? .office)
    }

    private enum Place {
        case ledger(CaseDesk)
        case server(ServerAPI)
    }

    private let place: Place

    /// The most bytes of a list: a million cases.
    private static let listLimit = 1 << 30

    init(_ origin: InboxOrigin, _ context: CommandContext) throws(CommandFailure) {
        switch origin.choice(context) {
        case .ledger(let data, let scope):
            let site = try Site.open(try context.dataDirectory(data), clock: context.clock)
            place = .ledger(CaseDesk(CaseView(scope, of: site, language: context.language), of: site))
        case .server(let server): place = .server(try server.connect(context).api)
        }
    }

    /// What is in quarantine, or was discarded from it, newest first.
    func list() throws(CommandFailure) -> [JSON] {
        switch place {
        case .ledger(let desk):
            do throws(SystemError) { return try desk.view.quarantine() } catch { throw CommandFailure(error) }
        case .server(let api):
            do throws(ClientError) {
                let response = try api.get("quarantine", accept: "application/json", limit: Self.listLimit)
                guard let items = (try? JSON(parsing: response.body))?.elements else {
                    throw ClientError.notLiaison(host: api.server.authority)
                }
                return items
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    /// Releases or discards; done twice it is done once.
    func decide(_ action: StaffAction, on number: CaseNumber) throws(CommandFailure) {
        let key = RandomBytes.hex(count: 16)
        switch place {
        case .ledger(let desk):
            do throws(CaseActionError) {
                _ = try desk.perform(action, on: number, key: key)
            } catch {
                let (title, detail) = error.sentences(desk.view)
                throw CommandFailure("quarantine.refused", ["said": "\(title) \(detail)"])
            }
        case .server(let api):
            do throws(ClientError) {
                _ = try api.post("cases/\(number)/events", json: action.json, idempotencyKey: key)
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    /// Why a message looks like no person's; the word itself when a newer server has another.
    static func sign(_ suspicion: String?, _ words: Wording) -> String {
        switch suspicion.flatMap({ Suspicion(rawValue: $0) }) {
        case .trap: words["quarantine.sign.trap"]
        case .haste: words["quarantine.sign.haste"]
        case .stale: words["quarantine.sign.stale"]
        case .repetition: words["quarantine.sign.repetition"]
        case nil: suspicion ?? ""
        }
    }
}
