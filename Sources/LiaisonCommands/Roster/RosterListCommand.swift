import LiaisonCodes
import LiaisonRoster
import LiaisonText

/// `liaison roster list`: stations and deputies with their codes.
struct RosterListCommand: Command {
    static let description = CommandDescription(
        ["roster", "list"],
        options: [
            .data, .value("station", "ID"), .choice("kind", "KIND", ["deputy", "station"]),
            .choice("status", "STATUS", ["active", "retired"]), .json,
        ])

    private let data: String?
    private let station: String?
    private let kind: String?
    private let status: RosterStatus?
    private let isJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        station = arguments.value("station")
        kind = arguments.value("kind")
        status = arguments.value("status").flatMap(RosterStatus.init(rawValue:))
        isJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let roster = try context.roster(of: try context.dataDirectory(data))
        var station: StationID?
        if let typed = self.station { station = try roster.station(named: typed).id }
        var holders: [CodeHolder] = []
        if kind != "deputy" { holders += roster.allStations.map(CodeHolder.station) }
        if kind != "station" { holders += roster.allDeputies.map(CodeHolder.deputy) }
        holders = holders.filter {
            (station == nil || $0.station == station) && (status == nil || $0.status == status)
        }
        if isJSON {
            context.print(JSON.array(holders.map { .object($0.members) }))
        } else if holders.isEmpty {
            context.say("roster.list.empty")
        } else {
            context.print(table(holders, of: roster, context))
        }
        return context.endOfReading
    }

    private func table(
        _ holders: [CodeHolder], of roster: Roster, _ context: CommandContext
    ) -> TerminalTable {
        let wording = context.wording
        var table = TerminalTable([
            .init(wording("roster.heading.code")), .init(wording("roster.heading.id")),
            .init(wording("roster.heading.name"), isFlexible: true), .init(wording("roster.heading.station")),
            .init(wording("roster.heading.level")), .init(wording("roster.heading.group"), isFlexible: true),
            .init(wording("roster.heading.title"), isFlexible: true), .init(wording("roster.heading.state")),
        ])
        for holder in holders {
            let state = roster.state(of: holder.code)
            let cell = TerminalTable.Cell(
                state.map { wording("code.state.\($0.key)") } ?? "",
                style: state?.isActive == true ? nil : .yellow)
            switch holder {
            case .station(let station):
                table.append([
                    .init("\(station.code)"), .init("\(station.id)"), .init(station.name), "", "", "", "",
                    cell,
                ])
            case .deputy(let deputy):
                table.append([
                    .init("\(deputy.code)"), .init(deputy.id ?? ""), .init(deputy.name),
                    .init("\(deputy.station)"), .init(deputy.level.symbol), .init(deputy.group ?? ""),
                    .init(deputy.title ?? ""), cell,
                ])
            }
        }
        return table
    }
}

extension CodeState {
    /// The end of the key of its word.
    var key: String {
        switch self {
        case .active: "active"
        case .retired: "retired"
        case .revoked: "revoked"
        }
    }
}
