import LiaisonBackup
import LiaisonInstallation
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison backup TARGET`: copies everything that a data directory has while it is in use.
struct BackupCommand: Command {
    static let description = CommandDescription(
        ["backup"], arguments: [ArgumentDescription("TARGET")],
        options: [.data, .flag("without-secret"), .json])

    private let data: String?
    private let target: String
    private let includesSecret: Bool
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        target = try arguments.required("TARGET")
        includesSecret = !arguments.has("without-secret")
        wantsJSON = arguments.has("json")
        if wantsJSON && target == "-" { throw .conflict("--json", "-") }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        var backup = Backup(of: directory.path, includesSecret: includesSecret, at: context.clock.now)
        let report: Backup.Report
        do throws(BackupError) {
            if target == "-" {
                let output = context.standardOutput
                var archive = TarTarget(at: context.clock.now) { output.write($0) }
                report = try backup.run(into: &archive)
                output.flush()
                if let failure = output.failure { throw .system(failure) }
            } else {
                var folder = try DirectoryTarget(target, outside: directory.path)
                report = try backup.run(into: &folder)
            }
        } catch {
            throw CommandFailure(error)
        }
        for finding in report.findings {
            context.say(line: finding.sentence(context.wording), style: .yellow)
        }
        if wantsJSON { context.print(json(report)) }
        context.say(
            "backup.done",
            [
                "files": "\(report.files)", "bytes": "\(report.bytes)", "copied": "\(report.copiedFiles)",
                "copiedbytes": "\(report.copiedBytes)",
            ])
        context.say(includesSecret ? "backup.secret" : "backup.no-secret")
        if report.findings.isEmpty { return .done }
        context.say("backup.findings", ["count": "\(report.findings.count)"], style: .red)
        return .partly
    }

    private func json(_ report: Backup.Report) -> JSON {
        .members([
            "files": .integer(report.files), "bytes": .integer(report.bytes),
            "copied_files": .integer(report.copiedFiles), "copied_bytes": .integer(report.copiedBytes),
            "findings": .array(report.findings.map { .string($0.path) }),
        ])
    }
}

extension BackupFinding {
    /// What is wrong with a file, in words.
    func sentence(_ words: Wording) -> String {
        let place = line > 0 ? "\(path):\(line)" : path
        return switch problem {
        case .vanished: words("backup.vanished", ["place": place])
        case .unsound: words("backup.unsound", ["place": place])
        case .irregular: words("backup.irregular", ["place": place])
        case .missing: words("backup.missing", ["place": place])
        case .altered: words("backup.altered", ["place": place])
        case .system(let error):
            words("backup.unreadable", ["place": place, "reason": error.code.sentence(words)])
        }
    }
}

extension CommandFailure {
    /// Why a backup or a restore stopped, and what to do about it.
    init(_ error: BackupError) {
        switch error {
        case .system(let error): self.init(error)
        case .foreignTarget(let path):
            self.init("backup.foreign-target", ["path": path], remedy: "backup.foreign-target.remedy")
        case .notEmpty(let path):
            self.init("restore.not-empty", ["path": path], remedy: "restore.not-empty.remedy")
        case .noManifest(let path):
            self.init("restore.no-manifest", ["path": path], remedy: "restore.no-manifest.remedy")
        case .badEntry(let name):
            self.init("restore.bad-entry", ["name": name], remedy: "restore.bad-archive.remedy")
        case .badArchive(let offset):
            self.init("restore.bad-archive", ["offset": "\(offset)"], remedy: "restore.bad-archive.remedy")
        case .restless(let station): self.init("backup.restless", ["station": station])
        }
    }
}
