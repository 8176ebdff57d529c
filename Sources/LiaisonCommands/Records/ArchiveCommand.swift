import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording
import Synchronization

/// `liaison archive CODE`: one deputy's file (一代表一码一档案).
struct ArchiveCommand: Command {
    static let description = CommandDescription(
        ["archive"], arguments: [ArgumentDescription("CODE", isRequired: false)],
        options: [
            .flag("all"), .value("station", "ID"),
            .value("format", "FORMAT", choices: ["text", "json", "html"]), .value("output", "DIR"),
        ] + RecordSource.options + [.json])

    private let deputy: String?
    private let station: String?
    private let format: String
    private let output: String?
    private let origin: InboxOrigin

    init(arguments: ParsedArguments) throws(UsageError) {
        deputy = arguments.argument("CODE")
        if deputy == nil, !arguments.has("all") { throw .missingArgument("CODE") }
        if deputy != nil, arguments.has("all") { throw .conflict("CODE", "--all") }
        if arguments.has("all"), arguments.value("output") == nil { throw .missingOption("--output") }
        try arguments.refuse("json", with: "format")
        format = arguments.has("json") ? "json" : arguments.value("format") ?? "text"
        station = arguments.value("station")
        output = arguments.value("output")
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try RecordSource(origin, context)
        if let deputy {
            let archive = try source.document(.archive(deputy))
            try context.write(bytes(archive, context), file: output ?? "-")
            return context.endOfReading
        }
        guard let output else { return .failed }
        do throws(SystemError) { try Files.makeDirectory(output) } catch {
            throw CommandFailure("cli.file.unwritable", ["path": output], cause: error)
        }
        let ending = ["json": "json", "html": "html"][format] ?? "txt"
        var count = 0
        var failure: CommandFailure?
        try source.forEachPage(of: .archives, [("station", station)]) { page in
            if failure != nil { return }
            failure = write(page, to: output, ending, context)
            count += page.count
        }
        if let failure { throw failure }
        context.say("archive.written", ["count": "\(count)", "path": output])
        return context.endOfReading
    }

    /// Writes a page of archives, on all processors; not synced, as the next run makes them again should the power fail.
    private func write(
        _ archives: [JSON], to folder: String, _ ending: String, _ context: CommandContext
    ) -> CommandFailure? {
        let failure = Mutex<CommandFailure?>(nil)
        do throws(SystemError) {
            try Thread.concurrently(archives.count) { index in
                let path = "\(folder)/\(archives[index].string("code")).\(ending)"
                do throws(SystemError) {
                    let bytes = bytes(archives[index], context)
                    try Files.replace(path, with: bytes, mode: 0o644, isDurable: false)
                } catch {
                    failure.withLock {
                        $0 = CommandFailure("cli.file.unwritable", ["path": path], cause: error)
                    }
                }
            }
        } catch {
            return CommandFailure(error)
        }
        return failure.withLock { $0 }
    }

    private func bytes(_ archive: JSON, _ context: CommandContext) -> [UInt8] {
        switch format {
        case "json": TerminalText.json(archive)
        case "html": ArchivePage.html(archive, Assets.pages(context.language))
        default: Array(ArchivePage.text(archive, Assets.pages(context.language)).utf8)
        }
    }
}
