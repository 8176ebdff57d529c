import LiaisonDesk
import LiaisonInstallation
import LiaisonNews
import LiaisonService
import LiaisonStore
import LiaisonSystem

/// `liaison notify`: hands news on by hand, as `serve` does it by itself.
struct NotifyCommand: Command {
    static let description = CommandDescription(
        ["notify"], options: [.data, .flag("once"), .flag("replay")])

    private let data: String?
    private let isOnce: Bool
    private let replays: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        isOnce = arguments.has("once")
        replays = arguments.has("replay")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let site = try Site.open(directory, context)
        let world = NewsWorld(of: site)
        if replays {
            let count = try Self.wrapping { () throws(SystemError) in
                try NewsQueue(in: directory).replay(at: context.clock.now)
            }
            context.say("notify.replayed", ["count": "\(count)"])
            let isElsewhere = try Self.wrapping { () throws(SystemError) in
                try NewsRunner.isAtWork(in: directory)
            }
            if isElsewhere {
                context.say("notify.replayed.elsewhere")
                return .done
            }
        }
        guard world.program() != nil else {
            throw CommandFailure(
                "notify.no-program", ["path": directory.path(of: .configuration)],
                remedy: "notify.no-program.remedy"
            )
        }
        let runner = try Self.wrapping { () throws(SystemError) in
            try NewsRunner(of: directory, world, metrics: NewsMetrics(), observer: NewsLog(context))
        }
        defer { site.ledger.stop() }
        return isOnce || replays ? try once(runner, context) : try forGood(runner, context)
    }

    private func once(_ runner: NewsRunner, _ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let summary = try Self.wrapping { () throws(SystemError) in
            try runner.runOnce { owner in context.say("notify.waiting", ["owner": owner]) }
        }
        runner.end()
        guard let summary else {
            throw CommandFailure("notify.elsewhere", remedy: "notify.elsewhere.remedy")
        }
        context.say(
            "notify.done",
            ["taken": "\(summary.taken)", "waiting": "\(summary.waiting)", "dead": "\(summary.dead)"])
        return summary.waiting == 0 ? .done : .partly
    }

    private func forGood(_ runner: NewsRunner, _ context: CommandContext) throws(CommandFailure) -> ExitCode {
        Signals.block()
        try Self.wrapping { () throws(SystemError) in try runner.start() }
        context.say("notify.running")
        while Signals.wait(seconds: 60) != .terminate {}
        runner.end()
        return .done
    }

    private static func wrapping<Value>(
        _ body: () throws(SystemError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(SystemError) { return try body() } catch { throw CommandFailure(error) }
    }
}
