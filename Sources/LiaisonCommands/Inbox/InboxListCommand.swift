import LiaisonCases
import LiaisonCodes
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
            try source.forEachPage(of: query, limit: limit) { array.append($0.map(\.json)) }
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
        try source.forEachPage(of: query, limit: limit) { items throws(CommandFailure) in
            var rows: [[TerminalTable.Cell]] = []
            for item in items {
                if let item = try item.value().summary { rows.append(row(item, context)) }
            }
            table.append(rows)
        }
        if table.isEmpty { context.say(isClaimableOnly ? "inbox-list.none-claimable" : "inbox-list.empty") }
        return context.endOfReading
    }

    private func row(_ item: CaseSummary, _ context: CommandContext) -> [TerminalTable.Cell] {
        let words = context.wording
        return [
            .init(item.number.description), .init(BeijingTime(item.received).date.iso8601),
            state(item, words), due(item, context), .init(words.addressee(item)),
            .init(content(item, words)),
        ]
    }

    /// The first words; what waits to be claimed shows its topic instead, since a deputy reads it after claiming.
    private func content(_ item: CaseSummary, _ words: Wording) -> String {
        if isClaimableOnly { return item.topic ?? "" }
        if let excerpt = item.excerpt { return excerpt }
        return words[item.isErased ? "inbox.erased" : "inbox.unreadable"]
    }

    /// The state, and beside it that nobody in office has the case, that the citizen can add nothing more until staff act,
    /// that it should be closed by now, or that its department has let its day pass.
    private func state(_ item: CaseSummary, _ words: Wording) -> TerminalTable.Cell {
        let state = words.state(item.state)
        if item.isOrphaned {
            return .init(words("inbox.orphaned", ["state": state]), style: .yellow)
        }
        if item.additionsAreFull {
            return .init(words("inbox.additions-full", ["state": state]), style: .yellow)
        }
        // One that waits for its answer beyond its day says so there already.
        if item.isCloseOverdue, !item.isOverdue {
            return .init(words("inbox.close-overdue", ["state": state]), style: .yellow)
        }
        if item.isUnitOverdue {
            return .init(words("inbox.unit-overdue", ["state": state]), style: .yellow)
        }
        return .init(state)
    }

    /// The day due, of the answer and once there is one of the closing; marked in words too when it is over: not everyone sees
    /// colours.
    private func due(_ item: CaseSummary, _ context: CommandContext) -> TerminalTable.Cell {
        if item.state == .known(.replied) { return .init(item.closeDue?.iso8601 ?? "") }
        let due = item.due?.iso8601 ?? ""
        if item.isOverdue {
            return .init(context.wording("inbox.overdue", ["date": due]), style: .red)
        }
        let waits = [.known(.received), .known(.acknowledged)].contains(item.state)
        let soon = BeijingTime(context.clock.now).date.adding(days: Self.daysAhead)
        guard waits, let date = item.due, date <= soon else { return .init(due) }
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
