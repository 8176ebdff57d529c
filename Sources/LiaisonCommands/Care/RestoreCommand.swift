import Glibc
import LiaisonBackup
import LiaisonSystem
import LiaisonText

/// `liaison restore SOURCE`: puts a backup into an empty directory and proves that it is whole.
struct RestoreCommand: Command {
    static let description = CommandDescription(
        ["restore"], arguments: [ArgumentDescription("SOURCE")], options: [.data, .json])

    private let data: String?
    private let source: String
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        source = try arguments.required("SOURCE")
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let target = try context.dataPath(data)
        let report: Restore.Report
        do throws(BackupError) {
            report = try restore(into: target)
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
        let made = CaseWords.moment(report.made.rfc3339)
        context.say(
            report.isUnfinished ? "restore.unfinished" : "restore.done",
            [
                "files": "\(report.files)", "bytes": "\(report.bytes)", "made": made,
                "cases": "\(report.verification.cases)", "path": target, "source": source,
            ], style: report.isUnfinished ? .red : nil)
        if report.unlisted > 0, !report.isUnfinished {
            context.say("restore.unlisted", ["count": "\(report.unlisted)"], style: .yellow)
        }
        if !report.hasSecret {
            context.say("restore.no-secret", ["path": "\(target)/secret"], style: .yellow)
        }
        if report.isWhole { return report.hasSecret ? .done : .partly }
        context.say("restore.findings", style: .red)
        return .partly
    }

    private func restore(into target: String) throws(BackupError) -> Restore.Report {
        let isFolder = try BackupError.wrapping { () throws(SystemError) -> Bool in
            if source == "-" { return false }
            return try Files.status(source)?.isDirectory ?? false
        }
        if isFolder {
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
