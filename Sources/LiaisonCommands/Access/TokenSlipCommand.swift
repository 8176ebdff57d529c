import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonPosters
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// `liaison token slip`: prints sign-in slips for the desk into a file; only hashes of their codes are kept.
struct TokenSlipCommand: Command {
    static let description = CommandDescription(
        ["token", "slip"],
        options: [
            .value("deputy", "CODE"), .value("station", "ID"), .flag("deputies"), .flag("office"),
            .flag("all"), .flag("by-station"), .value("days", "N"), .flag("letters"),
            .value("language", "LANGUAGE", choices: ["zh", "en"]),
            .value("output", "FILE", isRequired: true), .data,
        ])

    private static let holders = ["deputy", "station", "office", "all"]
    /// For how many days a slip is good unless asked.
    private static let usualDays = 14

    private enum Target {
        case one(InboxOrigin.Viewer)
        /// A station's officer, and its deputies.
        case station(String)
        case everybody
    }

    private let target: Target
    private let days: Int
    private let areLetters: Bool
    /// Whether each station's slips stand in a file of its own, in the station's folder.
    private let isByStation: Bool
    private let language: Language
    private let output: String
    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        for (index, first) in Self.holders.enumerated() {
            for second in Self.holders[(index + 1)...] { try arguments.refuse(first, with: second) }
            if first != "station" { try arguments.refuse("deputies", with: first) }
        }
        if let code = try arguments.value("deputy", .code) {
            target = .one(.scope(.deputy(code)))
        } else if let station = arguments.value("station") {
            target = arguments.has("deputies") ? .station(station) : .one(.station(station))
        } else if arguments.has("deputies") {
            throw .missingOption("--station")
        } else if arguments.has("office") {
            target = .one(.scope(.office))
        } else if arguments.has("all") {
            target = .everybody
        } else {
            throw .noneOf(["--deputy CODE", "--station ID", "--office", "--all"])
        }
        days = try arguments.value("days", .integer(in: 1...365)) ?? Self.usualDays
        areLetters = arguments.has("letters")
        isByStation = arguments.has("by-station")
        if isByStation, !arguments.has("all") { throw .missingOption("--all") }
        language = arguments.value("language") == "en" ? .english : .chinese
        guard let output = arguments.value("output") else { throw .missingOption("--output") }
        self.output = output
        if isByStation, output == "-" { throw .conflict("--by-station", "--output -") }
        data = arguments.value("data")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try PrintSource(data, context)
        let now = context.clock.now
        let until = now.adding(milliseconds: Int64(days) * 86_400_000)
        let scopes = try scopes(source.roster)
        let issued = TokenFile.draftSlips(scopes, at: now, until: until)
        let press = PosterPress(language: language, printed: BeijingTime(now).date)
        let groups = isByStation ? try folders(issued, source) : [(path: output, slips: issued)]
        var files: [SecretFile] = []
        for group in groups {
            let slips = group.slips.map { slip in
                source.roster.poster(slip, office: source.configuration[.name])
            }
            let page = try CommandFailure.printing { () throws(PosterError) in
                try press.slips(
                    slips, base: source.base, until: BeijingTime(until).date, areLetters: areLetters)
            }
            files.append(SecretFile(path: group.path, content: page))
        }
        try context.handOut(files) { () throws(InstallationError) in
            _ = try TokenFile.store(
                slips: issued.map(\.record), inPlaceOfThoseFor: source.roster.desks(of: scopes),
                in: source.directory, at: now)
        }
        context.say(
            "token.slips",
            ["count": "\(issued.count)", "path": output, "date": BeijingTime(until).date.iso8601])
        return .done
    }

    /// Where each station's slips go: into the folder that ``PosterCommand`` fills for the station, too.
    private func folders(
        _ issued: [TokenFile.IssuedSlip], _ source: PrintSource
    ) throws(CommandFailure) -> [(path: String, slips: [TokenFile.IssuedSlip])] {
        var groups: [StationID: [TokenFile.IssuedSlip]] = [:]
        for slip in issued {
            switch slip.record.scope {
            case .station(let id): groups[id, default: []].append(slip)
            case .deputy(let code):
                if let id = source.roster.state(of: code)?.holder.station {
                    groups[id, default: []].append(slip)
                }
            case .office: break
            }
        }
        var files: [(path: String, slips: [TokenFile.IssuedSlip])] = []
        for station in source.roster.stations {
            guard let slips = groups[station.id] else { continue }
            let folder = "\(output)/\(source.fileName(of: station))"
            do throws(SystemError) {
                try Files.makeDirectory(folder, mode: 0o755, isDurable: false)
            } catch {
                throw CommandFailure("cli.file.unwritable", ["path": folder], cause: error)
            }
            let name = FileName.make(station.id.description, station.name, "slips")
            files.append(("\(folder)/\(name).html", slips))
        }
        return files
    }

    /// For whom slips are wanted; one for nobody would fit no door.
    private func scopes(_ roster: Roster) throws(CommandFailure) -> [Scope] {
        switch target {
        case .one(let viewer):
            let scope = try viewer.scope(in: roster)
            try roster.checkHolder(of: scope)
            return [scope]
        case .station(let typed):
            let id = try roster.station(named: typed).id
            try roster.checkHolder(of: .station(id))
            return [.station(id)]
                + roster.deputies(of: id).filter { $0.status == .active && roster.isActive($0.code) }
                .map { .deputy($0.code) }
        case .everybody:
            return roster.stations.flatMap { station in
                [Scope.station(station.id)]
                    + roster.deputies(of: station.id)
                    .filter { $0.status == .active && roster.isActive($0.code) }.map { .deputy($0.code) }
            }
        }
    }
}

extension Roster {
    /// Refuses a scope that nobody in office has.
    func checkHolder(of scope: Scope) throws(CommandFailure) {
        switch scope {
        case .deputy(let code):
            guard case .active(.deputy) = state(of: code) else {
                throw CommandFailure(
                    "token.no-deputy", ["code": code.description], remedy: "token.no-holder.remedy")
            }
        case .station(let id):
            guard let station = station(id), station.status == .active else {
                throw CommandFailure(
                    "token.no-station", ["station": id.description], remedy: "token.no-holder.remedy")
            }
        case .office: break
        }
    }
}
