import LiaisonInstallation
import LiaisonService
import LiaisonStore
import LiaisonSystem

/// `liaison serve`: serves a data directory until SIGTERM.
struct ServeCommand: Command {
    static let description = CommandDescription(
        ["serve"],
        options: [.data] + Setting.allCases.map { .value($0.option, $0.placeholder) }
            + [.flag("show-config"), .json])

    private let data: String?
    private let flags: [Setting: String]
    private let showsConfiguration: Bool
    private let printsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        var flags: [Setting: String] = [:]
        for setting in Setting.allCases {
            flags[setting] = try arguments.value(setting.option, SettingAssignment.value(of: setting))
        }
        self.flags = flags
        showsConfiguration = arguments.has("show-config")
        printsJSON = arguments.has("json")
        if printsJSON, !showsConfiguration { throw .missingOption("--show-config") }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        if showsConfiguration {
            let report = try ConfigurationReport(of: directory, flags: flags)
            if printsJSON { context.print(report.json) } else { context.print(report.table(context)) }
            return .done
        }
        let service = try Service(directory, flags: flags, context)
        context.say("serve.admin", ["address": service.adminAddress.description])
        let year = BeijingTime(context.clock.now).date.year
        if !service.site.current.deadlines.calendar.years.contains(year) {
            context.say(
                "serve.calendar", ["year": "\(year)", "path": directory.path(of: .calendar)], style: .yellow)
        }
        do throws(InstallationError) { try directory.addSecretCheck() } catch {
            // It serves as well without.
            context.complain(CommandFailure(error))
        }
        context.print("listening http://\(service.publicAddress)")
        context.standardOutput.flush()
        try service.run(context)
        return .done
    }
}

extension Setting {
    /// What help shows in the value's place.
    var placeholder: String {
        switch self {
        case .name, .handler, .contact, .retention: "TEXT"
        case .baseURL: "URL"
        case .receptionShift: "next|previous|none"
        case .eraseAfter: "PERIOD"
        case .icp, .police: "NUMBER"
        case .topics: "LIST"
        case .simpleDays, .closeSimpleDays, .deskDays: "DAYS"
        case .deskIdleHours: "HOURS"
        case .notifyCommand: "PROGRAM"
        case .notifyHour: "HOUR"
        case .ordinaryMonths, .majorMonths, .closeOrdinaryMonths, .closeMajorMonths: "MONTHS"
        case .listen, .admin: "HOST:PORT"
        case .trustedProxies: "CIDR,..."
        case .rateLimit: "on|off|FIGURES"
        case .accessLog: "-|off|FILE"
        case .drainDelay: "SECONDS"
        case .freeSpaceReserve: "SIZE"
        }
    }
}
