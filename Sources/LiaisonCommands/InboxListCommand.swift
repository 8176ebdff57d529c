import LiaisonLedger
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison inbox list`: the cases that the caller may see, newest first.
struct InboxListCommand: Command {
    static let description = CommandDescription(
        ["inbox", "list"],
        options: InboxOrigin.options + [
            .value("state", "STATE", choices: Case.State.allCases.map(\.rawValue)), .flag("overdue"), .json,
        ])

    private let origin: InboxOrigin
    private let state: String?
    private let isOverdueOnly: Bool
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(arguments: arguments)
        state = arguments.value("state")
        isOverdueOnly = arguments.has("overdue")
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let cases = try CaseSource(origin, context).list().filter(isWanted)
        if wantsJSON {
            context.print(.array(cases))
            return .done
        }
        if cases.isEmpty {
            context.say("inbox-list.empty")
            return .done
        }
        let words = context.wording
        var table = TerminalTable([
            .init(words["inbox.case"]), .init(words["inbox.received"]), .init(words["inbox.state"]),
            .init(words["inbox.due"]), .init(words["inbox.to"]),
            .init(words["inbox.excerpt"], isFlexible: true),
        ])
        for item in cases {
            let isOverdue = item["overdue"]?.bool == true
            table.append([
                .init(item["case"]?.text ?? ""), .init(CaseWords.day(item["received"]?.text)),
                .init(CaseWords.state(item["state"]?.text, words)),
                .init(item["due"]?.text ?? "", style: isOverdue ? .red : nil), .init(item["to"]?.text ?? ""),
                .init(item["excerpt"]?.text ?? words["inbox.erased"]),
            ])
        }
        context.print(table)
        return .done
    }

    private func isWanted(_ item: JSON) -> Bool {
        if let state, item["state"]?.text != state { return false }
        return !isOverdueOnly || item["overdue"]?.bool == true
    }
}

/// What the API's words are called on a terminal.
enum CaseWords {
    /// The day of an RFC 3339 moment in Beijing.
    static func day(_ moment: String?) -> String {
        guard let at = moment.flatMap({ Timestamp(rfc3339: $0.utf8) }) else { return "" }
        return BeijingTime(at).date.iso8601
    }

    /// Day and time of an RFC 3339 moment in Beijing.
    static func moment(_ moment: String?) -> String {
        guard let at = moment.flatMap({ Timestamp(rfc3339: $0.utf8) }) else { return "" }
        return String(at.rfc3339.prefix(16).map { $0 == "T" ? " " : $0 })
    }

    /// The state's name; the word itself when a newer server has one that this client doesn't know.
    static func state(_ state: String?, _ words: Wording) -> String {
        switch state {
        case "received": words["state.received"]
        case "acknowledged": words["state.acknowledged"]
        case "asked": words["state.asked"]
        case "replied": words["state.replied"]
        case "closed": words["state.closed"]
        default: state ?? ""
        }
    }
}
