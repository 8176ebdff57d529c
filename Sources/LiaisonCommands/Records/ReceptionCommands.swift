import LiaisonDesk
import LiaisonSystem
import LiaisonText

/// `liaison reception list`: reception days with who is on duty.
struct ReceptionListCommand: Command {
    static let description = CommandDescription(
        ["reception", "list"], options: RecordFilter.options + RecordSource.options + [.json])

    private let filter: RecordFilter
    private let isJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        filter = try RecordFilter(arguments: arguments)
        isJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try RecordSource(filter.origin, context)
        let days = try source.all(.reception, filter.parameters)
        if isJSON {
            context.print(JSON.array(days))
            return context.endOfReading
        }
        if days.isEmpty {
            context.say("reception.none")
            return context.endOfReading
        }
        let words = context.wording
        var table = TerminalTable([
            .init(words("reception.heading.on")), .init(words("reception.heading.station")),
            .init(words("reception.heading.time")), .init(words("reception.heading.place"), isFlexible: true),
            .init(words("reception.heading.deputies"), isFlexible: true),
            .init(words("reception.heading.remark"), isFlexible: true),
        ])
        for day in days {
            table.append([
                .init(day.string("on")), .init(day.string("station")), .init(day.string("time")),
                .init(day.string("place")),
                .init(day.strings("deputy_names").joined(separator: "、")),
                .init(remark(day, context)),
            ])
        }
        context.print(table)
        return context.endOfReading
    }

    private func remark(_ day: JSON, _ context: CommandContext) -> String {
        let words = context.wording
        var remarks: [String] = []
        if day["cancelled"]?.bool == true {
            remarks.append(words("reception.cancelled", ["reason": day.string("reason")]))
        }
        if day["late"]?.bool == true { remarks.append(words("reception.late")) }
        if let date = day["moved_from"]?.text { remarks.append(words("reception.moved", ["date": date])) }
        return remarks.joined(separator: " ")
    }
}

/// `liaison reception set`: adds a reception day, or says who is on duty.
struct ReceptionSetCommand: Command {
    static let description = CommandDescription(
        ["reception", "set"],
        options: [
            .value("station", "ID"), .value("on", "DATE", isRequired: true), .value("time", "TIME"),
            .value("deputy", "CODE", isRepeatable: true), .value("place", "TEXT"),
        ] + RecordSource.actingOptions)

    private let members: [JSON.Member]
    private let verb: RecordVerb

    init(arguments: ParsedArguments) throws(UsageError) {
        var members = [JSON.Member("kind", "set")]
        members.add("station", arguments.value("station"))
        guard let on = try arguments.value("on", .date) else { throw .missingOption("--on") }
        members.add("on", on.iso8601)
        members.add("time", arguments.value("time"))
        members.add("place", arguments.value("place"))
        let deputies = arguments.values("deputy").flatMap { $0.split { ",，、;；".contains($0) } }
        if !deputies.isEmpty {
            members.append(JSON.Member("deputies", .array(deputies.map { .string(String($0)) })))
        }
        self.members = members
        verb = try RecordVerb(
            arguments: arguments,
            acting: arguments.value("station").map(InboxOrigin.Viewer.station) ?? .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(members, to: .reception, context) { day throws(CommandFailure) in
            context.say("reception.set", ["date": day.string("on"), "station": day.string("station")])
            if day["late"]?.bool == true { context.say("reception.set-late") }
        }
    }
}

/// `liaison reception cancel`: a reception day doesn't take place.
struct ReceptionCancelCommand: Command {
    static let description = CommandDescription(
        ["reception", "cancel"],
        options: [
            .value("station", "ID"), .value("on", "DATE", isRequired: true),
            .value("reason", "TEXT", isRequired: true),
        ] + RecordSource.actingOptions)

    private let members: [JSON.Member]
    private let verb: RecordVerb

    init(arguments: ParsedArguments) throws(UsageError) {
        var members = [JSON.Member("kind", "cancelled")]
        members.add("station", arguments.value("station"))
        guard let on = try arguments.value("on", .date) else { throw .missingOption("--on") }
        guard let reason = arguments.value("reason") else { throw .missingOption("--reason") }
        members.add("on", on.iso8601)
        members.add("reason", reason)
        self.members = members
        verb = try RecordVerb(
            arguments: arguments,
            acting: arguments.value("station").map(InboxOrigin.Viewer.station) ?? .scope(.office))
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(members, to: .reception, context) { day throws(CommandFailure) in
            context.say(
                "reception.cancelled-now", ["date": day.string("on"), "station": day.string("station")])
        }
    }
}
