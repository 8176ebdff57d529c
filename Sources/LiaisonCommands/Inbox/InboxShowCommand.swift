import LiaisonCodes
import LiaisonText
import LiaisonWording

/// `liaison inbox show CASE`: one case with everything that was written to it.
struct InboxShowCommand: Command {
    static let description = CommandDescription(
        ["inbox", "show"], arguments: [ArgumentDescription("CASE")],
        options: InboxOrigin.options + [.flag("raw"), .json])

    private let reference: CaseReference
    private let origin: InboxOrigin
    private let isRaw: Bool
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        try arguments.refuse("raw", with: "json")
        reference = try arguments.required("CASE", .caseReference)
        origin = try InboxOrigin(arguments: arguments)
        isRaw = arguments.has("raw")
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        let item = try source.show(try source.number(of: reference))
        if wantsJSON {
            context.print(item)
        } else if isRaw {
            show(item, context)
        } else {
            try context.paging { show(item, $0) }
        }
        return context.endOfReading
    }

    private func show(_ item: JSON, _ context: CommandContext) {
        let words = context.wording
        func fact(_ key: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            write(words(key, ["value": isRaw ? value : TerminalText.line(value)]), nil, context)
        }
        write(item["case"]?.text ?? "", .bold, context)
        let addressee = CaseWords.addressee(item, words)
        let code = item["to"]?.text ?? ""
        fact("mail.fact.to", addressee == code ? code : "\(addressee) (\(code))")
        fact("mail.fact.station", Self.named(item["station_name"], item["station"]))
        fact(
            "mail.fact.channel", item["channel"]?.text.map { Choice<Channel>(word: $0).name(words.language) })
        fact("mail.fact.topic", item["topic"]?.text)
        fact("mail.fact.name", item["name"]?.text)
        fact("mail.fact.phone", item["phone"]?.text)
        if let photos = item["photos"]?.elements, !photos.isEmpty {
            fact("inbox-show.photos", "\(photos.count)")
        }
        fact("mail.fact.grade", item["grade"]?.text.map { Choice<Grade>(word: $0).name(words.language) })
        fact("mail.fact.due", item["due"]?.text)
        fact("mail.fact.close-due", item["close_due"]?.text)
        fact("mail.fact.unit", Self.unit(item, words))
        if let people = item["people"]?.integer, people > 1 { fact("inbox-show.people", "\(people)") }
        fact("inbox-show.state", CaseWords.state(item["state"]?.text, words))
        fact(
            "mail.fact.outcome", item["outcome"]?.text.map { Choice<Outcome>(word: $0).name(words.language) })
        fact("mail.fact.reference", item["reference"]?.text)
        fact(
            "mail.fact.solved", item["solved"]?.text.map { Choice<Solved>(word: $0).name(words.language) })
        fact("mail.fact.rating", item["rating"]?.text.map { Choice<Rating>(word: $0).name(words.language) })
        if item["orphaned"]?.bool == true { write(words["inbox-show.orphaned"], nil, context) }
        if item["handed_over"]?.bool == true { write(words["inbox-show.handed-over"], nil, context) }
        if item["additions_full"]?.bool == true { write(words["inbox-show.additions-full"], nil, context) }
        for event in item["events"]?.elements ?? [] {
            let by = CaseWords.actor(event, words)
            let kind = TerminalText.line(Self.kind(of: event, words))
            let head = "\(CaseWords.moment(event["at"]?.text)) \(TerminalText.line(by)) \(kind)"
            write("\n\(head)", .bold, context)
            if let text = event["text"]?.text { writeTyped(text, context) }
            // What the message itself has stands above, the newest of each.
            if ["received", nil].contains(event["kind"]?.text) { continue }
            fact("mail.fact.name", event["name"]?.text)
            fact("mail.fact.phone", event["phone"]?.text)
            fact("mail.fact.topic", event["topic"]?.text)
            if let count = event["photos"]?.integer, count > 0 { fact("inbox-show.photos", "\(count)") }
        }
    }

    /// The department that has the case, and by when it is to have dealt with it.
    private static func unit(_ item: JSON, _ words: Wording) -> String? {
        guard let unit = item["unit"]?.text else { return nil }
        guard let until = item["unit_until"]?.text else { return unit }
        return words(
            "inbox-show.kind", ["kind": unit, "said": words("inbox-show.until", ["date": until])])
    }

    /// A name and, behind it, what tells its holder from others of that name.
    private static func named(_ name: JSON?, _ code: JSON?) -> String? {
        guard let name = name?.text else { return code?.text }
        return code?.text.map { "\(name) (\($0))" } ?? name
    }

    /// What happened, and what belongs to it: the grade, the outcome, the day, the new holder, the rating.
    private static func kind(of event: JSON, _ words: Wording) -> String {
        let kind = Choice<EventKind>(word: event["kind"]?.text ?? "").name(words.language)
        let all: [String?] = [
            event["on"]?.text.map { words("inbox-show.on", ["date": $0]) }, event["unit"]?.text,
            event["grade"]?.text.map { Choice<Grade>(word: $0).name(words.language) },
            event["outcome"]?.text.map { Choice<Outcome>(word: $0).name(words.language) },
            event["until"]?.text.map { words("inbox-show.until", ["date": $0]) },
            event["to"]?.text.map { code in
                let holder = event["to_name"]?.text.map { "\($0) (\(code))" } ?? code
                // Who was told doesn't have it by that.
                return event["news"]?.text == nil ? words("inbox-show.to", ["holder": holder]) : holder
            },
            event["reference"]?.text,
            event["solved"]?.text.map { Choice<Solved>(word: $0).name(words.language) },
            event["rating"]?.text.map { Choice<Rating>(word: $0).name(words.language) },
            event["reason"]?.text,
            event["news"]?.text.map { Choice<NewsKind>(word: $0).name(words.language) },
            event["channel"]?.text,
        ]
        let said = all.compactMap { $0 }
        if said.isEmpty { return kind }
        return words("inbox-show.kind", ["kind": kind, "said": said.joined(separator: ", ")])
    }

    /// Each line that somebody typed stands behind a mark, so that none passes for a line of the history.
    private func writeTyped(_ text: String, _ context: CommandContext) {
        if isRaw { return write(text, nil, context) }
        // Split as the terminal will show it: what it would obey as a new line is none here.
        for line in TerminalText.block(text).split(separator: "\n", omittingEmptySubsequences: false) {
            write("│ \(line)", nil, context)
        }
    }

    /// With `--raw` the words go out as they were typed.
    private func write(_ text: String, _ style: TerminalStyle?, _ context: CommandContext) {
        if isRaw {
            context.standardOutput.write(Array("\(text)\n".utf8))
        } else {
            context.print(text, style: style)
        }
    }
}
