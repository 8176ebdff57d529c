import LiaisonNews
import LiaisonSystem
import Synchronization

/// Tells the operator of news that wasn't taken, and of what is odd about the program; of an address never.
final class NewsLog: NewsObserver {
    private let context: CommandContext
    private let lastStop = Mutex<(error: SystemError, at: UInt64)?>(nil)
    private let lastOdd = Mutex<[NewsProblem: UInt64]>([:])
    private let failures = Mutex<[NewsProblem: (since: UInt64, count: Int)]>([:])

    /// How long, in nanoseconds, the same is told but once: a minute, and an hour.
    private static let repetition: UInt64 = 60_000_000_000
    private static let oddRepetition: UInt64 = 3_600_000_000_000
    /// How many failures of one kind are told in a minute: a program that is gone fails for everybody; `/metrics` counts them.
    private static let failuresTold = 5

    /// - Parameter context: Where the operator reads.
    init(_ context: CommandContext) { self.context = context }

    func newsTaken(_ piece: NewsPiece) {}

    func newsFailed(_ piece: NewsPiece, _ problem: NewsProblem, error: String, next: Timestamp?) {
        guard isToBeTold(problem) else { return }
        let reason = context.wording["news.problem.\(problem.rawValue)"]
        let values = [
            "id": piece.id, "kind": piece.kind.rawValue, "to": piece.to.description, "reason": reason,
            "error": error, "next": next.map { CaseWords.moment($0.rfc3339) } ?? "",
        ]
        context.complain(
            CommandFailure(
                next == nil ? "news.dead" : error.isEmpty ? "news.failed" : "news.failed.said", values,
                remedy: next == nil ? "news.dead.remedy" : nil))
    }

    private func isToBeTold(_ problem: NewsProblem) -> Bool {
        failures.withLock { failures in
            let now = monotonicNanoseconds()
            var told = failures[problem] ?? (now, 0)
            if now &- told.since >= Self.repetition { told = (now, 0) }
            told.count += 1
            failures[problem] = told
            return told.count <= Self.failuresTold
        }
    }

    func newsOdd(_ piece: NewsPiece, _ problem: NewsProblem) {
        let isNew = lastOdd.withLock { last in
            let now = monotonicNanoseconds()
            if let at = last[problem], now &- at < Self.oddRepetition { return false }
            last[problem] = now
            return true
        }
        if !isNew { return }
        context.complain(
            CommandFailure(
                "news.odd",
                ["id": piece.id, "reason": context.wording["news.problem.\(problem.rawValue)"]]))
    }

    func newsStopped(by error: SystemError) {
        let isNew = lastStop.withLock { last in
            let now = monotonicNanoseconds()
            if let last, last.error == error, now &- last.at < Self.repetition { return false }
            last = (error, now)
            return true
        }
        if isNew {
            context.complain(
                CommandFailure("news.stopped", ["subject": error.subject ?? error.call], cause: error))
        }
    }

    func newsLease(isHeld: Bool) { context.say(isHeld ? "news.lease" : "news.lease.lost") }
}
