import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonSystem
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
        if wantsJSON {
            var array = JSONArrayOutput(context)
            try source.forEachPage(of: query) { items throws(CommandFailure) in
                for item in items where try isWanted(item.value().quarantined) { array.append([item.json]) }
            }
            array.end()
            return context.endOfReading
        }
        let words = context.wording
        let columns: [TerminalTable.Column] = [
            .init(words["inbox.case"]), .init(words["inbox.received"]), .init(words["inbox.to"]),
            .init(words["quarantine.sign"]), .init(words["inbox.excerpt"], isFlexible: true),
        ]
        var table = TableOutput(columns, context)
        try source.forEachPage(of: query) { items throws(CommandFailure) in
            var rows: [[TerminalTable.Cell]] = []
            for item in items {
                guard let message = try item.value().quarantined, isWanted(message) else { continue }
                rows.append(Self.row(message, words))
            }
            table.append(rows)
        }
        if table.isEmpty { context.say("quarantine.empty") }
        return context.endOfReading
    }

    private func isWanted(_ message: QuarantinedMessage?) -> Bool {
        includesDiscarded || message?.screening == .known(.waiting)
    }

    private static func row(_ item: QuarantinedMessage, _ words: Wording) -> [TerminalTable.Cell] {
        let isDiscarded = item.screening == .known(.discarded)
        let texts = [
            item.number.description, BeijingTime(item.received).date.iso8601, item.to.description,
            sign(item.suspicion, words), item.text.map { TerminalText.line($0) } ?? words["inbox.erased"],
        ]
        return texts.map { TerminalTable.Cell($0, style: isDiscarded ? .faint : nil) }
    }

    /// Why a message looks like no person's; the word itself when a newer server has another.
    private static func sign(_ suspicion: Choice<Suspicion>?, _ words: Wording) -> String {
        switch suspicion?.known {
        case .trap: words["quarantine.sign.trap"]
        case .haste: words["quarantine.sign.haste"]
        case .stale: words["quarantine.sign.stale"]
        case .repetition: words["quarantine.sign.repetition"]
        case .flood: words["quarantine.sign.flood"]
        case nil: suspicion?.word ?? ""
        }
    }
}
