import Glibc
import LiaisonClient
import LiaisonInstallation
import LiaisonMail
import LiaisonText
import LiaisonWeb

/// `liaison inbox pull`: fetches what is new, exactly once, into a Maildir, a folder or an mbox.
struct InboxPullCommand: Command {
    static let description = CommandDescription(
        ["inbox", "pull"],
        options: [
            .value("to", "DIR"),
            .value("format", "FORMAT", choices: MessageFormat.allCases.map(\.rawValue)),
        ] + InboxOrigin.options + [.value("watch", "SECONDS"), .json])

    private let origin: InboxOrigin
    private let destination: String?
    private let format: MessageFormat
    private let watchSeconds: Int?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(arguments: arguments)
        destination = arguments.value("to")
        format = arguments.value("format").flatMap { MessageFormat(rawValue: $0) } ?? .maildir
        watchSeconds = try arguments.value("watch", .integer(in: 1...86_400))
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        switch origin.choice(context) {
        case .ledger(let data, let scope): return try pull(data, scope, context)
        case .server(let server):
            let connection = try server.connect(context)
            let path = try path(named: connection.name, context)
            return try repeatedly(context, into: path) { () throws(ClientError) in
                RemoteInbox(api: connection.api, identity: try connection.api.identity())
            }
        }
    }

    private func pull(
        _ data: String?, _ scope: Scope, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let site = try Site.open(try context.dataDirectory(data))
        defer { site.ledger.stop() }
        let inbox = LedgerInbox(site, scope: scope, language: context.language)
        let name = [inbox.account.kind, inbox.account.holder].filter { !$0.isEmpty }.joined(separator: "-")
        let path = try path(named: name, context)
        return try repeatedly(context, into: path) { inbox }
    }

    /// Pulls once, or again and again with `--watch`.
    private func repeatedly(
        _ context: CommandContext, into path: String, from source: () throws(ClientError) -> any InboxSource
    ) throws(CommandFailure) -> ExitCode {
        while true {
            do throws(ClientError) {
                try once(context, from: try source(), into: path)
            } catch {
                guard watchSeconds != nil, error.mayPass else { throw CommandFailure(error) }
                context.complain(CommandFailure(error))
            }
            guard let watchSeconds else { return .done }
            context.standardOutput.flush()
            sleep(UInt32(watchSeconds))
        }
    }

    private func once(
        _ context: CommandContext, from source: any InboxSource, into path: String
    ) throws(ClientError) {
        let showsProgress = context.standardError.isTerminal
        var total = 0
        let pull = InboxPull(from: source, into: path, as: format, language: context.language)
        let count = try pull.run { delivered in
            total += delivered
            guard showsProgress else { return }
            let line = context.wording("inbox-pull.progress", ["count": "\(total)"])
            context.standardError.write(Array("\r\(line)\u{1B}[K".utf8))
            context.standardError.flush()
        }
        if showsProgress && total > 0 { context.standardError.write(Array("\r\u{1B}[K".utf8)) }
        if wantsJSON {
            context.print(
                JSON.members([
                    "delivered": .integer(count), "format": .string(format.rawValue), "path": .string(path),
                ]))
        } else if count == 0 {
            context.say("inbox-pull.none", ["path": path])
        } else {
            context.say("inbox-pull.done", ["count": "\(count)", "path": path])
        }
    }

    /// `--to`, else a place of the account's own under the user's data directory (XDG Base Directory): `mail/NAME` for
    /// a Maildir, `eml/NAME`, `json/NAME`, `mbox/NAME`.
    private func path(named name: String, _ context: CommandContext) throws(CommandFailure) -> String {
        if let destination { return destination }
        let place = format == .maildir ? "mail" : format.rawValue
        if let data = context.environment("XDG_DATA_HOME"), data.hasPrefix("/") {
            return "\(data)/liaison/\(place)/\(name)"
        }
        guard let home = context.environment("HOME") else {
            throw CommandFailure("inbox-pull.homeless", exitCode: .usage)
        }
        return "\(home)/.local/share/liaison/\(place)/\(name)"
    }
}

extension ClientError {
    /// Whether looking again later may help by itself.
    fileprivate var mayPass: Bool {
        switch self {
        case .unreachable, .timedOut, .torn, .busy: true
        case .problem(let problem): problem.status == 429 || problem.status >= 500
        default: false
        }
    }
}
