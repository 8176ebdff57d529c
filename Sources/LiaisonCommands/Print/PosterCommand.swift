import LiaisonCodes
import LiaisonDesk
import LiaisonPosters
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// `liaison poster`: print-ready pages of one station, one deputy or all stations.
struct PosterCommand: Command {
    static let description = CommandDescription(
        ["poster"],
        options: [
            .value("station", "ID"), .value("deputy", "CODE"), .flag("all"),
            .value("layout", "LAYOUT", choices: PosterLayout.allCases.map(\.rawValue)),
            .value("paper", "PAPER", choices: Paper.allCases.map(\.rawValue)),
            .value("language", "LANGUAGE", choices: ["zh", "en"]), .flag("deputies"), .flag("changed"),
            .value("count", "N"), .value("place", "TEXT"), .value("output", "FILE", isRequired: true), .data,
        ])

    private enum Target {
        case station(String)
        case deputy(String)
        case all
    }

    private let target: Target
    let job: PosterJob
    private let writesChangedOnly: Bool
    let formCount: Int
    private let output: String
    private let data: String?
    /// Where the posters are to hang, if that is to be told.
    private let place: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        try arguments.refuse("station", with: "deputy")
        try arguments.refuse("station", with: "all")
        try arguments.refuse("deputy", with: "all")
        if let station = arguments.value("station") {
            target = .station(station)
        } else if let deputy = arguments.value("deputy") {
            target = .deputy(deputy)
            try arguments.refuse("deputy", with: "deputies")
        } else if arguments.has("all") {
            target = .all
        } else {
            throw .noneOf(["--station ID", "--deputy CODE", "--all"])
        }
        if case .all = target {} else if arguments.has("changed") { throw .missingOption("--all") }
        job = try PosterJob(arguments)
        if job.layout == .paperForm, case .station = target {
        } else if job.layout == .paperForm {
            throw .missingOption("--station")
        }
        if job.layout == .wall, case .deputy = target { throw .missingOption("--station") }
        writesChangedOnly = arguments.has("changed")
        formCount = try arguments.value("count", .integer(in: 1...500)) ?? 10
        output = arguments.value("output") ?? "-"
        data = arguments.value("data")
        place = try arguments.value("place", .placeName)
        // A paper form's symbol leads to its receipt.
        if place != nil, job.layout == .paperForm {
            throw .conflict("--place", "--layout \(job.layout.rawValue)")
        }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var source = try PrintSource(data, context)
        if let place {
            source.place = try context.number(ofPlace: place, in: source.directory)
            source.placeName = place
        }
        let press = PosterPress(language: job.language, printed: BeijingTime(context.clock.now).date)
        switch target {
        case .all:
            try source.findDuty(at: source.roster.stations, context)
            return try writeAll(source, press, context)
        case .station(let typed):
            let station = try source.station(try source.roster.station(named: typed).id)
            try source.findDuty(at: [station], context)
            let file =
                job.layout == .paperForm
                ? try paperForms(of: station, source, press, context)
                : try job.make(press, station, source.posterDeputies(of: station), source)
            try write(file, job.fileName(of: station, source), context)
        case .deputy(let typed):
            let code: Code
            if let whole = try? Code(parsing: typed) {
                code = whole
            } else {
                code = try source.roster.deputy(named: typed).code
            }
            guard case .deputy(let deputy) = try source.holder(of: code) else {
                throw CommandFailure(
                    "poster.no-deputy", ["code": "\(code)"], remedy: "poster.no-deputy.remedy")
            }
            let station = try source.station(deputy.station)
            try source.findDuty(at: [station], context)
            let file = try job.make(press, of: deputy.poster, station, source)
            try write(file, "\(FileName.make(deputy.name, "\(code)", job.layout.rawValue)).html", context)
        }
        return .done
    }

    private func write(_ file: [UInt8], _ name: String, _ context: CommandContext) throws(CommandFailure) {
        let path = try FileName.place(name, at: output)
        try context.write(file, file: path)
        if path != "-" {
            context.print(path)
            context.say("poster.how")
        }
    }

    private func writeAll(
        _ source: PrintSource, _ press: PosterPress, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        // Without a date the content alone decides whether a poster changed; who is on duty next is as dated.
        let undated = PosterPress(language: press.language, printed: nil)
        var lasting = source
        lasting.duty = [:]
        let plain = lasting
        let job = job
        let files = source.roster.stations.map { station in
            let deputies = source.posterDeputies(of: station)
            return PrintFolder.File(
                path: job.fileName(of: station, source), code: station.code, name: station.name,
                station: station.name,
                fingerprint: { () throws(CommandFailure) in
                    let file = try job.make(undated, station, deputies, plain)
                    return String(Hex.string(SHA256.digest(file)).prefix(32))
                },
                make: { () throws(CommandFailure) in try job.make(press, station, deputies, source) })
        }
        let bar = ProgressBar(total: files.count, context)
        let folder = PrintFolder(path: output, indexName: "index-\(job.layout.rawValue).csv")
        let outcome = try folder.update(files, rewritesAll: !writesChangedOnly) { bar.show($0) }
        bar.finish()
        return context.report(outcome, of: folder)
    }
}
