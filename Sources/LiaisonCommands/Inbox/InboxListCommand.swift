import LiaisonLedger
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison inbox list`: the cases that the caller may see, newest first.
struct InboxListCommand: Command {
    static let description = CommandDescription(
        ["inbox", "list"],
        options: InboxOrigin.options + [
            .value("state", "STATE", choices: Case.State.allCases.map(\.rawValue)), .flag("overdue"),
            .flag("claimable"), .json,
        ])

    private let origin: InboxOrigin
    private let state: String?
    private let isOverdueOnly: Bool
    private let isClaimableOnly: Bool
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(arguments: arguments)
        state = arguments.value("state")
        isOverdueOnly = arguments.has("overdue")
        isClaimableOnly = arguments.has("claimable")
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let source = try CaseSource(origin, context)
        let cases = try (isClaimableOnly ? source.claimable() : source.list()).filter(isWanted)
        if wantsJSON {
            context.print(.array(cases))
            return context.endOfReading
        }
        if cases.isEmpty {
            context.say(isClaimableOnly ? "inbox-list.none-claimable" : "inbox-list.empty")
            return context.endOfReading
        }
        let words = context.wording
        var table = TerminalTable([
            .init(words["inbox.case"]), .init(words["inbox.received"]), .init(words["inbox.state"]),
            .init(words["inbox.due"]), .init(words["inbox.to"], isFlexible: true),
            .init(words[isClaimableOnly ? "inbox.topic" : "inbox.excerpt"], isFlexible: true),
        ])
        for item in cases {
            table.append([
                .init(item["case"]?.text ?? ""), .init(CaseWords.day(item["received"]?.text)),
                state(item, words), due(item, context),
                .init(CaseWords.addressee(item)), .init(content(item, words)),
            ])
        }
        context.print(table)
        return context.endOfReading
    }

    /// The first words; what waits to be claimed shows its topic instead, since a deputy reads it after claiming.
    private func content(_ item: JSON, _ words: Wording) -> String {
        if isClaimableOnly { return item["topic"]?.text ?? "" }
        if let excerpt = item["excerpt"]?.text { return excerpt }
        return words[item["erased"]?.bool == false ? "inbox.unreadable" : "inbox.erased"]
    }

    /// The state, and beside it that nobody in office has the case, or that the citizen can add nothing more until staff act.
    private func state(_ item: JSON, _ words: Wording) -> TerminalTable.Cell {
        let state = CaseWords.state(item["state"]?.text, words)
        if item["orphaned"]?.bool == true {
            return .init(words("inbox.orphaned", ["state": state]), style: .yellow)
        }
        if item["additions_full"]?.bool != true { return .init(state) }
        return .init(words("inbox.additions-full", ["state": state]), style: .yellow)
    }

    /// The day due, marked in words too when it is over: not everyone sees colours.
    private func due(_ item: JSON, _ context: CommandContext) -> TerminalTable.Cell {
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

    private func isWanted(_ item: JSON) -> Bool {
        if let state, item["state"]?.text != state { return false }
        return !isOverdueOnly || item["overdue"]?.bool == true
    }
}
