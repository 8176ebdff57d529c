import LiaisonDesk
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWeb
import LiaisonWording

/// `liaison token list`: which tokens there are, newest first, and which of them open nothing; never the tokens themselves.
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
        let now = context.clock.now
        var tokens: [ListedToken] = []
        do throws(SystemError) {
            for record in file.records.reversed() {
                tokens.append(
                    ListedToken(
                        record: record, name: roster.name(ofHolderOf: record.scope),
                        standing: TokenStanding(record, roster: roster, at: now),
                        used: try TokenUses.last(of: record.id, in: directory)))
            }
        } catch {
            throw CommandFailure(error)
        }
        if printsJSON {
            context.print(.array(tokens.map(\.json)))
        } else if tokens.isEmpty {
            context.say("token.none")
        } else {
            context.print(table(tokens, context))
            let dead = tokens.count { $0.isDead }
            if dead > 0 { context.say("token.dead", ["count": "\(dead)"]) }
        }
        return context.endOfReading
    }

    private func table(_ tokens: [ListedToken], _ context: CommandContext) -> TerminalTable {
        var table = TerminalTable([
            .init(context.wording("token.column.id")), .init(context.wording("token.column.scope")),
            .init(context.wording("token.column.name"), isFlexible: true),
            .init(context.wording("token.column.issued")), .init(context.wording("token.column.used")),
            .init(context.wording("token.column.closed")),
        ])
        for token in tokens {
            let style: TerminalStyle? =
                if token.isDead { .yellow } else { token.closure == nil ? nil : .faint }
            let texts = [
                token.record.id, token.record.scope.description, token.name ?? "",
                BeijingTime(token.record.issued).date.iso8601, token.used?.iso8601 ?? "",
                token.end(context.wording),
            ]
            table.append(texts.map { TerminalTable.Cell($0, style: style) })
        }
        return table
    }
}

/// A token's record with what it opens today.
private struct ListedToken {
    let record: TokenRecord
    let name: String?
    let standing: TokenStanding
    /// The Beijing date of its last use, where one is known.
    let used: CivilDate?

    var closure: TokenClosure? { if case .closed(let closure) = standing { closure } else { nil } }

    /// Whether it opens nothing though nobody revoked it and it was issued for longer.
    var isDead: Bool {
        switch closure {
        case nil, .revoked, .expired: false
        case .retired, .givenToAnother, .codeRevoked, .codeReissued, .stationClosed, .unknownHolder: true
        }
    }

    /// Why and since when it opens nothing, or until when it opens something.
    func end(_ words: Wording) -> String {
        guard let closure else {
            if let until = record.slipUntil {
                return words("token.slip-until", ["date": BeijingTime(until).date.iso8601])
            }
            let expires = record.expires.map { BeijingTime($0).date.iso8601 }
            return expires.map { words("token.until", ["date": $0]) } ?? ""
        }
        let since = closure.since.map { " " + BeijingTime($0).date.iso8601 } ?? ""
        return words("token.closed.\(closure.word)") + since
    }

    var json: JSON {
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
            "last_used": .optional(used?.iso8601), "revoked": .optional(record.revoked?.rfc3339),
            "expires": .optional(record.expires?.rfc3339),
            "opens": .bool(closure == nil), "closed": .optional(closure?.word),
            "closed_since": .optional(closure?.since?.rfc3339),
            "slip_until": .optional(record.slipUntil?.rfc3339),
        ])
    }
}
