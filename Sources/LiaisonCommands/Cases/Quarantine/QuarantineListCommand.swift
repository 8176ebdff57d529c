import LiaisonLedger
import LiaisonText
import LiaisonWording

/// `liaison quarantine list`: messages that look like no person's, newest first.
struct QuarantineListCommand: Command {
    static let description = CommandDescription(
        ["quarantine", "list"], options: [.flag("all")] + InboxOrigin.quarantineOptions + [.json])

    private let origin: InboxOrigin
    private let includesDiscarded: Bool
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(quarantine: arguments)
        includesDiscarded = arguments.has("all")
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let items = try CaseSource(origin, context).quarantine().filter {
            includesDiscarded || $0["screening"]?.text == "waiting"
        }
        if wantsJSON {
            context.print(.array(items))
            return context.endOfReading
        }
        if items.isEmpty {
            context.say("quarantine.empty")
            return context.endOfReading
        }
        let words = context.wording
        var table = TerminalTable([
            .init(words["inbox.case"]), .init(words["inbox.received"]), .init(words["inbox.to"]),
            .init(words["quarantine.sign"]), .init(words["inbox.excerpt"], isFlexible: true),
        ])
        for item in items {
            let isDiscarded = item["screening"]?.text == "discarded"
            let texts = [
                item["case"]?.text ?? "", CaseWords.day(item["received"]?.text), item["to"]?.text ?? "",
                Self.sign(item["suspicion"]?.text, words),
                item["text"]?.text.map { TerminalText.line($0) } ?? words["inbox.erased"],
            ]
            table.append(texts.map { TerminalTable.Cell($0, style: isDiscarded ? .faint : nil) })
        }
        context.print(table)
        return context.endOfReading
    }

    /// Why a message looks like no person's; the word itself when a newer server has another.
    private static func sign(_ suspicion: String?, _ words: Wording) -> String {
        switch suspicion.flatMap({ Suspicion(rawValue: $0) }) {
        case .trap: words["quarantine.sign.trap"]
        case .haste: words["quarantine.sign.haste"]
        case .stale: words["quarantine.sign.stale"]
        case .repetition: words["quarantine.sign.repetition"]
        case .flood: words["quarantine.sign.flood"]
        case nil: suspicion ?? ""
        }
    }
}
