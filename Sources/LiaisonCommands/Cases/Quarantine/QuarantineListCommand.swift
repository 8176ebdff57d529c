import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonText
import LiaisonWeb
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
        let source = try CaseSource(origin, context)
        var query = CaseQuery()
        query.shelf = .quarantine
        let isWanted = { (item: JSON) in includesDiscarded || item["screening"]?.text == "waiting" }
        if wantsJSON {
            var array = JSONArrayOutput(context)
            try source.forEachPage(of: query) { array.append($0.filter(isWanted)) }
            array.end()
            return context.endOfReading
        }
        let words = context.wording
        let columns: [TerminalTable.Column] = [
            .init(words["inbox.case"]), .init(words["inbox.received"]), .init(words["inbox.to"]),
            .init(words["quarantine.sign"]), .init(words["inbox.excerpt"], isFlexible: true),
        ]
        var table = TableOutput(columns, context)
        try source.forEachPage(of: query) { items in
            table.append(items.filter(isWanted).map { Self.row($0, words) })
        }
        if table.isEmpty { context.say("quarantine.empty") }
        return context.endOfReading
    }

    private static func row(_ item: JSON, _ words: Wording) -> [TerminalTable.Cell] {
        let isDiscarded = item["screening"]?.text == "discarded"
        let texts = [
            item["case"]?.text ?? "", CaseWords.day(item["received"]?.text), item["to"]?.text ?? "",
            sign(item["suspicion"]?.text, words),
            item["text"]?.text.map { TerminalText.line($0) } ?? words["inbox.erased"],
        ]
        return texts.map { TerminalTable.Cell($0, style: isDiscarded ? .faint : nil) }
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
