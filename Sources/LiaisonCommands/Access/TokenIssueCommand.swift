import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster

/// `liaison token issue`: prints a fresh token, once; only its hash is kept.
struct TokenIssueCommand: Command {
    static let description = CommandDescription(
        ["token", "issue"],
        options: [.value("deputy", "CODE"), .value("station", "ID"), .flag("office"), .data])

    private let data: String?
    private let scope: Scope

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        try arguments.refuse("deputy", with: "station")
        try arguments.refuse("deputy", with: "office")
        try arguments.refuse("station", with: "office")
        if let code = try arguments.value("deputy", .code) {
            scope = .deputy(code)
        } else if let station = try arguments.value("station", .station) {
            scope = .station(station)
        } else if arguments.has("office") {
            scope = .office
        } else {
            throw .noneOf(["--deputy CODE", "--station ID", "--office"])
        }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let name = try holder(in: try context.roster(of: directory), context)
        let (token, record) = try CommandFailure.wrapping { () throws(InstallationError) in
            try TokenFile.issue(scope, in: directory, at: context.clock.now)
        }
        context.print(token.text)
        context.say("token.issued", ["id": record.id, "name": name])
        return .done
    }

    /// Who the token is for; a token for nobody would be a secret that fits no door.
    private func holder(in roster: Roster, _ context: CommandContext) throws(CommandFailure) -> String {
        switch scope {
        case .deputy(let code):
            guard case .active(.deputy(let deputy)) = roster.state(of: code) else {
                throw CommandFailure(
                    "token.no-deputy", ["code": code.description], remedy: "token.no-holder.remedy")
            }
            return deputy.name
        case .station(let id):
            guard let station = roster.station(id), station.status == .active else {
                throw CommandFailure(
                    "token.no-station", ["station": id.description], remedy: "token.no-holder.remedy")
            }
            return station.name
        case .office: return context.wording("token.office")
        }
    }
}
