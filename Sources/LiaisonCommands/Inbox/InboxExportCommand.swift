import Glibc
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonMail
import LiaisonSystem
import LiaisonText
import LiaisonWeb

/// `liaison inbox export`: a copy of cases for other programs, all of them or those named.
struct InboxExportCommand: Command {
    static let description = CommandDescription(
        ["inbox", "export"],
        arguments: [ArgumentDescription("CASE", isRequired: false, isRepeatable: true)],
        options: [
            .value("format", "FORMAT", choices: Format.allCases.map(\.rawValue), isRequired: true),
            .value("output", "FILE"),
        ] + InboxOrigin.options)

    private enum Format: String, CaseIterable {
        case eml, json, mbox
    }

    private let references: [CaseReference]
    private let format: Format
    private let output: String
    private let origin: InboxOrigin

    init(arguments: ParsedArguments) throws(UsageError) {
        references = try arguments.arguments("CASE", .caseReference)
        guard let format = arguments.value("format").flatMap({ Format(rawValue: $0) }) else {
            throw .missingOption("--format")
        }
        self.format = format
        // A folder has no standard output to go to.
        if format == .eml && arguments.value("output") == nil { throw .missingOption("--output") }
        output = arguments.value("output") ?? "-"
        origin = try InboxOrigin(arguments: arguments)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var numbers: Set<CaseNumber> = []
        if !references.isEmpty {
            let source = try CaseSource(origin, context)
            for reference in references { numbers.insert(try source.number(of: reference)) }
        }
        let count: Int
        switch format {
        case .json: count = try exportCases(numbers, context)
        case .mbox:
            var bytes: [UInt8] = []
            count = try forEachMessage(of: numbers, context) { event, photos, _ in
                bytes += MessageFormat.mbox.content(of: event, context.language, attachments: photos)
            }
            try write(bytes, to: output, context)
        case .eml:
            do throws(SystemError) {
                try Files.makeDirectory(output, mode: 0o700)
            } catch {
                throw CommandFailure("cli.file.unwritable", ["path": output], cause: error)
            }
            count = try forEachMessage(of: numbers, context) { event, photos, index throws(CommandFailure) in
                let bytes = MessageFormat.eml.content(of: event, context.language, attachments: photos)
                try write(bytes, to: "\(output)/\(event.case)-\(index).eml", context)
            }
        }
        if count == 0 && !numbers.isEmpty {
            throw CommandFailure("cli.ledger.absent", remedy: "cli.ledger.absent.remedy")
        }
        context.say("inbox-export.done", ["count": "\(count)", "path": output])
        return context.endOfReading
    }

    /// One array of cases as `inbox show --json` prints them.
    private func exportCases(
        _ numbers: Set<CaseNumber>, _ context: CommandContext
    ) throws(CommandFailure) -> Int {
        let source = try CaseSource(origin, context)
        var wanted = numbers.sorted()
        if numbers.isEmpty {
            try source.forEachPage(of: CaseQuery()) { items throws(CommandFailure) in
                for item in items { wanted.append(try item.value().number) }
            }
        }
        var cases: [JSON] = []
        for number in wanted {
            // Of all of them, those that stand in a file that can't be read are left out; it has been told of.
            if let found = try source.show(number, skippingDamage: numbers.isEmpty) {
                cases.append(found.json)
            }
        }
        try write(TerminalText.json(.array(cases)), to: output, context)
        return cases.count
    }

    /// Calls `body` with each event's message, its photos, and its number within the case.
    private func forEachMessage(
        of numbers: Set<CaseNumber>, _ context: CommandContext,
        _ body: (InboxEvent, [MailMessage.Attachment], Int) throws(CommandFailure) -> Void
    ) throws(CommandFailure) -> Int {
        let source = try origin.source(context)
        var cursor: String?
        var counts: [CaseNumber: Int] = [:]
        while true {
            let page = try CommandFailure.ofClient { () throws(ClientError) in
                try source.events(after: cursor, limit: 2000)
            }
            for event in page.events where numbers.isEmpty || numbers.contains(event.case) {
                let index = counts[event.case, default: 0] + 1
                counts[event.case] = index
                let photos = try CommandFailure.ofClient { () throws(ClientError) in
                    try source.attachments(of: event)
                }
                try body(event, photos, index)
            }
            if !page.hasMore || page.cursor == cursor { return counts.values.reduce(0, +) }
            cursor = page.cursor
        }
    }

    /// A file that only its owner reads: it holds what citizens wrote.
    private func write(_ bytes: [UInt8], to path: String, _ context: CommandContext) throws(CommandFailure) {
        try context.write(bytes, file: path, mode: 0o600)
    }
}
