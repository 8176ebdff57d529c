import LiaisonCodes
import LiaisonSystem

/// `liaison inbox open CASE`: a case's message, photos included, in a program that shows mail.
struct InboxOpenCommand: Command {
    static let description = CommandDescription(
        ["inbox", "open"], arguments: [ArgumentDescription("CASE")],
        options: [.value("with", "PROGRAM")] + InboxOrigin.options)

    private let reference: CaseReference
    private let origin: InboxOrigin
    private let program: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        reference = try arguments.required("CASE", .caseReference)
        origin = try InboxOrigin(arguments: arguments)
        program = arguments.value("with")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let desktop = Environment.program("xdg-open") == nil ? nil : "xdg-open"
        guard let program = program ?? context.environment("VIEWER") ?? desktop else {
            throw CommandFailure("inbox-open.no-viewer", remedy: "inbox-open.no-viewer.remedy")
        }
        let source = try CaseSource(origin, context)
        let number = try source.number(of: reference)
        let message = try source.message(number)
        let file: String
        let status: Int32
        do throws(SystemError) {
            file = "\(try directory(context))/\(number).eml"
            try Files.replace(file, with: message, mode: 0o600)
            context.standardOutput.flush()
            status = try ChildProcess.run(["/bin/sh", "-c", "exec \(program) \"$1\"", "sh", file])
        } catch {
            throw CommandFailure("inbox-open.failed", ["program": program], cause: error)
        }
        if status != 0 {
            throw CommandFailure(
                "inbox-open.status", ["program": program, "status": "\(status)", "path": file],
                remedy: "inbox-open.no-viewer.remedy")
        }
        context.say("inbox-open.done", ["path": file])
        return context.endOfReading
    }

    /// A directory of the user's alone that goes with the session: the program may read the file long after this
    /// command has ended.
    private func directory(_ context: CommandContext) throws(SystemError) -> String {
        guard let runtime = context.environment("XDG_RUNTIME_DIR"), runtime.hasPrefix("/") else {
            return try Files.makeTemporaryDirectory(named: "liaison")
        }
        try Files.makeDirectory("\(runtime)/liaison", mode: 0o700)
        return "\(runtime)/liaison"
    }
}
