import Glibc
import LiaisonBackup
import LiaisonSystem
import LiaisonText

/// `liaison restore SOURCE`: puts a backup into an empty directory and proves that it is whole; with `--check` it proves that
/// where the backup lies, and writes nothing.
struct RestoreCommand: Command {
    static let description = CommandDescription(
        ["restore"], arguments: [ArgumentDescription("SOURCE")], options: [.data, .flag("check"), .json])

    private let data: String?
    private let source: String
    private let isCheck: Bool
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        source = try arguments.required("SOURCE")
        isCheck = arguments.has("check")
        wantsJSON = arguments.has("json")
        if isCheck, data != nil { throw .conflict("--check", "--data") }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let report: Restore.Report
        let target = isCheck ? nil : try context.dataPath(data)
        do throws(BackupError) {
            report = if let target { try restore(into: target) } else { try check() }
        } catch {
            throw CommandFailure(error)
        }
        let words = context.wording
        for finding in report.findings { context.print(finding.sentence(words), style: .red) }
        for finding in report.verification.findings {
            let place = "\(finding.place.path):\(finding.place.line)"
            context.print("\(place): \(finding.problem.sentence(words))", style: .red)
        }
        if wantsJSON { context.print(json(report)) }
        if let target { say(report, restoredInto: target, context) } else { say(report, context) }
        if report.isWhole { return report.hasSecret ? .done : .partly }
        context.say(isCheck ? "restore.check.findings" : "restore.findings", style: .red)
        return .partly
    }

    private func say(_ report: Restore.Report, restoredInto target: String, _ context: CommandContext) {
        var values = values(report)
        values["path"] = target
        context.say(
            report.isUnfinished ? "restore.unfinished" : "restore.done", values,
            style: report.isUnfinished ? .red : nil)
        if report.unlisted > 0, !report.isUnfinished {
            context.say("restore.unlisted", ["count": "\(report.unlisted)"], style: .yellow)
        }
        if !report.hasSecret {
            context.say("restore.no-secret", ["path": "\(target)/secret"], style: .yellow)
        }
    }

    private func say(_ report: Restore.Report, _ context: CommandContext) {
        if report.isUnfinished {
            context.say("restore.check.unfinished", values(report), style: .red)
        } else if report.isWhole {
            context.say("restore.check.done", values(report))
        }
        if !report.hasSecret { context.say("restore.check.no-secret", style: .yellow) }
    }

    private func values(_ report: Restore.Report) -> [String: String] {
        [
            "files": "\(report.files)", "bytes": "\(report.bytes)",
            "made": CaseWords.moment(report.made.rfc3339),
            "cases": "\(report.verification.cases)", "source": source,
        ]
    }

    private func check() throws(BackupError) -> Restore.Report {
        if try isFolder() { return try BackupCheck.run(ofDirectory: source) }
        let archive = try BackupError.wrapping { () throws(SystemError) in try openArchive() }
        return try BackupCheck.run(ofArchive: archive, named: source)
    }

    private func isFolder() throws(BackupError) -> Bool {
        if source == "-" { return false }
        return try BackupError.wrapping { () throws(SystemError) in
            try Files.status(source)?.isDirectory ?? false
        }
    }

    private func restore(into target: String) throws(BackupError) -> Restore.Report {
        if try isFolder() {
            var restore = try Restore(into: target)
            return try restore.run(fromDirectory: source)
        }
        let archive = try BackupError.wrapping { () throws(SystemError) in try openArchive() }
        var restore = try Restore(into: target)
        return try restore.run(fromArchive: archive, named: source)
    }

    private func openArchive() throws(SystemError) -> FileDescriptor {
        if source == "-" { return FileDescriptor(owning: try retryingOnInterrupt("dup") { dup(0) }) }
        return try FileDescriptor(opening: source, flags: O_RDONLY)
    }

    private func json(_ report: Restore.Report) -> JSON {
        .members([
            "whole": .bool(report.isWhole),
            "made": .optional(report.isUnfinished ? nil : report.made.rfc3339),
            "unfinished": .bool(report.isUnfinished),
            "files": .integer(report.files), "bytes": .integer(report.bytes),
            "cases": .integer(report.verification.cases), "lines": .integer(report.verification.lines),
            "secret": .bool(report.hasSecret),
        ])
    }
}
