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
            .value("layout", "LAYOUT", choices: PosterLayout.allCases.map(\.rawValue)), .flag("kit"),
            .value("paper", "PAPER", choices: Paper.allCases.map(\.rawValue)),
            .value("language", "LANGUAGE", choices: ["zh", "en"]), .flag("deputies"), .flag("changed"),
            .value("count", "N"), .value("place", "TEXT"), .value("output", "FILE", isRequired: true),
        ] + PosterOptions.options + [.data])

    private enum Target {
        case station(String)
        case deputy(String)
        case all
    }

    private let target: Target
    let job: PosterJob
    private let options: PosterOptions
    private let isKit: Bool
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
        for option in ["layout", "paper", "deputies", "deputy"] { try arguments.refuse("kit", with: option) }
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
        if case .station = target {
        } else if job.layout == .paperForm {
            throw .missingOption("--station")
        } else if case .deputy = target, [.wall, .rules, .reception].contains(job.layout) {
            throw .missingOption("--station")
        }
        options = try PosterOptions(arguments)
        isKit = arguments.has("kit")
        if arguments.has("month"), !isKit, job.layout != .reception {
            throw .conflict("--month", "--layout \(job.layout.rawValue)")
        }
        writesChangedOnly = arguments.has("changed")
        formCount = try arguments.value("count", .integer(in: 1...500)) ?? 10
        output = arguments.value("output") ?? "-"
        if isKit, output == "-" { throw .conflict("--kit", "--output -") }
        data = arguments.value("data")
        place = try arguments.value("place", .placeName)
        // A paper form's symbol leads to its receipt.
        if place != nil, job.layout == .paperForm {
            throw .conflict("--place", "--layout \(job.layout.rawValue)")
        }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        guard let browser = options.browser(context) else { return try run(nil, context) }
        return try browser.printing { browser throws(CommandFailure) in try run(browser, context) }
    }

    private func run(_ browser: BrowserPress?, _ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var source = try PrintSource(data, context)
        let press = try options.press(job.language, context)
        let (stations, deputy) = try subject(in: source)
        let layouts = isKit ? Set(PosterJob.kit(job.language, hasDeputies: true).map(\.layout)) : [job.layout]
        try options.fill(&source, for: layouts, of: stations, context)
        // Last of what may be refused: a place's number is stored.
        if let place {
            source.place = try context.number(ofPlace: place, in: source.directory)
            source.placeName = place
        }
        if let deputy {
            let file = try job.make(press, of: deputy.poster, stations[0], source)
            let name = FileName.make(deputy.name, "\(deputy.code)", job.layout.rawValue)
            try write(file, name, browser, context)
            return .done
        }
        if case .station = target, !isKit {
            let station = stations[0]
            let file =
                job.layout == .paperForm
                ? try paperForms(of: station, source, press, context)
                : try job.make(press, station, source.posterDeputies(of: station), source)
            try write(file, job.fileName(of: station), browser, context)
            return .done
        }
        return try writeAll(stations, source, press, browser, context)
    }

    /// The stations that something is printed of, and the deputy where it is of one alone.
    private func subject(
        in source: PrintSource
    ) throws(CommandFailure) -> (stations: [Station], deputy: Deputy?) {
        switch target {
        case .all: return (source.roster.stations, nil)
        case .station(let typed):
            return ([try source.station(try source.roster.station(named: typed).id)], nil)
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
            return ([try source.station(deputy.station)], deputy)
        }
    }

    private func write(
        _ page: [UInt8], _ name: String, _ browser: BrowserPress?, _ context: CommandContext
    ) throws(CommandFailure) {
        let ending = browser == nil ? "html" : "pdf"
        var path = try FileName.place("\(name).\(ending)", at: output)
        // A page under a name that says PDF would open nowhere.
        if browser == nil, path.lowercased().hasSuffix(".pdf") { path = String(path.dropLast(3)) + "html" }
        let file =
            try browser.map { browser throws(CommandFailure) in try browser.pdf(of: page, named: name) }
            ?? page
        try context.write(file, file: path)
        if path != "-" {
            context.print(path)
            context.say(browser == nil ? "poster.how" : "poster.how.pdf")
        }
    }

    private func writeAll(
        _ stations: [Station], _ source: PrintSource, _ press: PosterPress, _ browser: BrowserPress?,
        _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        // Without a date the content alone decides whether a poster changed; who is on duty next is as dated.
        let undated = PosterPress(
            language: press.language, printed: nil, isBlack: press.isBlack, logo: press.logo)
        var lasting = source
        lasting.duty = [:]
        let plain = lasting
        let (job, isKit, ending) = (job, isKit, browser == nil ? "html" : "pdf")
        let files = stations.flatMap { station in
            let deputies = source.posterDeputies(of: station)
            let jobs = isKit ? PosterJob.kit(job.language, hasDeputies: !deputies.isEmpty) : [job]
            return jobs.map { job in
                let name = "\(job.fileName(of: station)).\(ending)"
                let path = isKit ? "\(source.fileName(of: station))/\(name)" : name
                return PrintFolder.File(
                    path: path, code: station.code, name: station.name, station: station.name,
                    fingerprint: { () throws(CommandFailure) in
                        let file = try job.make(undated, station, deputies, plain)
                        return String(Hex.string(SHA256.digest(file)).prefix(32))
                    },
                    make: { () throws(CommandFailure) in
                        let page = try job.make(press, station, deputies, source)
                        guard let browser else { return page }
                        return try browser.pdf(of: page, named: path)
                    })
            }
        }
        let bar = ProgressBar(total: files.count, context)
        let folder = PrintFolder(path: output, indexName: indexName(stations))
        let outcome = try folder.update(files, rewritesAll: !writesChangedOnly) { bar.show($0) }
        bar.finish()
        return context.report(outcome, of: folder)
    }

    /// The folder's list: one station's must not take those of others away.
    private func indexName(_ stations: [Station]) -> String {
        if !isKit { return "index-\(job.layout.rawValue).csv" }
        if case .station = target { return "index-kit-\(stations[0].id).csv" }
        return "index-kit.csv"
    }
}
