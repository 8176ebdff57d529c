import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonPosters
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// `liaison digest`: a station's day on a sheet of paper.
struct DigestCommand: Command {
    static let description = CommandDescription(
        ["digest"],
        options: [
            .value("station", "ID", isRequired: true), .value("output", "FILE", isRequired: true),
            .value("language", "LANGUAGE", choices: ["zh", "en"]), .data,
        ])

    private let station: String
    private let output: String
    private let language: Language
    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        guard let station = arguments.value("station") else { throw .missingOption("--station") }
        guard let output = arguments.value("output") else { throw .missingOption("--output") }
        (self.station, self.output) = (station, output)
        language = arguments.value("language") == "en" ? .english : .chinese
        data = arguments.value("data")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let site = try Site.open(directory, context)
        defer { site.ledger.stop() }
        let snapshot = site.current
        let station = try snapshot.roster.station(named: station)
        try snapshot.roster.checkHolder(of: .station(station.id))
        let today = BeijingTime(context.clock.now).date
        let waiting: [DigestCase]
        do throws(SystemError) {
            waiting = try cases(of: station.id, site, on: today)
        } catch {
            throw CommandFailure(error)
        }
        let press = PosterPress(language: language, printed: today)
        let file = try CommandFailure.printing { () throws(PosterError) in
            try press.digest(
                waiting, of: station.name, on: today, base: snapshot.baseURL)
        }
        do throws(SystemError) {
            if output == "-" {
                context.standardOutput.write(file)
            } else {
                try Files.write(file, to: output, mode: 0o600)
            }
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": output], cause: error)
        }
        context.say("digest.done", ["path": output, "count": "\(waiting.count)"])
        return context.endOfReading
    }

    /// What waits for an answer at the station, the first due first, then what should be closed by now.
    private func cases(
        of station: StationID, _ site: Site, on today: CivilDate
    ) throws(SystemError) -> [DigestCase] {
        let view = CaseView(.station(station), of: site, language: language, includingBranches: false)
        let deadlines = site.current.deadlines
        let waiting = try view.cases().compactMap { value -> (value: Case, due: CivilDate, rank: Int)? in
            switch value.state {
            case .received, .acknowledged: value.isErased ? nil : (value, deadlines.due(value), 0)
            case .replied:
                deadlines.isCloseOverdue(value, on: today) ? (value, deadlines.closeDue(value), 1) : nil
            case .asked, .closed: nil
            }
        }.sorted { ($0.rank, $0.due, $0.value.number) < ($1.rank, $1.due, $1.value.number) }
        // The sheet has no room for the words of more.
        let messages = try site.ledger.messages(of: waiting.prefix(20).map(\.value.number))
        let texts = Dictionary(
            messages.map { ($0.event.caseNumber, $0.event.personal?.text) },
            uniquingKeysWith: { first, _ in first })
        return waiting.map { item in
            DigestCase(
                number: item.value.number.description, addressee: view.names.name(of: item.value.to),
                due: item.due, isLate: item.due < today, isAnswered: item.rank == 1,
                text: texts[item.value.number] ?? nil)
        }
    }
}
