import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore
import LiaisonSystem

/// `liaison token issue`: prints a fresh token, once, or writes a file with one for everybody; only hashes are kept.
struct TokenIssueCommand: Command {
    static let description = CommandDescription(
        ["token", "issue"],
        options: [
            .value("deputy", "CODE"), .value("station", "ID"), .flag("office"), .flag("all-stations"),
            .flag("all-deputies"), .flag("all"), .value("days", "N"), .value("output", "FILE"), .data,
        ])

    private static let holders = ["deputy", "station", "office", "all-stations", "all-deputies", "all"]

    private let data: String?
    private let choice: Choice
    private let days: Int?

    private enum Choice {
        case one(InboxOrigin.Viewer)
        /// One for every station in office, for every deputy, or for both, into a file.
        case everybody(Kinds, output: String)
    }

    /// Who gets one.
    private enum Kinds {
        case stations, deputies, all
    }

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        for (index, first) in Self.holders.enumerated() {
            for second in Self.holders[(index + 1)...] { try arguments.refuse(first, with: second) }
            if index < 3 { try arguments.refuse(first, with: "output") }
        }
        days = try arguments.value("days", .integer(in: 1...3650))
        if let code = try arguments.value("deputy", .code) {
            choice = .one(.scope(.deputy(code)))
        } else if let station = arguments.value("station") {
            choice = .one(.station(station))
        } else if arguments.has("office") {
            choice = .one(.scope(.office))
        } else if Self.holders[3...].contains(where: arguments.has) {
            guard let output = arguments.value("output") else { throw .missingOption("--output") }
            let kinds: Kinds =
                arguments.has("all") ? .all : arguments.has("all-stations") ? .stations : .deputies
            choice = .everybody(kinds, output: output)
        } else {
            throw .noneOf([
                "--deputy CODE", "--station ID", "--office", "--all-stations", "--all-deputies", "--all",
            ])
        }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let roster = try context.roster(of: directory)
        let now = context.clock.now
        let expires = days.map { Timestamp(milliseconds: now.milliseconds + Int64($0) * 86_400_000) }
        switch choice {
        case .one(let viewer):
            let scope = try viewer.scope(in: roster)
            let name = try holder(of: scope, in: roster, context)
            let (token, record) = try CommandFailure.wrapping { () throws(InstallationError) in
                try TokenFile.issue(scope, in: directory, at: now, expires: expires)
            }
            context.print(token.text)
            context.say("token.issued", ["id": record.id, "name": name])
        case .everybody(let kinds, let output):
            let holders = Self.holders(of: kinds, in: roster)
            try issue(to: holders, roster, directory, output, now, expires, context)
        }
        return .done
    }

    /// Everybody in office of some kinds; with both, each station is followed by its deputies, as they are handed out.
    private static func holders(of kinds: Kinds, in roster: Roster) -> [CodeHolder] {
        let stations = roster.stations.filter { $0.status == .active }
        let deputies = roster.deputies.filter { roster.isActive($0.code) }
        switch kinds {
        case .stations: return stations.map(CodeHolder.station)
        case .deputies: return deputies.map(CodeHolder.deputy)
        case .all:
            let byStation = Dictionary(grouping: deputies, by: \.station)
            return stations.flatMap { station in
                [.station(station)] + (byStation[station.id] ?? []).map(CodeHolder.deputy)
            }
        }
    }

    /// One for each.
    private func issue(
        to holders: [CodeHolder], _ roster: Roster, _ directory: DataDirectory, _ output: String,
        _ now: Timestamp, _ expires: Timestamp?, _ context: CommandContext
    ) throws(CommandFailure) {
        let issued = TokenFile.draft(holders.map(\.scope), at: now, expires: expires)
        let list = TokenHandout(zip(holders, issued).map { ($0, $1) }, stations: roster, context.wording)
        try context.handOut([SecretFile(path: output, content: list.csv)]) { () throws(InstallationError) in
            try TokenFile.store(issued.map(\.record), in: directory)
        }
        context.say("token.issued-all", ["count": "\(issued.count)", "path": output])
    }

    /// Whom the token is for; a token for nobody would be a secret that fits no door.
    private func holder(
        of scope: Scope, in roster: Roster, _ context: CommandContext
    ) throws(CommandFailure) -> String {
        try roster.checkHolder(of: scope)
        return roster.name(ofHolderOf: scope) ?? context.wording("token.office")
    }
}

extension CodeHolder {
    /// What the holder's token opens.
    fileprivate var scope: Scope {
        switch self {
        case .deputy(let deputy): .deputy(deputy.code)
        case .station(let station): .station(station.id)
        }
    }
}
