import LiaisonRoster

/// `liaison roster export`: the stations or deputies in office as a CSV file.
struct RosterExportCommand: Command {
    static let description = CommandDescription(
        ["roster", "export"],
        arguments: [ArgumentDescription("WHAT", isRequired: false, choices: ["deputies", "stations"])],
        options: [.data, .value("output", "FILE")])

    private let data: String?
    private let isOfStations: Bool
    private let output: String

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        isOfStations = arguments.argument("WHAT") == "stations"
        output = arguments.value("output") ?? "-"
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let roster = try context.roster(of: try context.dataDirectory(data))
        let table = isOfStations ? RosterExport.stations(of: roster) : RosterExport.deputies(of: roster)
        try context.write(table, file: output)
        return context.endOfReading
    }
}
