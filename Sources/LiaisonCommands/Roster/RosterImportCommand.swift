import LiaisonDesk
import LiaisonInstallation
import LiaisonRoster
import LiaisonStore

/// `liaison roster import`: stations and deputies from CSV files into the roster.
struct RosterImportCommand: Command {
    static let description = CommandDescription(
        ["roster", "import"], arguments: [ArgumentDescription("FILE", isRepeatable: true)],
        options: [
            .data, .flag("dry-run"), .flag("prune"), .value("term", "NAME"),
            .value("same", "CODE", isRepeatable: true),
            .value("different", "NAME", isRepeatable: true), .yes, .json,
        ])

    private let files: [String]
    private let data: String?
    private let isDryRun: Bool
    private let prunes: Bool
    /// The term that begins with the files, if one does.
    private let term: String?
    private let answers: NamesakeAnswers
    private let isConfirmed: Bool
    private let isJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        files = arguments.arguments("FILE")
        data = arguments.value("data")
        isDryRun = arguments.has("dry-run")
        prunes = arguments.has("prune")
        term = try arguments.value("term", .termName)
        answers = NamesakeAnswers(
            same: arguments.values("same").map { .init($0) },
            different: arguments.values("different").map { .init($0) })
        isConfirmed = arguments.has("yes")
        isJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        if isDryRun {
            let (difference, _) = try show(for: try context.roster(of: directory), directory, context)
            if let refusal = refusal(of: difference) { throw refusal }
            context.say("roster.import.dry-run")
            return exitCode(of: difference)
        }
        let difference = try context.changingRoster(in: directory) { roster throws(CommandFailure) in
            let (difference, after) = try show(for: roster, directory, context)
            if let refusal = refusal(of: difference) { throw refusal }
            roster = after
            return difference
        }
        if !difference.isEmpty { context.say("roster.import.done") }
        return exitCode(of: difference)
    }

    /// Part of the files is left out as long as there are questions.
    private func exitCode(of difference: RosterDifference) -> ExitCode {
        difference.questions.isEmpty ? .done : .partly
    }

    /// Reads and checks the files, and prints what they would change, and whom that concerns.
    private func show(
        for roster: Roster, _ directory: DataDirectory, _ context: CommandContext
    ) throws(CommandFailure) -> (RosterDifference, after: Roster) {
        if roster.condition.unusable.contains(where: \.isLoss) || roster.condition.mayLackHolders {
            // Whoever stands on a damaged line would be taken for new, and be given another code.
            throw CommandFailure(
                "roster.import.damaged", ["file": directory.path(of: .rosterFile)],
                remedy: "roster.import.damaged.remedy")
        }
        let imported: RosterImport
        do throws(RosterImportError) {
            imported = try RosterImport(reading: files, into: roster)
        } catch {
            throw context.report(error)
        }
        context.report(warningsOf: imported)
        if term != nil, imported.deputies == nil {
            throw CommandFailure(
                "roster.import.term-without-deputies", remedy: "roster.import.term-without-deputies.remedy")
        }
        let difference = roster.difference(
            applying: imported, prune: prunes, term: term, answers: answers, at: context.clock.now)
        var after = roster
        let reason = term.map { context.wording("roster.import.term-reason", ["term": $0]) }
        after.apply(difference, reason: reason ?? "")
        let effects = try RosterEffects(of: difference, from: roster, to: after, in: directory, context)
        context.print(difference, effects, asJSON: isJSON)
        return (difference, after)
    }

    /// Why the difference isn't applied as the command stands, if it isn't.
    private func refusal(of difference: RosterDifference) -> CommandFailure? {
        guard let objection = difference.objection, !(isConfirmed && objection.canBeConfirmed) else {
            return nil
        }
        switch objection {
        case .occupied(let station, let count):
            return CommandFailure(
                "roster.import.occupied", ["station": "\(station.id)", "count": "\(count)"],
                remedy: "roster.import.occupied.remedy")
        case .emptied(let station, let count):
            return CommandFailure(
                "roster.import.emptied", ["station": "\(station.id)", "count": "\(count)"],
                remedy: "roster.import.emptied.remedy")
        case .tenth:
            return CommandFailure(
                "roster.import.tenth",
                [
                    "stations": "\(difference.goneStations.count)",
                    "allStations": "\(difference.stationCount)",
                    "deputies": "\(difference.goneDeputies.count)",
                    "allDeputies": "\(difference.deputyCount)",
                ], remedy: "roster.import.tenth.remedy")
        case .renumbered:
            return CommandFailure(
                "roster.import.renumbered",
                ["count": "\(difference.renamedDeputies.count)", "all": "\(difference.deputyCount)"],
                remedy: "roster.import.renumbered.remedy")
        }
    }
}

extension ValueKind<String> {
    /// The name of a term, as it stands on a roster: 第十九届.
    fileprivate static let termName = ValueKind { text throws(ValueProblem) in
        let name = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !name.isEmpty, name.count <= 100, !name.unicodeScalars.contains(where: { $0.value < 0x20 })
        else {
            throw ValueProblem("roster.import.term")
        }
        return name
    }
}
