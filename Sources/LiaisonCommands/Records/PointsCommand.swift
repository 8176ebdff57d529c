import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison points`: what every deputy has scored, entry by entry; the page for the wall (阳光栏).
struct PointsCommand: Command {
    static let description = CommandDescription(
        ["points"],
        options: RecordFilter.options + [
            .value("duty", "KEY"), .value("format", "FORMAT", choices: ["text", "json", "csv", "html"]),
            .value("output", "FILE"),
        ] + RecordSource.options + [.json])

    private let filter: RecordFilter
    private let duty: String?
    private let format: String
    private let output: String?
    private let from: CivilDate?
    private let to: CivilDate?

    init(arguments: ParsedArguments) throws(UsageError) {
        filter = try RecordFilter(arguments: arguments)
        duty = arguments.value("duty")
        try arguments.refuse("json", with: "format")
        format = arguments.has("json") ? "json" : arguments.value("format") ?? "text"
        output = arguments.value("output")
        from = try arguments.value("from", .date)
        to = try arguments.value("to", .date)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try RecordSource(filter.origin, context)
        let standings = try source.all(.points, filter.parameters + [("duty", duty)])
        switch format {
        case "json": try context.write(TerminalText.json(JSON.array(standings)), file: output ?? "-")
        case "csv": try context.write(PointsPage.csv(standings), file: output ?? "-")
        case "html":
            let today = BeijingTime(context.clock.now).date
            let first = from ?? CivilDate(year: (to ?? today).year, month: 1, day: 1) ?? today
            let duties = try source.all(.duties, [])
            let page = PointsPage.html(
                standings, duties, from: first, to: to ?? today, of: duty, Assets.pages(context.language))
            try context.write(page, file: output ?? "-")
        default:
            let words = context.wording
            var table = TerminalTable([
                .init(words("points.heading.rank")), .init(words("points.heading.name")),
                .init(words("points.heading.station")), .init(words("points.heading.points")),
                .init(words("points.heading.entries")),
            ])
            for standing in standings {
                table.append([
                    .init(PointsPage.place(standing)), .init(standing.string("name")),
                    .init((standing["station_name"] ?? standing["station"])?.text ?? ""),
                    .init(PointsPage.number(standing["points"])),
                    .init("\(standing["entries"]?.elements?.count ?? 0)"),
                ])
            }
            try context.write(table, file: output ?? "-")
        }
        return context.endOfReading
    }
}
