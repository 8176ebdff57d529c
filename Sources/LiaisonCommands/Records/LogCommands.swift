import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonInstallation
import LiaisonRecords
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// What an entry's options say, for adding and amending alike.
private struct EntryWords {
    static let options: [OptionDescription] = [
        .value("duty", "KEY"), .value("on", "DATE"), .value("deputy", "CODE", isRepeatable: true),
        .value("people", "N"), .value("title", "TEXT"),
        .value("case", "NUMBER", isRepeatable: true),
        .value("reference", "TEXT"), .value("guests", "TEXT"), .value("votes", "N/N/N"),
        .value("result", "TEXT"), .value("photo", "FILE", isRepeatable: true), .text, .file,
    ]

    private let arguments: ParsedArguments
    private let on: CivilDate?
    private let people: Int?
    private let text: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        self.arguments = arguments
        on = try arguments.value("on", .date)
        people = try arguments.value("people", .integer(in: 1...1_000_000))
        try arguments.refuse("text", with: "file")
        text = arguments.value("text") ?? arguments.argument("TEXT")
    }

    func members(_ context: CommandContext) throws(CommandFailure) -> [JSON.Member] {
        var members: [JSON.Member] = []
        members.add("duty", arguments.value("duty"))
        members.add("on", on?.iso8601)
        let deputies = arguments.values("deputy").flatMap { $0.split { ",，、;；".contains($0) } }
        if !deputies.isEmpty {
            members.append(JSON.Member("deputies", .array(deputies.map { .string(String($0)) })))
        }
        if let people { members.append(JSON.Member("people", .integer(people))) }
        members.add("title", arguments.value("title"))
        let cases = arguments.values("case")
        if cases.count < 2 {
            members.add("case", cases.first)
        } else {
            members.append(JSON.Member("cases", .array(cases.map { .string($0) })))
        }
        for name in ["reference", "guests", "votes", "result"] { members.add(name, arguments.value(name)) }
        if let file = arguments.value("file") {
            members.add("text", try TextSource.decoded(try context.read(file: file, limit: TextSource.limit)))
        } else {
            members.add("text", text)
        }
        return members
    }

    /// The photos that go along. One more than an entry takes is told of as such, and further ones needn't be read for that.
    func photos(_ context: CommandContext) throws(CommandFailure) -> [[UInt8]] {
        var photos: [[UInt8]] = []
        for file in arguments.values("photo").prefix(RegisterEntry.mostPhotos + 1) {
            photos.append(try context.read(file: file, limit: FormLimits().file))
        }
        return photos
    }
}

/// `liaison log add`: enters something in a register.
struct LogAddCommand: Command {
    static let description = CommandDescription(
        ["log", "add"], arguments: [ArgumentDescription("TEXT", isRequired: false)],
        options: [.value("station", "ID")] + EntryWords.options + RecordSource.actingOptions)

    private let station: String?
    private let words: EntryWords
    private let verb: RecordVerb

    init(arguments: ParsedArguments) throws(UsageError) {
        station = arguments.value("station")
        words = try EntryWords(arguments: arguments)
        if arguments.value("duty") == nil { throw .missingOption("--duty") }
        verb = try RecordVerb(
            arguments: arguments, acting: station.map(InboxOrigin.Viewer.station) ?? .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var members = try words.members(context)
        members.add("station", station)
        let photos = try words.photos(context)
        return try verb.run(members, photos: photos, to: .log, context) { entry throws(CommandFailure) in
            context.print(entry.string("entry"))
            context.say(entry.string("state") == "pending" ? "log.added-pending" : "log.added")
        }
    }
}

/// `liaison log amend|approve|reject|withdraw|erase ENTRY`.
struct LogAmendCommand: Command {
    static let description = CommandDescription(
        ["log", "amend"],
        arguments: [ArgumentDescription("ENTRY"), ArgumentDescription("TEXT", isRequired: false)],
        options: EntryWords.options + RecordSource.actingOptions)

    private let entry: RecordNumber
    private let words: EntryWords
    private let verb: RecordVerb

    init(arguments: ParsedArguments) throws(UsageError) {
        entry = try arguments.required("ENTRY", .recordNumber)
        words = try EntryWords(arguments: arguments)
        verb = try RecordVerb(arguments: arguments, acting: .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var members = try words.members(context)
        members.add("kind", "amended")
        let photos = try words.photos(context)
        return try verb.run(members, photos: photos, to: .entryEvents(entry), context) {
            answer throws(CommandFailure) in
            EntryLines.tell(answer, context)
        }
    }
}

/// `liaison log import FILE`: a whole register from a spreadsheet, all of it or nothing.
struct LogImportCommand: Command {
    static let description = CommandDescription(
        ["log", "import"], arguments: [ArgumentDescription("FILE")],
        options: [.value("station", "ID")] + RecordSource.options + [.idempotencyKey, .json])

    private let file: String
    private let station: String?
    private let verb: RecordVerb

