import LiaisonCases
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWeb
import LiaisonWording

/// `liaison inbox list`: the cases that the caller may see, newest first.
struct InboxListCommand: Command {
    static let description = CommandDescription(
        ["inbox", "list"],
        options: InboxOrigin.options + [
            .choice("state", "STATE", Case.State.allCases.map(\.rawValue)), .value("topic", "TOPIC"),
            .value("since", "DATE"), .value("until", "DATE"), .value("grep", "TEXT"), .flag("overdue"),
            .flag("close-overdue"), .flag("below"),
            .flag("claimable"), .value("limit", "N"), .json,
        ])

    private let origin: InboxOrigin
    private let query: CaseQuery
    private let limit: Int?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
        var query = CaseQuery()
        query.shelf = arguments.has("claimable") ? .claimable : .cases
        query.state = arguments.value("state").flatMap { Case.State(rawValue: $0) }
        query.topic = arguments.value("topic")
        query.since = try arguments.value("since", .date)
        query.until = try arguments.value("until", .date)
        query.text = try arguments.value("grep", .searched)
        query.isOverdueOnly = arguments.has("overdue")
        query.isCloseOverdueOnly = arguments.has("close-overdue")
        query.station = arguments.value("station")
        query.includesBranches = arguments.has("below")
        query.deputy = arguments.value("deputy")
        if let since = query.since, let until = query.until, until < since {
            throw .badValue(
                name: "--until", value: until.iso8601,
                problem: ValueProblem("cli.value.period", ["from": since.iso8601]))
        }
        self.query = query
        limit = try arguments.value("limit", .integer(in: 1...1_000_000_000))
        wantsJSON = arguments.has("json")
    }

    private var isClaimableOnly: Bool { query.shelf == .claimable }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        if wantsJSON {
            var array = JSONArrayOutput(context)
            try source.forEachPage(of: query, limit: limit) { array.append($0) }
            array.end()
            return context.endOfReading
        }
        let words = context.wording
        let columns: [TerminalTable.Column] = [
            .init(words["inbox.case"]), .init(words["inbox.received"]), .init(words["inbox.state"]),
            .init(words["inbox.due"]), .init(words["inbox.to"], isFlexible: true),
            .init(words[isClaimableOnly ? "inbox.topic" : "inbox.excerpt"], isFlexible: true),
        ]
        var table = TableOutput(columns, context)
        try source.forEachPage(of: query, limit: limit) { items in
            table.append(items.map { row($0, context) })
        }
        if table.isEmpty { context.say(isClaimableOnly ? "inbox-list.none-claimable" : "inbox-list.empty") }
        return context.endOfReading
    }

    private func row(_ item: JSON, _ context: CommandContext) -> [TerminalTable.Cell] {
        let words = context.wording
        return [
            .init(item["case"]?.text ?? ""), .init(CaseWords.day(item["received"]?.text)),
            state(item, words), due(item, context),
            .init(CaseWords.addressee(item, words)), .init(content(item, words)),
        ]
    }

    /// The first words; what waits to be claimed shows its topic instead, since a deputy reads it after claiming.
    private func content(_ item: JSON, _ words: Wording) -> String {
        if isClaimableOnly { return item["topic"]?.text ?? "" }
        if let excerpt = item["excerpt"]?.text { return excerpt }
        return words[item["erased"]?.bool == false ? "inbox.unreadable" : "inbox.erased"]
    }

    /// The state, and beside it that nobody in office has the case, that the citizen can add nothing more until staff act,
    /// that it should be closed by now, or that its department has let its day pass.
    private func state(_ item: JSON, _ words: Wording) -> TerminalTable.Cell {
        let state = CaseWords.state(item["state"]?.text, words)
        if item["orphaned"]?.bool == true {
            return .init(words("inbox.orphaned", ["state": state]), style: .yellow)
        }
        if item["additions_full"]?.bool == true {
            return .init(words("inbox.additions-full", ["state": state]), style: .yellow)
        }
        // One that waits for its answer beyond its day says so there already.
        if item["close_overdue"]?.bool == true, item["overdue"]?.bool != true {
            return .init(words("inbox.close-overdue", ["state": state]), style: .yellow)
        }
        if item["unit_overdue"]?.bool == true {
            return .init(words("inbox.unit-overdue", ["state": state]), style: .yellow)
        }
        return .init(state)
    }

    /// The day due, of the answer and once there is one of the closing; marked in words too when it is over: not everyone sees
    /// colours.
    private func due(_ item: JSON, _ context: CommandContext) -> TerminalTable.Cell {
        if item["state"]?.text == "replied" { return .init(item["close_due"]?.text ?? "") }
        let due = item["due"]?.text ?? ""
        if item["overdue"]?.bool == true {
            return .init(context.wording("inbox.overdue", ["date": due]), style: .red)
        }
        let waits = ["received", "acknowledged"].contains(item["state"]?.text)
        let soon = BeijingTime(context.clock.now).date.adding(days: Self.daysAhead)
        guard waits, let date = CivilDate(iso8601: due.utf8), date <= soon else { return .init(due) }
        return .init(due, style: .yellow)
    }

    /// How long before its day an unanswered case stands out.
    private static let daysAhead = 3
}

extension ValueKind where Value == String {
    /// What is looked for in texts.
    fileprivate static let searched = ValueKind { text throws(ValueProblem) in
        guard !text.isEmpty, text.utf8.count <= CaseQuery.textLimit else {
            throw ValueProblem("cli.value.searched", ["limit": "\(CaseQuery.textLimit)"])
        }
        return text
    }
}
