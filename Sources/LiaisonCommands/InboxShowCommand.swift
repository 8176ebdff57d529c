import LiaisonCodes
import LiaisonMail
import LiaisonText

/// `liaison inbox show CASE`: one case with everything that was written to it.
struct InboxShowCommand: Command {
    static let description = CommandDescription(
        ["inbox", "show"], arguments: [ArgumentDescription("CASE")], options: InboxOrigin.options + [.json])

    private let number: CaseNumber
    private let origin: InboxOrigin
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        number = try arguments.required("CASE", .caseNumber)
        origin = try InboxOrigin(arguments: arguments)
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let item = try CaseSource(origin, context).show(number)
        if wantsJSON {
            context.print(item)
            return .done
        }
        let words = context.wording
        func fact(_ key: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            context.print(words(key, ["value": TerminalText.line(value)]))
        }
        context.print(item["case"]?.text ?? "", style: .bold)
        fact("mail.fact.to", item["to"]?.text)
        fact("mail.fact.topic", item["topic"]?.text)
        fact("mail.fact.name", item["name"]?.text)
        fact("mail.fact.phone", item["phone"]?.text)
        fact("mail.fact.due", item["due"]?.text)
        fact("inbox-show.state", CaseWords.state(item["state"]?.text, words))
        for event in item["events"]?.elements ?? [] {
            let by = event["by"]?.text ?? words["mail.citizen"]
            let kind = words[InboxEvent.kindKey(event["kind"]?.text ?? "")]
            context.print(
                "\n\(CaseWords.moment(event["at"]?.text)) \(TerminalText.line(by)) \(kind)", style: .bold)
            if let text = event["text"]?.text { context.print(text) }
        }
        return .done
    }
}
