import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// `liaison token list`: which tokens there are, newest first; never the tokens themselves.
struct TokenListCommand: Command {
    static let description = CommandDescription(["token", "list"], options: [.json, .data])

    private let data: String?
    private let printsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        printsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let roster = try context.roster(of: directory)
        let file = try context.tokens(of: directory)
        let records = Array(file.records.reversed())
        if printsJSON {
            context.print(.array(records.map { Self.json($0, name: Self.name(of: $0.scope, in: roster)) }))
        } else if records.isEmpty {
            context.say("token.none")
        } else {
            context.print(table(records, roster, context))
        }
        return context.endOfReading
    }

    private func table(
        _ records: [TokenRecord], _ roster: Roster, _ context: CommandContext
    ) -> TerminalTable {
        var table = TerminalTable([
            .init(context.wording("token.column.id")), .init(context.wording("token.column.scope")),
            .init(context.wording("token.column.name"), isFlexible: true),
            .init(context.wording("token.column.issued")), .init(context.wording("token.column.revoked")),
        ])
        for record in records {
            let style: TerminalStyle? = record.revoked == nil ? nil : .faint
            let texts = [
                record.id, record.scope.description, Self.name(of: record.scope, in: roster) ?? "",
                BeijingTime(record.issued).date.iso8601,
                record.revoked.map { BeijingTime($0).date.iso8601 } ?? "",
            ]
            table.append(texts.map { TerminalTable.Cell($0, style: style) })
        }
        return table
    }

    private static func json(_ record: TokenRecord, name: String?) -> JSON {
        var (code, station): (String?, String?)
        let kind: String
        switch record.scope {
        case .deputy(let deputy): (kind, code) = ("deputy", deputy.description)
        case .station(let id): (kind, station) = ("station", id.description)
        case .office: kind = "office"
        }
        return .members([
            "id": .string(record.id), "kind": .string(kind), "code": .optional(code),
            "station": .optional(station), "name": .optional(name), "issued": .string(record.issued.rfc3339),
            "revoked": .optional(record.revoked?.rfc3339),
        ])
    }

    /// The name of a token's holder today, or nothing for the office and for codes that are no more.
    private static func name(of scope: Scope, in roster: Roster) -> String? {
        switch scope {
        case .deputy(let code): roster.state(of: code)?.holder.name
        case .station(let id): roster.station(id)?.name
        case .office: nil
        }
    }
}
