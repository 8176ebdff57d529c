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
            .flag("all"), .value("days", "N"), .flag("letters"),
            .value("language", "LANGUAGE", choices: ["zh", "en"]),
            .value("output", "FILE", isRequired: true), .data,
        ])

    private static let holders = ["deputy", "station", "office", "all"]
    /// For how many days a slip is good unless asked.
    private static let usualDays = 14

    private enum Target {
        case one(Scope)
        /// A station's officer, and its deputies.
        case station(StationID)
        case everybody
    }

    private let target: Target
    private let days: Int
    private let areLetters: Bool
    private let language: Language
    private let output: String
    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        for (index, first) in Self.holders.enumerated() {
            for second in Self.holders[(index + 1)...] { try arguments.refuse(first, with: second) }
            if first != "station" { try arguments.refuse("deputies", with: first) }
        }
        if let code = try arguments.value("deputy", .code) {
            target = .one(.deputy(code))
        } else if let station = try arguments.value("station", .station) {
            target = arguments.has("deputies") ? .station(station) : .one(.station(station))
        } else if arguments.has("deputies") {
            throw .missingOption("--station")
        } else if arguments.has("office") {
            target = .one(.office)
        } else if arguments.has("all") {
            target = .everybody
        } else {
            throw .noneOf(["--deputy CODE", "--station ID", "--office", "--all"])
        }
        days = try arguments.value("days", .integer(in: 1...365)) ?? Self.usualDays
        areLetters = arguments.has("letters")
        language = arguments.value("language") == "en" ? .english : .chinese
        guard let output = arguments.value("output") else { throw .missingOption("--output") }
        self.output = output
        data = arguments.value("data")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try PrintSource(data, context)
        let now = context.clock.now
        let until = now.adding(milliseconds: Int64(days) * 86_400_000)
        let scopes = try scopes(source.roster)
        let issued = TokenFile.draftSlips(scopes, at: now, until: until)
        let slips = issued.map { slip in
            source.roster.poster(slip, office: source.configuration[.name])
        }
        let press = PosterPress(language: language, printed: BeijingTime(now).date)
        let file = try CommandFailure.printing { () throws(PosterError) in
            try press.slips(slips, base: source.base, until: BeijingTime(until).date, areLetters: areLetters)
        }
        try context.handOut(file, at: output) { () throws(InstallationError) in
            try TokenFile.store(issued.map(\.record), in: source.directory)
        }
        context.say(
            "token.slips",
            ["count": "\(issued.count)", "path": output, "date": BeijingTime(until).date.iso8601])
        return .done
    }

    /// For whom slips are wanted; one for nobody would fit no door.
    private func scopes(_ roster: Roster) throws(CommandFailure) -> [Scope] {
        switch target {
        case .one(let scope):
            try roster.checkHolder(of: scope)
            return [scope]
        case .station(let id):
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

extension CommandContext {
    /// Writes a file of secrets, and then stores what makes them open something: a secret that is in force and stands
    /// nowhere would be nobody's. Where storing fails the file goes too: nobody is to be handed what opens nothing.
    ///
    /// - Parameters:
    ///   - content: The file, for its owner's eyes alone.
    ///   - output: Where: a new file, or `-` for standard output.
    ///   - store: Stores them.
    /// - Throws: What kept either from being done; nothing is in force then.
    func handOut(
        _ content: [UInt8], at output: String, _ store: () throws(InstallationError) -> Void
    ) throws(CommandFailure) {
        do throws(SystemError) {
            if output == "-" {
                standardOutput.write(content)
            } else {
                try Files.create(output, with: content, mode: 0o600)
            }
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": output], cause: error)
        }
        do throws(CommandFailure) {
            try CommandFailure.wrapping { () throws(InstallationError) in try store() }
        } catch {
            if output != "-" {
                do throws(SystemError) { try Files.remove(output) } catch {
                    throw CommandFailure("cli.file.unwritable", ["path": output], cause: error)
                }
            }
            throw error
        }
    }
}