    init(arguments: ParsedArguments) throws(UsageError) {
        guard let file = arguments.argument("FILE") else { throw .missingArgument("FILE") }
        self.file = file
        station = arguments.value("station")
        verb = try RecordVerb(
            arguments: arguments, acting: station.map(InboxOrigin.Viewer.station) ?? .scope(.office),
            namesDeputy: false)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let bytes = try context.read(file: file, limit: Self.limit)
        if bytes.starts(with: [0x50, 0x4B]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw CommandFailure("log.import.workbook", ["file": file], remedy: "log.import.workbook.remedy")
        }
        var members = [JSON.Member("csv", .string(try TextSource.decoded(bytes)))]
        members.add("name", file)
        members.add("station", station)
        return try verb.run(members, to: .logImport, context) { answer throws(CommandFailure) in
            for entry in answer.strings("entries") { context.print(entry) }
            context.say(
                "log.imported",
                ["rows": "\(answer["rows"]?.integer ?? 0)", "new": "\(answer["new"]?.integer ?? 0)"])
            Self.warn(of: answer, context)
        }
    }

    /// Names what of the file was left out, and which entries are there twice, most likely.
    private static func warn(of answer: JSON, _ context: CommandContext) {
        for column in answer.strings("unknown_columns") {
            context.say("log.import.column", ["column": column], style: .yellow)
        }
        let doubles = answer["doubles"]?.elements ?? []
        let separator = context.wording.language == .chinese ? "、" : ", "
        for double in doubles {
            context.say(
                "log.import.double",
                [
                    "row": "\(double["row"]?.integer ?? 0)", "entry": double.string("entry"),
                    "others": double.strings("like").joined(separator: separator),
                ], style: .yellow)
        }
        if !doubles.isEmpty { context.say("log.import.double.remedy") }
    }

    /// What the server takes, as JSON.
    private static let limit = 3 << 20
}

/// `liaison log list`: the registers.
struct LogListCommand: Command {
    static let description = CommandDescription(
        ["log", "list"],
        options: RecordFilter.options + [
            .value("duty", "KEY"),
            .choice("register", "REGISTER", Register.allCases.map(\.rawValue)),
            .choice("state", "STATE", RegisterEntry.State.allCases.map(\.rawValue)), .flag("unsettled"),
            .value("limit", "N"), .value("format", "FORMAT", choices: ["text", "json", "csv", "html"]),
            .value("output", "FILE"),
        ] + RecordSource.options + [.json])

    private let filter: RecordFilter
    private let duty: String?
    private let register: String?
    private let state: String?
    private let isUnsettled: Bool
    private let limit: Int?
    private let format: String
    private let output: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        filter = try RecordFilter(arguments: arguments)
        try arguments.refuse("json", with: "format")
        format = arguments.has("json") ? "json" : arguments.value("format") ?? "text"
        output = arguments.value("output")
        if output != nil, !["csv", "html"].contains(format) {
            throw .noneOf(["--format csv", "--format html"])
        }
        duty = arguments.value("duty")
        register = arguments.value("register")
        state = arguments.value("state")
        isUnsettled = arguments.has("unsettled")
        limit = try arguments.value("limit", .integer(in: 1...1_000_000))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try RecordSource(filter.origin, context)
        let parameters =
            filter.parameters + [
                ("duty", duty), ("register", register), ("state", state),
                ("unsettled", isUnsettled ? "true" : nil),
            ]
        switch format {
        case "json":
            var output = JSONArrayOutput(context)
            try source.forEachPage(of: .log, parameters, limit: limit) { output.append($0) }
            output.end()
            return context.endOfReading
        case "csv", "html":
            var entries: [JSON] = []
            try source.forEachPage(of: .log, parameters, limit: limit) { entries += $0 }
            let words = Assets.pages(context.language)
            let file =
                format == "csv" ? RegisterTable.csv(entries, words) : RegisterTable.html(entries, words)
            try context.write(file, file: output ?? "-")
            return context.endOfReading
        default: break
        }
        let words = context.wording
        var table = TableOutput(
            [
                .init(words("log.heading.entry")), .init(words("log.heading.on")),
                .init(words("log.heading.duty"), isFlexible: true),
                .init(words("log.heading.deputies"), isFlexible: true), .init(words("log.heading.people")),
                .init(words("log.heading.title"), isFlexible: true), .init(words("log.heading.state")),
            ], context)
        try source.forEachPage(of: .log, parameters, limit: limit) { page in
            table.append(
                page.map { entry in
                    [
                        .init(entry.string("entry")), .init(entry.string("on")),
                        .init(entry["duty_name"]?.text ?? entry.string("duty")),
                        .init(entry.strings("deputy_names").joined(separator: "、")),
                        .init("\(entry["people"]?.integer ?? 1)"),
                        .init(entry["title"]?.text ?? entry.string("text")),
                        .init(words("log.state.\(entry.string("state"))")),
                    ]
                })
        }
        if table.isEmpty { context.say("log.none") }
        return context.endOfReading
    }
}
