import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison log show ENTRY`: one entry with everything that became of it, and its photos as files where that is asked for.
struct LogShowCommand: Command {
    static let description = CommandDescription(
        ["log", "show"], arguments: [ArgumentDescription("ENTRY")],
        options: [.value("save", "DIR")] + RecordSource.options + [.json])

    private let entry: RecordNumber
    private let origin: InboxOrigin
    private let isJSON: Bool
    /// Where its photos are to be saved.
    private let directory: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        entry = try arguments.required("ENTRY", .recordNumber)
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
        isJSON = arguments.has("json")
        directory = arguments.value("save")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try RecordSource(origin, context)
        let json = try source.document(.entry(entry))
        if isJSON { context.print(json) } else { EntryLines.show(json, context) }
        if let directory { try savePhotos(of: json, from: source, in: directory, context) }
        return context.endOfReading
    }

    private func savePhotos(
        of json: JSON, from source: RecordSource, in directory: String, _ context: CommandContext
    ) throws(CommandFailure) {
        for (index, photo) in (json["photos"]?.elements ?? []).enumerated() {
            let bytes = try source.photo(.photo(entry, index + 1))
            let ending = photo["type"]?.text == "image/png" ? "png" : "jpg"
            let file = "\(directory)/\(entry)-\(index + 1).\(ending)"
            do throws(SystemError) {
                try Files.makeDirectory(directory, mode: 0o700)
                try Files.replace(file, with: bytes, mode: 0o600)
            } catch {
                throw CommandFailure("cli.file.unwritable", ["path": file], cause: error)
            }
            context.say("log.photo-saved", ["path": file])
        }
    }
}
