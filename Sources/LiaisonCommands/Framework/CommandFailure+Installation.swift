import LiaisonInstallation
import LiaisonText

extension CommandFailure {
    /// What is wrong with an installation, and what to do about it.
    package init(_ error: InstallationError) {
        switch error {
        case .notADataDirectory(let path):
            self.init("cli.data.foreign", ["path": path], remedy: "cli.data.foreign.remedy")
        case .alreadyInUse(let path):
            self.init("cli.data.in-use", ["path": path], remedy: "cli.data.in-use.remedy")
        case .looseMode(let path, let wanted):
            self.init(
                "cli.data.loose-mode", ["path": path, "mode": String(wanted, radix: 8)],
                remedy: "cli.data.loose-mode.remedy")
        case .notUTF8(let path):
            self.init("cli.data.not-utf8", ["path": path], remedy: "cli.data.not-utf8.remedy")
        case .badLine(let path, let line, let text):
            self.init("cli.data.bad-line", ["path": path, "line": "\(line)", "text": text])
        case .badValue(let setting, let value, let path?, let line?):
            self.init(
                "cli.data.bad-value-in-file",
                ["path": path, "line": "\(line)", "key": setting.rawValue, "value": value],
                remedy: setting.form.remedy)
        case .badValue(let setting, let value, _, _):
            self.init(
                "cli.data.bad-value", ["key": setting.rawValue, "value": value], remedy: setting.form.remedy)
        case .noSecret(let path):
            self.init("cli.data.no-secret", ["path": path], remedy: "cli.data.no-secret.remedy")
        case .damagedSecret(let path):
            self.init("cli.data.bad-secret", ["path": path], remedy: "cli.data.no-secret.remedy")
        case .system(let error): self.init(error)
        }
    }

    /// Runs calls on an installation; what they say becomes a failure.
    package static func wrapping<Value>(
        _ body: () throws(InstallationError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(InstallationError) { return try body() } catch { throw CommandFailure(error) }
    }
}
