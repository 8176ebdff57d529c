import LiaisonInstallation
import LiaisonStore
import LiaisonSystem

/// `liaison setup`: asks the six things that an installation needs, makes it, and has systemd start the service.
///
/// Asked again it shows what is set, and Enter keeps it; another address has to be typed twice. Nothing is written before the
/// last answer.
struct SetupCommand: Command {
    static let description = CommandDescription(["setup"], options: [.data])

    /// Where the package has its data, and what its units serve.
    private static let usualPath = "/var/lib/liaison"
    private static let questions: [Setting] = [.baseURL, .name, .handler, .contact, .retention, .icp]

    private let data: String?

    init(arguments: ParsedArguments) throws(UsageError) { data = arguments.value("data") }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let path = data ?? context.environment("LIAISON_DATA") ?? Self.usualPath
        let found = try existing(path)
        let before = try found.map { directory throws(CommandFailure) in
            try context.configuration(of: directory)
        }
        context.say("setup.introduction", ["path": path])
        var answers = Answers(context)
        var settings: [Setting: String] = [:]
        for (index, setting) in Self.questions.enumerated() {
            let value = try ask(
                setting, number: index + 1, current: before?[setting] ?? "", &answers, context)
            if value != before?[setting] ?? "" { settings[setting] = value }
        }
        if let old = before?[.baseURL], !old.isEmpty, let new = settings[.baseURL] {
            try confirm(new, insteadOf: old, &answers, context)
        }
        try CommandFailure.wrapping { () throws(InstallationError) in
            if let found {
                if !settings.isEmpty { try found.change(settings) }
            } else {
                _ = try DataDirectory.create(at: path, settings: settings)
            }
        }
        let outcome = found == nil ? "init.made" : settings.isEmpty ? "setup.unchanged" : "init.changed"
        context.say(outcome, ["path": path])
        return try start(path, takingOver: !settings.isEmpty, context)
    }

    /// The installation that is there already, or nothing.
    private func existing(_ path: String) throws(CommandFailure) -> DataDirectory? {
        do throws(InstallationError) {
            return try DataDirectory(opening: path)
        } catch {
            if case .notADataDirectory = error { return nil }
            throw CommandFailure(error)
        }
    }

    /// Asks until the answer can stand.
    private func ask(
        _ setting: Setting, number: Int, current: String, _ answers: inout Answers, _ context: CommandContext
    ) throws(CommandFailure) -> String {
        while true {
            context.say(
                "setup.question",
                [
                    "number": "\(number)", "count": "\(Self.questions.count)",
                    "question": context.wording("setup.question.\(setting.option)"),
                ], style: .bold)
            if !current.isEmpty { context.say("setup.current", ["value": current]) }
            guard let typed = try answers.next() else {
                throw CommandFailure("setup.unfinished", remedy: "setup.unfinished.remedy")
            }
            let value = typed.isEmpty ? current : typed
            if value.isEmpty, setting.isRequired {
                context.say("setup.needed", style: .yellow)
            } else if !setting.accepts(value) {
                context.say(
                    "setup.refused", ["reason": context.wording(setting.form.reason)], style: .yellow)
                context.say(setting.form.remedy)
            } else {
                return value
            }
        }
    }

    /// Has another address typed once more: the old one hangs on walls.
    private func confirm(
        _ new: String, insteadOf old: String, _ answers: inout Answers, _ context: CommandContext
    ) throws(CommandFailure) {
        context.say("init.address", ["old": old, "new": new], style: .yellow)
        context.say("setup.address")
        if try answers.next() != new {
            throw CommandFailure("setup.address.kept", ["old": old], remedy: "setup.address.kept.remedy")
        }
    }

    /// Has systemd start the service where this is the installation that it serves; one that runs takes over what changed.
    private func start(
        _ path: String, takingOver isChanged: Bool, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let status: Int32
        do throws(SystemError) {
            guard try isServed(path) else {
                context.say("init.ready", ["path": path])
                return .done
            }
            let units = "liaison.socket liaison.service"
            let reload = isChanged ? " && systemctl reload-or-restart liaison.service" : ""
            status = try ChildProcess.run(["sh", "-c", "systemctl enable --quiet --now \(units)\(reload)"])
        } catch {
            throw CommandFailure(error)
        }
        if status != 0 { throw CommandFailure("setup.not-started", remedy: "setup.not-started.remedy") }
        context.say("setup.running", ["path": path])
        return .done
    }

    /// Whether systemd runs here, has the unit, be it the package's or a copy of the sample, and that serves this directory.
    private func isServed(_ path: String) throws(SystemError) -> Bool {
        // A shell that completes the name of a directory puts a slash behind it.
        let plain = path.reversed().drop { $0 == "/" }.reversed()
        guard String(plain) == Self.usualPath, try Files.status("/run/systemd/system") != nil else {
            return false
        }
        return try ChildProcess.run(["sh", "-c", "systemctl cat liaison.service >/dev/null 2>&1"]) == 0
    }
}

/// Answers, a line each: typed at a terminal one after the other, else all from standard input.
private struct Answers {
    private let input: Input
    private var piped: [String]?

    init(_ context: CommandContext) { input = context.standardInput }

    /// The next answer without spaces around it; nothing at the end of the input.
    mutating func next() throws(CommandFailure) -> String? {
        do throws(SystemError) {
            if input.isTerminal {
                return try input.readLine().map { Self.trimmed($0) }
            }
            var rest: [String]
            if let piped {
                rest = piped
            } else {
                let text = String(decoding: try input.readToEnd(limit: 1 << 16), as: UTF8.self)
                rest = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                // What stands behind the last line's end is no line.
                if rest.last == "" { rest.removeLast() }
            }
            defer { piped = rest }
            return rest.isEmpty ? nil : Self.trimmed(rest.removeFirst())
        } catch {
            throw CommandFailure(error)
        }
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
