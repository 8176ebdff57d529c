import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
import LiaisonText

/// `liaison notice post`: a notice, or an activity with places.
struct NoticePostCommand: Command {
    static let description = CommandDescription(
        ["notice", "post"],
        options: [
            .value("station", "ID"), .flag("all"), .value("title", "TEXT", isRequired: true),
            .value("until", "DATE"), .value("activity", "DATE"), .value("places", "N"),
            .value("duty", "KEY"), .text, .file,
        ] + RecordSource.actingOptions)

    private let arguments: ParsedArguments
    private var members: [JSON.Member]
    private let verb: RecordVerb

    init(arguments: ParsedArguments) throws(UsageError) {
        self.arguments = arguments
        try arguments.refuse("station", with: "all")
        try arguments.refuse("text", with: "file")
        guard let title = arguments.value("title") else { throw .missingOption("--title") }
        members = []
        members.add("station", arguments.has("all") ? "all" : arguments.value("station"))
        members.add("title", title)
        members.add("until", try arguments.value("until", .date)?.iso8601)
        members.add("activity", try arguments.value("activity", .date)?.iso8601)
        if let places = try arguments.value("places", .integer(in: 1...100_000)) {
            members.append(JSON.Member("places", .integer(places)))
        }
        members.add("duty", arguments.value("duty"))
        verb = try RecordVerb(
            arguments: arguments,
            acting: arguments.value("station").map(InboxOrigin.Viewer.station) ?? .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var members = members
        if let file = arguments.value("file") {
            members.add("text", try TextSource.decoded(try context.read(file: file, limit: TextSource.limit)))
        } else {
            members.add("text", arguments.value("text"))
        }
        return try verb.run(members, to: .notices, context) { answer throws(CommandFailure) in
            let notices = answer["notices"]?.elements ?? []
            for notice in notices { context.print(notice.string("notice")) }
            context.say("notice.posted", ["count": "\(notices.count)"])
        }
    }
}

/// `liaison notice list`: what is announced.
struct NoticeListCommand: Command {
    static let description = CommandDescription(
        ["notice", "list"],
        options: RecordFilter.options + [.flag("all"), .value("limit", "N")] + RecordSource.options + [.json])

    private let filter: RecordFilter
    private let all: Bool
    private let limit: Int?
    private let isJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        filter = try RecordFilter(arguments: arguments)
        all = arguments.has("all")
        limit = try arguments.value("limit", .integer(in: 1...1_000_000))
        isJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        var notices: [JSON] = []
        try RecordSource(filter.origin, context).forEachPage(
            of: .notices, filter.parameters + [("all", all ? "true" : nil)], limit: limit
        ) { notices += $0 }
        if isJSON {
            context.print(JSON.array(notices))
            return context.endOfReading
        }
        if notices.isEmpty { context.say("notice.none") }
        let words = context.wording
        for notice in notices {
            context.print("\(notice.string("notice"))  \(notice.string("title"))")
            for line in notice.string("text").split(separator: "\n") { context.print("│ \(line)") }
            if let day = notice["activity"]?.text {
                let places = notice["places"]?.integer.map { "\($0)" } ?? words("notice.places-open")
                context.print(
                    words(
                        "notice.activity",
                        [
                            "date": day, "places": places,
                            "signed": "\(notice.strings("signed_up").count)",
                            "attended": "\(notice.strings("attended").count)",
                        ]))
            }
        }
        return context.endOfReading
    }
}

/// What is done to a notice.
struct NoticeVerb {
    private let notice: RecordNumber
    private let verb: RecordVerb
    private let members: [JSON.Member]
    private let said: String

    init(
        _ kind: String, _ members: [JSON.Member], said: String, arguments: ParsedArguments
    ) throws(UsageError) {
        notice = try arguments.required("NOTICE", .recordNumber)
        verb = try RecordVerb(arguments: arguments, acting: .scope(.office))
        self.members = members + [JSON.Member("kind", .string(kind))]
        self.said = said
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(members, to: .noticeEvents(notice), context) { answer throws(CommandFailure) in
            if let entry = answer["entry"]?.text { context.print(entry) }
            context.say(
                said,
                [
                    "notice": answer.string("notice"), "title": answer.string("title"),
                    "signed": "\(answer.strings("signed_up").count)",
                ])
        }
    }
}

/// `liaison notice withdraw NOTICE`.
struct NoticeWithdrawCommand: Command {
    static let description = CommandDescription(
        ["notice", "withdraw"], arguments: [ArgumentDescription("NOTICE")],
        options: [.value("reason", "TEXT")] + RecordSource.actingOptions)
    private let verb: NoticeVerb
    init(arguments: ParsedArguments) throws(UsageError) {
        var members: [JSON.Member] = []
        members.add("reason", arguments.value("reason"))
        verb = try NoticeVerb("withdrawn", members, said: "notice.withdrawn", arguments: arguments)
    }
    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode { try verb.run(context) }
}

/// `liaison notice sign-up NOTICE`: a deputy comes; with `--withdraw`, doesn't after all.
struct NoticeSignUpCommand: Command {
    static let description = CommandDescription(
        ["notice", "sign-up"], arguments: [ArgumentDescription("NOTICE")],
        options: [.value("deputy", "CODE"), .flag("withdraw")] + RecordSource.actingOptions)
    private let verb: NoticeVerb
    init(arguments: ParsedArguments) throws(UsageError) {
        var members: [JSON.Member] = []
        members.add("deputy", arguments.value("deputy"))
        verb =
            arguments.has("withdraw")
            ? try NoticeVerb("signed-off", members, said: "notice.signed-off", arguments: arguments)
            : try NoticeVerb("signed-up", members, said: "notice.signed-up", arguments: arguments)
    }
    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode { try verb.run(context) }
}

/// `liaison notice attended NOTICE`: who was there, which makes the register's entry.
struct NoticeAttendedCommand: Command {
    static let description = CommandDescription(
        ["notice", "attended"], arguments: [ArgumentDescription("NOTICE")],
        options: [.value("deputy", "CODE", isRepeatable: true, isRequired: true)] + RecordSource.actingOptions
    )
    private let verb: NoticeVerb
    init(arguments: ParsedArguments) throws(UsageError) {
        let deputies = arguments.values("deputy").flatMap { $0.split { ",，、;；".contains($0) } }
        verb = try NoticeVerb(
            "attended", [JSON.Member("deputies", .array(deputies.map { .string(String($0)) }))],
            said: "notice.attended", arguments: arguments)
    }
    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode { try verb.run(context) }
}
