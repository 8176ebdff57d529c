import Glibc
import LiaisonClient
import LiaisonDesk
import LiaisonInstallation
import LiaisonMail
import LiaisonSystem
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
        // Before any other thread is there, which a signal could reach.
        if watchSeconds != nil { try endAtSignal(context) }
        switch origin.choice(context) {
        case .ledger(let data, let viewer): return try pull(data, viewer, context)
        case .server(let server):
            let connection = try server.connect(context, retrying: watchSeconds == nil ? nil : .never)
            let path = try path(named: connection.name, context)
            return try repeatedly(context, into: path) { () throws(ClientError) in
                RemoteInbox(api: connection.api, identity: try connection.api.identity())
            }
        }
    }

    private func pull(
        _ data: String?, _ viewer: InboxOrigin.Viewer, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let site = try Site.open(try context.dataDirectory(data), context)
        defer { site.ledger.stop() }
        let scope = try viewer.scope(in: site.current.roster)
        let inbox = LedgerInbox(site, scope: scope, language: context.language)
        let name = [inbox.account.kind, inbox.account.holder].filter { !$0.isEmpty }.joined(separator: "-")
        let path = try path(named: name, context)
        return try repeatedly(context, into: path) { inbox }
    }

    /// Pulls once, or again and again with `--watch`.
    private func repeatedly(
        _ context: CommandContext, into path: String, from source: () throws(ClientError) -> any InboxSource
    ) throws(CommandFailure) -> ExitCode {
        guard let watchSeconds else {
            return try CommandFailure.ofClient { () throws(ClientError) in
                report(try once(context, from: try source(), into: path), path, context)
                return context.endOfReading
            }
        }
        context.say("inbox-pull.watching", ["seconds": "\(watchSeconds)", "path": path])
        var problem: String?
        while true {
            do throws(ClientError) {
                let count = try once(context, from: try source(), into: path)
                if problem != nil { context.say("inbox-pull.back") }
                problem = nil
                if count > 0 { report(count, path, context) }
            } catch {
                guard error.mayPass else { throw CommandFailure(error) }
                let sentence = CommandFailure(error).sentence(context.wording)
                context.eraseProgress()
                if sentence != problem { context.say("inbox-pull.interrupted", ["problem": sentence]) }
                problem = sentence
            }
            context.standardOutput.flush()
            sleep(UInt32(watchSeconds))
        }
    }

    /// Makes Ctrl-C the usual end of `--watch`: at once, whatever is being waited for. A pull may end at any point.
    private func endAtSignal(_ context: CommandContext) throws(CommandFailure) {
        Signals.block()
        do throws(SystemError) {
            _ = try Thread(named: "signals") {
                while Signals.wait(seconds: 3600) == nil {}
                context.eraseProgress()
                context.say("inbox-pull.stopped")
                _exit(ExitCode.done.rawValue)
            }
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Fetches what is new; answers how many messages that were.
    private func once(
        _ context: CommandContext, from source: any InboxSource, into path: String
    ) throws(ClientError) -> Int {
        let pull = InboxPull(from: source, into: path, as: format, language: context.language)
        var drawn: UInt64 = 0
        let count = try pull.run(
            progress: { fetched in
                let now = monotonicNanoseconds()
                guard now - drawn >= Self.drawingInterval else { return }
                drawn = now
                context.drawProgress(context.wording("inbox-pull.progress", ["count": "\(fetched)"]))
            },
            kept: { count in
                context.eraseProgress()
                context.say("inbox-pull.kept", ["count": "\(count)", "path": path])
            })
        if drawn > 0 { context.eraseProgress() }
        return count
    }

    /// Nanoseconds between two drawings of the progress.
    private static let drawingInterval: UInt64 = 100_000_000

    private func report(_ count: Int, _ path: String, _ context: CommandContext) {
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
        case .refused, .unknownHost, .unreachable, .timedOut, .torn, .broken, .busy: true
        case .problem(let problem): problem.status == 429 || problem.status >= 500
        default: false
        }
    }
}
