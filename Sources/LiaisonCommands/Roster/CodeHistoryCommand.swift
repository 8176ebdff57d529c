import LiaisonCodes
import LiaisonDesk
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// `liaison code history CODE`: whom a code stood for, since when, and why that changed.
struct CodeHistoryCommand: Command {
    static let description = CommandDescription(
        ["code", "history"], arguments: [ArgumentDescription("CODE")], options: [.data, .json])

    private let code: Code
    private let data: String?
    private let isJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        code = try arguments.required("CODE", .code)
        data = arguments.value("data")
        isJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let roster = try context.roster(of: try context.dataDirectory(data))
        guard let state = roster.state(of: code) else { throw CommandFailure(.unknown(code), context) }
        let history = roster.history(of: code)
        if isJSON {
            context.print(JSON.array(history.map(\.json)))
            return context.endOfReading
        }
        let wording = context.wording
        context.print(
            wording(
                "code.history.state",
                [
                    "code": "\(code)", "name": TerminalText.line(state.holder.name),
                    "station": "\(state.holder.station)", "state": wording("code.state.\(state.key)"),
                ]))
        context.print(table(history, context))
        return context.endOfReading
    }

    private func table(_ history: [CodeHistoryEntry], _ context: CommandContext) -> TerminalTable {
        let wording = context.wording
        var table = TerminalTable([
            .init(wording("roster.heading.time")), .init(wording("roster.heading.change")),
            .init(wording("roster.heading.id")), .init(wording("roster.heading.name"), isFlexible: true),
            .init(wording("roster.heading.station")),
            .init(wording("roster.heading.details"), isFlexible: true),
        ])
        for entry in history {
            let details =
                entry.fields.map { $0.inWords(Assets.pages(context.language)) }
                + [entry.reason, entry.successor.map { "→ \($0)" }, entry.predecessor.map { "← \($0)" }]
                .compactMap { $0 }
            table.append([
                entry.at.rfc3339, wording("roster.change.\(entry.kind.rawValue)"), entry.holderID ?? "",
                entry.holderName, entry.station.map { "\($0)" } ?? "", details.joined(separator: "; "),
            ])
        }
        return table
    }
}

extension Choice<RosterColumn> {
    /// The column's name, or a newer release's word for it as it stands.
    fileprivate func inWords(_ wording: Wording) -> String {
        switch self {
        case .known(let column): column.name(wording)
        case .newer(let word): word
        }
    }
}

extension CodeHistoryEntry {
    fileprivate var json: JSON {
        .members([
            "at": .string(at.rfc3339), "kind": .string(kind.rawValue), "id": .optional(holderID),
            "name": .string(holderName), "station": .optional(station?.description),
            "fields": .array(fields.map { .string($0.word) }), "reason": .optional(reason),
            "successor": .optional(successor?.description),
            "predecessor": .optional(predecessor?.description),
        ])
    }
}
