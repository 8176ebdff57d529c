import LiaisonCases
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonReports
import LiaisonSystem
import LiaisonText
import LiaisonWeb
import LiaisonWording

/// `liaison report`: what a period's cases amount to, for each station and for all; of data directories here, or of a
/// server.
struct ReportCommand: Command {
    static let description = CommandDescription(
        ["report"],
        arguments: [ArgumentDescription("FILE", isRequired: false, isRepeatable: true)],
        options: [
            .dataDirectories, .value("station", "ID"), .flag("below"), .value("from", "DATE"),
            .value("to", "DATE"),
            .value("as-of", "DATE"),
            .value("format", "FORMAT", choices: ReportFormat.allCases.map(\.rawValue)),
            .value("output", "FILE"), .flag("norms"), .value("by", "KIND", choices: ["district"]),
        ] + RemoteServer.options + [.json])

    let directories: [String]
    private let files: [String]
    let origin: InboxOrigin
    let station: String?
    let includesBranches: Bool
    let from: CivilDate?
    let to: CivilDate?
    private let asOf: CivilDate?
    let format: ReportFormat
    let output: String?
    /// What is listed instead of figures, if anything.
    private let survey: ReportSurvey?

    init(arguments: ParsedArguments) throws(UsageError) {
        directories = arguments.values("data")
        files = arguments.arguments("FILE")
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
        station = arguments.value("station")
        includesBranches = arguments.has("below")
        from = try arguments.value("from", .date)
        to = try arguments.value("to", .date)
        asOf = try arguments.value("as-of", .date)
        let named = arguments.value("format").flatMap(ReportFormat.init)
        if let named, named != .json { try arguments.refuse("json", with: "format") }
        format = arguments.has("json") ? .json : named ?? .text
        output = arguments.value("output")
        try arguments.refuse("norms", with: "by")
        survey = arguments.has("norms") ? .norms : arguments.value("by") == nil ? nil : .districts
        if survey != nil {
            let flag = arguments.has("norms") ? "--norms" : "--by"
            if !files.isEmpty { throw .conflict(flag, "FILE") }
            if directories.count > 1 { throw .conflict(flag, "--data") }
            if format == .html { throw .conflict(flag, "--format html") }
        }
        if let from, let to, to < from {
            throw .badValue(
                name: "--to", value: to.iso8601,
                problem: ValueProblem("cli.value.period", ["from": from.iso8601]))
        }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        if let survey { return try run(survey, context) }
        var reports: [(name: String, report: Report)] = []
        var read: [(file: String, bytes: [UInt8])] = []
        for file in files {
            let bytes = try context.read(file: file)
            if let other = read.first(where: { $0.bytes == bytes }) {
                throw CommandFailure(
                    "report.twice", ["first": other.file, "second": file], remedy: "report.twice.remedy")
            }
            read.append((file, bytes))
            reports.append((file, try Self.report(bytes, of: file)))
        }
        // Reports alone are added up as they are; with `--data` or `--server` that one's own is added to them.
        if files.isEmpty || !directories.isEmpty || origin.namesServer {
            switch origin.choice(context) {
            case .ledger: reports.append((directories.joined(separator: " "), try compute(context)))
            case .server(let server): reports.append(try fetch(from: server, context))
            }
        }
        guard var sum = reports.first?.report else { return .done }
        for (name, report) in reports.dropFirst() { sum = try Self.merge(sum, report, named: name) }
        try write(sum, context)
        return context.endOfReading
    }

