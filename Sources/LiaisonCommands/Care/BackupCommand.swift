import LiaisonBackup
import LiaisonInstallation
import LiaisonStore
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
        var backup = Backup(of: directory, includesSecret: includesSecret, at: context.clock.now)
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
            if let remedy = finding.remedy(context.wording, copy: copy(of: finding.path, in: directory)) {
                context.say(line: "  \(remedy)")
            }
        }
        if wantsJSON { context.print(json(report, directory, context.wording)) }
        context.say(
            "backup.done",
            [
                "files": "\(report.files)", "bytes": "\(report.bytes)", "copied": "\(report.copiedFiles)",
                "copiedbytes": "\(report.copiedBytes)",
            ])
        if !report.lacksSecret(of: directory) {
            context.say(includesSecret ? "backup.secret" : "backup.no-secret")
        }
        if report.findings.isEmpty { return .done }
        context.say("backup.findings", ["count": "\(report.findings.count)"], style: .red)
        return .partly
    }

    /// Where the backup has a file of the data directory.
    private func copy(of path: String, in directory: DataDirectory) -> String {
        "\(target)/data\(path.dropFirst(directory.path.count))"
    }

    private func json(_ report: Backup.Report, _ directory: DataDirectory, _ words: Wording) -> JSON {
        .members([
            "files": .integer(report.files), "bytes": .integer(report.bytes),
            "copied_files": .integer(report.copiedFiles), "copied_bytes": .integer(report.copiedBytes),
            "findings": .array(report.findings.map { .string($0.path) }),
            "problems": .array(
                report.findings.map { finding in
                    .members([
                        "path": .string(finding.path), "line": .integer(finding.line),
                        "kept": .bool(finding.isKept), "problem": .string(finding.sentence(words)),
                        "remedy": .optional(
                            finding.remedy(words, copy: copy(of: finding.path, in: directory))),
                    ])
                }),
        ])
    }
}

extension Backup.Report {
    /// Whether neither the data directory nor the backup has the secret.
    fileprivate func lacksSecret(of directory: DataDirectory) -> Bool {
        findings.contains { $0.path == directory.path(of: .secret) && $0.problem == .lacking(.essential) }
    }
}

extension BackupFinding {
    /// Whether the backup has a better one than the data directory.
    fileprivate var isKept: Bool { if case .kept = problem { true } else { false } }

    /// What is wrong with a file, in words.
    func sentence(_ words: Wording) -> String {
        let place = line > 0 ? "\(path):\(line)" : path
        return switch problem {
        case .kept(let fault): words("backup.kept", ["place": place, "fault": fault.sentence(words)])
        case .taken(let fault): words("backup.taken", ["place": place, "fault": fault.sentence(words)])
        case .lacking(.essential): words("backup.lacking.essential", ["place": place])
        case .lacking(.named): words("backup.lacking.named", ["place": place])
        case .lacking(.witnessed(let lines, let found)):
            words(
                "backup.lacking.witnessed", ["place": place, "lines": "\(lines)", "found": "\(found)"])
        case .unsound: words("backup.unsound", ["place": place])
        case .irregular: words("backup.irregular", ["place": place])
        case .missing: words("backup.missing", ["place": place])
        case .altered: words("backup.altered", ["place": place])
        case .system(let error):
            words("backup.unreadable", ["place": place, "reason": error.code.sentence(words)])
        }
    }

    /// What to do about it.
    ///
    /// - Parameters:
    ///   - words: The language.
    ///   - copy: Where the backup has the file.
    /// - Returns: A sentence; nothing where the problem says it all.
    func remedy(_ words: Wording, copy: String) -> String? {
        switch problem {
        case .kept(let fault) where isSegment && fault != .gone:
            words(
                "backup.kept.segment.remedy",
                ["path": path, "copy": copy, "name": String(path.split(separator: "/").last ?? "")])
        case .kept: words("backup.kept.remedy", ["path": path, "copy": copy])
        case .taken: words["backup.taken.remedy"]
        case .lacking: words["backup.lacking.remedy"]
        case .unsound, .irregular, .missing, .altered, .system: nil
        }
    }
}

extension BackupFinding.Fault {
    fileprivate func sentence(_ words: Wording) -> String {
        switch self {
        case .gone: words["backup.fault.gone"]
        case .emptied: words["backup.fault.emptied"]
        case .cutShort: words["backup.fault.cut-short"]
        case .changed: words["backup.fault.changed"]
        case .wordsGone: words["backup.fault.words-gone"]
        case .unlikeCheck: words["backup.fault.unlike-check"]
        case .unreadable: words["backup.fault.unreadable"]
        case .older: words["backup.fault.older"]
        case .differs: words["backup.fault.differs"]
        case .foreignContent: words["backup.fault.foreign-content"]
        case .lacksCode(let code): words("backup.fault.lacks-code", ["code": code])
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
