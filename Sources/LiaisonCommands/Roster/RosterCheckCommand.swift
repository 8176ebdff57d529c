import LiaisonCodes
import LiaisonRoster
import LiaisonText

/// `liaison roster check`: stations and deputies that don't meet the norms.
struct RosterCheckCommand: Command {
    static let description = CommandDescription(["roster", "check"], options: [.data, .json])

    private let data: String?
    private let isJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        isJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let roster = try context.roster(of: try context.dataDirectory(data))
        let findings = RosterNorms(of: roster).findings
        if isJSON {
            context.print(JSON.array(findings.map(\.json)))
            return context.endOfReading
        }
        for finding in findings {
            let values = finding.values.merging(["station": "\(finding.holder.station)"]) { first, _ in first
            }
            let name = TerminalText.line(finding.holder.name)
            context.print(
                context.wording(
                    "roster.norm.\(finding.key)", values: values.merging(["name": name]) { first, _ in first }
                ))
        }
        context.print(
            context.wording(
                "roster.check.total",
                [
                    "stations": "\(roster.stations.count)", "deputies": "\(roster.deputies.count)",
                    "findings": "\(findings.count)",
                ]))
        return context.endOfReading
    }
}

extension RosterNorms.Finding {
    /// Whom it is about.
    fileprivate var holder: CodeHolder {
        switch self {
        case .noDeputies(let station), .tooFewDeputies(let station, _), .tooManyDeputies(let station, _),
            .missingGroups(let station, _, _), .headStationRetired(let station, _):
            .station(station)
        case .deputyWithoutStation(let deputy): .deputy(deputy)
        case .withoutCode(let holder): holder
        }
    }

    /// The end of the key of its sentence, and its name for programs.
    fileprivate var key: String {
        switch self {
        case .noDeputies: "no-deputies"
        case .tooFewDeputies: "too-few-deputies"
        case .tooManyDeputies: "too-many-deputies"
        case .missingGroups: "missing-groups"
        case .headStationRetired: "head-station-retired"
        case .deputyWithoutStation: "deputy-without-station"
        case .withoutCode: "without-code"
        }
    }

    fileprivate var count: Int? {
        switch self {
        case .noDeputies: 0
        case .tooFewDeputies(_, let count), .tooManyDeputies(_, let count), .missingGroups(_, let count, _):
            count
        case .headStationRetired, .deputyWithoutStation, .withoutCode: nil
        }
    }

    fileprivate var values: [String: String] {
        var values = [
            "low": "\(RosterNorms.deputiesPerStation.lowerBound)",
            "high": "\(RosterNorms.deputiesPerStation.upperBound)",
            "limit": "\(RosterNorms.largestWithoutGroups)",
        ]
        if let count { values["count"] = "\(count)" }
        if case .missingGroups(_, _, let ungrouped) = self { values["ungrouped"] = "\(ungrouped)" }
        if case .headStationRetired(_, let head) = self { values["head"] = "\(head)" }
        return values
    }

    fileprivate var json: JSON {
        var ungrouped: Int?
        if case .missingGroups(_, _, let count) = self { ungrouped = count }
        return .members([
            "finding": .string(key), "station": .string("\(holder.station)"), "name": .string(holder.name),
            "code": .string("\(holder.code)"), "deputies": count.map(JSON.integer) ?? .null,
            "ungrouped": ungrouped.map(JSON.integer) ?? .null,
        ])
    }
}