    private func compute(_ context: CommandContext) throws(CommandFailure) -> Report {
        var sites: [Site] = []
        if directories.count > 1 { try Self.refuseCopies(among: directories) }
        for directory in directories.isEmpty ? [try context.dataPath(nil)] : directories {
            sites.append(try Site.open(try context.dataDirectory(directory), context))
        }
        defer { sites.forEach { $0.ledger.stop() } }
        var station: StationID?
        if let typed = self.station { station = try Self.station(typed, in: sites) }
        var request = ReportRequest(
            from: from, to: to, asOf: asOf, station: station, today: BeijingTime(context.clock.now).date)
        if includesBranches, let station {
            request.branches = sites.flatMap { $0.current.roster.stationsBelow(station) }
        }
        let sources = sites.map { site in
            context.complain(ofDamage: InstallationDamage.ofDuties(in: site.directory))
            return ReportSource(site)
        }
        do throws(SystemError) {
            let report = try Report(of: sources, request)
            // A report of everything has read all ledgers.
            for site in sites where station == nil {
                try site.ledger.checkReferrals(of: site.ledger.stations())
            }
            return report
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The station that one of the rosters knows.
    private static func station(_ typed: String, in sites: [Site]) throws(CommandFailure) -> StationID {
        let found = sites.lazy.compactMap { try? $0.current.roster.station(meantBy: typed) }.first
        if let found { return found.id }
        return try sites[0].current.roster.station(named: typed).id
    }

    /// The report that the server makes for the token.
    private func fetch(
        from server: RemoteServer, _ context: CommandContext
    ) throws(CommandFailure) -> (name: String, report: Report) {
        let parameters = [
            ("from", from?.iso8601), ("to", to?.iso8601), ("as_of", asOf?.iso8601),
            ("station", station), ("below", includesBranches ? "true" : nil),
        ].compactMap { name, value in value.map { "\(name)=\(URIComponent.encoded($0))" } }
        let api = try server.connect(context).api
        let host = api.server.authority
        let report = try CommandFailure.ofClient { () throws(ClientError) in
            let document = try api.document(
                "report?\(parameters.joined(separator: "&"))", limit: Self.answerLimit)
            guard let report = try? Report(reading: document) else { throw .notLiaison(host: host) }
            return report
        }
        return (host, report)
    }

    /// The most bytes of a server's report: a city's of a term has some tens of megabytes.
    private static let answerLimit = 1 << 28

    private func write(_ report: Report, _ context: CommandContext) throws(CommandFailure) {
        let words = Assets.reports(context.language)
        let bytes: [UInt8]
        switch format {
        case .json: bytes = TerminalText.json(report.json)
        case .csv: bytes = report.csv(words)
        case .html: bytes = ReportPage.bytes(of: report, words)
        case .text:
            let isPlain = output != nil && output != "-"
            bytes = ReportText.lines(
                of: report, words, width: isPlain ? nil : context.width,
                usesColour: !isPlain && context.usesColour(on: context.standardOutput)
            ).flatMap { Array("\($0)\n".utf8) }
        }
        try context.write(bytes, file: output ?? "-")
    }

    private static func report(_ bytes: [UInt8], of file: String) throws(CommandFailure) -> Report {
        guard let value = try? JSON(parsing: bytes) else {
            throw CommandFailure("report.no-json", ["file": file], remedy: "report.file.remedy")
        }
        do throws(ReportFormatError) {
            return try Report(reading: value)
        } catch {
            throw CommandFailure(
                "report.no-report", ["file": file, "member": error.member], remedy: "report.file.remedy")
        }
    }

    private static func merge(
        _ first: Report, _ second: Report, named name: String
    ) throws(CommandFailure) -> Report {
        do throws(ReportMergeError) {
            return try first.merged(with: second)
        } catch {
            let (key, dates) =
                switch error {
                case .differentEnds(let first, let second): ("report.other-end", (first, second))
                case .differentDays(let first, let second): ("report.other-day", (first, second))
                case .differentStarts(let first, let second): ("report.other-start", (first, second))
                }
            throw CommandFailure(
                key, ["file": name, "first": dates.0.iso8601, "second": dates.1.iso8601],
                remedy: "report.merge.remedy")
        }
    }
}

/// How a report is written.
enum ReportFormat: String, CaseIterable {
    case text, json, csv, html
}
