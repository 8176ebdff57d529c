import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
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
        let found = try source.show(try source.number(of: reference))
        if wantsJSON {
            context.print(found.json)
            return context.endOfReading
        }
        let detail = try found.value()
        if isRaw { show(detail, context) } else { try context.paging { show(detail, $0) } }
        return context.endOfReading
    }

    private func show(_ detail: CaseDetail, _ context: CommandContext) {
        let (words, item) = (context.wording, detail.summary)
        func fact(_ key: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            write(words(key, ["value": isRaw ? value : TerminalText.line(value)]), nil, context)
        }
        write(item.number.description, .bold, context)
        let addressee = words.addressee(item)
        let code = item.to.description
        fact("mail.fact.to", addressee == code ? code : "\(addressee) (\(code))")
        fact("mail.fact.station", item.stationName.map { "\($0) (\(item.station))" } ?? "\(item.station)")
        fact("mail.fact.channel", item.channel.name(words.language))
        fact("mail.fact.topic", item.topic)
        fact("mail.fact.name", detail.name)
        fact("mail.fact.phone", detail.phone)
        if !detail.photos.isEmpty { fact("inbox-show.photos", "\(detail.photos.count)") }
        fact("mail.fact.grade", item.grade?.name(words.language))
        fact("mail.fact.due", item.due?.iso8601)
        fact("mail.fact.close-due", item.closeDue?.iso8601)
        fact("mail.fact.unit", Self.unit(detail, words))
        if let people = detail.people, people > 1 { fact("inbox-show.people", "\(people)") }
        fact("inbox-show.state", words.state(item.state))
        fact("mail.fact.outcome", detail.outcome?.name(words.language))
        fact("mail.fact.reference", detail.reference)
        fact("mail.fact.solved", detail.solved?.name(words.language))
        fact("mail.fact.rating", item.rating?.name(words.language))
        if item.isOrphaned { write(words["inbox-show.orphaned"], nil, context) }
        if item.isHandedOver { write(words["inbox-show.handed-over"], nil, context) }
        if item.additionsAreFull { write(words["inbox-show.additions-full"], nil, context) }
        for event in detail.events {
            let by = TerminalText.line(words.author(event.author))
            let kind = TerminalText.line(Self.kind(of: event, words))
            write("\n\(CaseWords.moment(event.at)) \(by) \(kind)", .bold, context)
            if let text = event.text { writeTyped(text, context) }
            // What the message itself has stands above, the newest of each.
            if event.kind == .known(.received) { continue }
            fact("mail.fact.name", event.name)
            fact("mail.fact.phone", event.phone)
            fact("mail.fact.topic", event.topic)
            if event.photos > 0 { fact("inbox-show.photos", "\(event.photos)") }
        }
    }

    /// The department that has the case, and by when it is to have dealt with it.
    private static func unit(_ detail: CaseDetail, _ words: Wording) -> String? {
        guard let unit = detail.unit, let until = detail.summary.unitUntil else { return detail.unit }
        let said = words("inbox-show.until", ["date": until.iso8601])
        return words("inbox-show.kind", ["kind": unit, "said": said])
    }

    /// What happened, and what belongs to it: the grade, the outcome, the day, the new holder, the rating.
    private static func kind(of event: CaseDetail.Entry, _ words: Wording) -> String {
        let (kind, facts) = (event.kind.name(words.language), event.facts)
        let all: [String?] = [
            event.on.map { words("inbox-show.on", ["date": $0.iso8601]) }, event.unit,
            facts.grade?.name(words.language), facts.outcome?.name(words.language),
            facts.until.map { words("inbox-show.until", ["date": $0.iso8601]) },
            facts.to.map { code in
                let holder = event.toName.map { "\($0) (\(code))" } ?? code.description
                // Who was told doesn't have it by that.
                return facts.news == nil ? words("inbox-show.to", ["holder": holder]) : holder
            },
            event.reference, facts.solved?.name(words.language), facts.rating?.name(words.language),
            facts.reason, facts.news?.name(words.language), facts.channel,
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
