import LiaisonInstallation
import LiaisonStore
import LiaisonText

/// `serve --show-config`: every setting, what is in force, and where that comes from.
struct ConfigurationReport {
    private let configuration: Configuration
    private let directory: DataDirectory

    /// Reads the settings as the service would.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - flags: What the command line says.
    /// - Throws: The first setting that isn't understood.
    init(of directory: DataDirectory, flags: [Setting: String]) throws(CommandFailure) {
        self.directory = directory
        configuration = try CommandFailure.wrapping { () throws(InstallationError) in
            try directory.configuration(flags: flags)
        }
    }

    /// For people.
    func table(_ context: CommandContext) -> TerminalTable {
        var table = TerminalTable([
            .init(context.wording("serve.config.setting")),
            .init(context.wording("serve.config.value"), isFlexible: true),
            .init(context.wording("serve.config.source")),
        ])
        for setting in Setting.allCases {
            let style: TerminalStyle? = configuration.source(of: setting) == .builtIn ? .faint : nil
            let texts = [setting.rawValue, configuration[setting], source(of: setting, context)]
            table.append(texts.map { TerminalTable.Cell($0, style: style) })
        }
        let secret = ["secret", context.wording("serve.config.hidden"), directory.path(of: .secret)]
        table.append(secret.map { TerminalTable.Cell($0) })
        return table
    }

    /// For programs: one array; the secret's value is null.
    var json: JSON {
        let settings = Setting.allCases.map { setting -> JSON in
            var line: Int?
            let source: String
            switch configuration.source(of: setting) {
            case .flag: source = "flag"
            case .environment: source = "environment"
            case .file(let number): (source, line) = ("file", number)
            case .builtIn: source = "default"
            }
            return .members([
                "setting": .string(setting.rawValue), "value": .string(configuration[setting]),
                "source": .string(source), "line": line.map { .integer($0) } ?? .null,
            ])
        }
        let secret = JSON.members([
            "setting": "secret", "value": .null, "source": "file", "line": .null,
        ])
        return .array(settings + [secret])
    }

    private func source(of setting: Setting, _ context: CommandContext) -> String {
        switch configuration.source(of: setting) {
        case .flag: "--\(setting.option)"
        case .environment: setting.variable
        case .file(let line): "\(DataDirectory.Entry.configuration.rawValue):\(line)"
        case .builtIn: context.wording("serve.config.default")
        }
    }
}
