import LiaisonInstallation
import LiaisonStore

/// `liaison init`: makes a data directory, or fills settings into one that is there.
struct InitCommand: Command {
    static let description = CommandDescription(
        ["init"],
        options: [
            .data, .value("base-url", "URL"), .value("name", "NAME"),
            .value("set", "KEY=VALUE", isRepeatable: true),
        ])

    private let data: String?
    private let settings: [Setting: String]

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        var settings: [Setting: String] = [:]
        for assignment in try arguments.values("set", SettingAssignment.kind) {
            if settings.updateValue(assignment.value, forKey: assignment.setting) != nil {
                throw .repeatedOption("--set \(assignment.setting.rawValue)=")
            }
        }
        for (option, setting) in [("base-url", Setting.baseURL), ("name", .name)] {
            guard let value = try arguments.value(option, SettingAssignment.value(of: setting)) else {
                continue
            }
            if settings[setting] != nil { throw .conflict("--\(option)", "--set \(setting.rawValue)=") }
            settings[setting] = value
        }
        self.settings = settings
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let path = try context.dataPath(data)
        let directory = try CommandFailure.wrapping { () throws(InstallationError) in
            try prepare(path, context)
        }
        report(try context.configuration(of: directory), path, context)
        return .done
    }

    /// Changes the settings of a data directory, or makes one.
    private func prepare(
        _ path: String, _ context: CommandContext
    ) throws(InstallationError) -> DataDirectory {
        let found: DataDirectory
        do throws(InstallationError) {
            found = try DataDirectory(opening: path)
        } catch {
            guard case .notADataDirectory = error else { throw error }
            let made = try DataDirectory.create(at: path, settings: settings)
            context.say("init.made", ["path": path])
            return made
        }
        if settings.isEmpty { throw .alreadyInUse(path: path) }
        // A file of which nothing can be understood says no address either.
        let old = (try? found.configuration { _ in nil })?[.baseURL] ?? ""
        try found.change(settings)
        context.say("init.changed", ["path": found.path(of: .configuration)])
        if let new = settings[.baseURL], !old.isEmpty, new != old {
            context.say("init.address", ["old": old, "new": new], style: .yellow)
        }
        return found
    }

    /// Says what must still be filled in, and what would make the QR codes awkward.
    private func report(_ configuration: Configuration, _ path: String, _ context: CommandContext) {
        let address = configuration[.baseURL]
        if !address.isEmpty && !address.hasPrefix("https://") {
            context.say("init.not-https", style: .yellow)
        }
        if address.dropFirst("https://".count).contains(":") { context.say("init.port", style: .yellow) }
        let blanks = configuration.blanks.map(\.rawValue)
        if blanks.isEmpty {
            context.say("init.ready", ["path": path])
            context.say("init.service")
        } else {
            let assignments = blanks.map { "--set \($0)=..." }.joined(separator: " ")
            context.say(
                "init.blank", ["path": path, "names": blanks.joined(separator: ", "), "set": assignments])
        }
    }
}
