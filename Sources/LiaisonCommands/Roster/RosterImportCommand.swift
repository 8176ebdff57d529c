import LiaisonRoster

/// `liaison roster import`: stations and deputies from CSV files into the roster.
struct RosterImportCommand: Command {
    static let description = CommandDescription(
        ["roster", "import"], arguments: [ArgumentDescription("FILE", isRepeatable: true)],
        options: [.data, .flag("dry-run"), .flag("prune"), .yes, .json])

    private let files: [String]
    private let data: String?
    private let isDryRun: Bool
    private let prunes: Bool
    private let isConfirmed: Bool
    private let isJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        files = arguments.arguments("FILE")
        data = arguments.value("data")
        isDryRun = arguments.has("dry-run")
        prunes = arguments.has("prune")
        isConfirmed = arguments.has("yes")
        isJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        if isDryRun {
            let difference = try show(for: try context.roster(of: directory), context)
            if let refusal = refusal(of: difference) { throw refusal }
            context.say("roster.import.dry-run")
            return .done
        }
        let difference = try context.changingRoster(in: directory) { roster throws(CommandFailure) in
            let difference = try show(for: roster, context)
            if let refusal = refusal(of: difference) { throw refusal }
            roster.apply(difference)
            return difference
        }
        if !difference.isEmpty { context.say("roster.import.done") }
        return .done
    }

    /// Reads and checks the files, and prints what they would change.
    private func show(
        for roster: Roster, _ context: CommandContext
    ) throws(CommandFailure) -> RosterDifference {
        if roster.condition.unusable.contains(where: \.isLoss) || roster.condition.mayLackHolders {
            // Whoever stands on a damaged line would be taken for new, and be given another code.
            throw CommandFailure(
                "roster.import.damaged", ["file": Roster.path(in: try context.dataDirectory(data).path)],
                remedy: "roster.import.damaged.remedy")
        }
        let imported: RosterImport
        do throws(RosterImportError) {
            imported = try RosterImport(reading: files, into: roster)
        } catch {
            throw context.report(error)
        }
        context.report(imported.warnings)
        let difference = roster.difference(applying: imported, prune: prunes, at: context.clock.now)
        context.print(difference, asJSON: isJSON)
        return difference
    }

    /// Why the difference isn't applied as the command stands, if it isn't.
    private func refusal(of difference: RosterDifference) -> CommandFailure? {
        if let station = difference.occupiedStations.first {
            return CommandFailure(
                "roster.import.occupied",
                ["station": "\(station.id)", "count": "\(difference.occupiedStations.count)"],
                remedy: "roster.import.occupied.remedy")
        }
        if isConfirmed { return nil }
        if difference.retiresMoreThanATenth {
            return CommandFailure(
                "roster.import.tenth",
                [
                    "stations": "\(difference.goneStations.count)",
                    "allStations": "\(difference.stationCount)",
                    "deputies": "\(difference.goneDeputies.count)",
                    "allDeputies": "\(difference.deputyCount)",
                ], remedy: "roster.import.tenth.remedy")
        }
        if difference.renamesMany {
            return CommandFailure(
                "roster.import.renumbered",
                ["count": "\(difference.renamedDeputies.count)", "all": "\(difference.deputyCount)"],
                remedy: "roster.import.renumbered.remedy")
        }
        return nil
    }
}
