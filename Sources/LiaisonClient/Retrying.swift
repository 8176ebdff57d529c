import Glibc
import LiaisonSystem

/// How often an idempotent request is repeated, and how long to wait before.
package struct Retrying: Sendable {
    /// Waits a number of milliseconds; a test's does not.
    private let pause: @Sendable (_ milliseconds: Int) -> Void
    /// A number from 0 up to, not including, 1.
    private let random: @Sendable () -> Double
    /// Milliseconds of a clock that nobody sets.
    private let now: @Sendable () -> Int
    /// Told of each failure after which the request is repeated.
    private var notice: @Sendable (ClientError) -> Void = { _ in }
    /// The most times a request is sent.
    private var attempts = 4

    /// No request is repeated once that long has passed: a terminal must not seem dead for minutes.
    static let patienceMilliseconds = 30_000
    /// A Retry-After beyond this is for the user to wait, not for a command that seems to hang.
    static let longestWaitSeconds = 10

    package init(
        pause: @escaping @Sendable (_ milliseconds: Int) -> Void, random: @escaping @Sendable () -> Double,
        now: @escaping @Sendable () -> Int
    ) {
        self.pause = pause
        self.random = random
        self.now = now
    }

    /// Really waits.
    package static let system = Retrying(
        pause: { _ = usleep(UInt32($0) * 1000) }, random: { Double.random(in: 0..<1) },
        now: { Int(monotonicNanoseconds() / 1_000_000) })

    /// Repeats nothing: for who comes back by themselves.
    package static let never: Retrying = {
        var retrying = Retrying.system
        retrying.attempts = 1
        return retrying
    }()

    /// The same, telling somebody of each failure after which the request is repeated.
    package func telling(_ notice: @escaping @Sendable (ClientError) -> Void) -> Retrying {
        var retrying = self
        retrying.notice = notice
        return retrying
    }

    /// Runs `attempt` until it succeeds, fails for good or has failed too often or too long.
    func run<Result>(_ attempt: () throws(ClientError) -> Result) throws(ClientError) -> Result {
        var failures = 0
        let start = now()
        while true {
            do throws(ClientError) {
                return try attempt()
            } catch {
                failures += 1
                guard failures < attempts, now() - start < Self.patienceMilliseconds,
                    let wait = wait(after: error, failures: failures)
                else { throw error }
                notice(error)
                pause(wait)
            }
        }
    }

    /// The milliseconds to wait after a failure; nothing when repeating can't help.
    private func wait(after error: ClientError, failures: Int) -> Int? {
        // 200, 800, 3200 ms, less up to a half, so that many clients don't come back at once.
        let backoff = Double(200 << (2 * (failures - 1)))
        let jittered = Int(backoff * (1 - random() / 2))
        switch error {
        case .refused, .unknownHost, .unreachable, .timedOut, .torn, .broken: return jittered
        case .problem(let problem) where [429, 502, 503, 504].contains(problem.status):
            guard let seconds = problem.retryAfter else { return jittered }
            return seconds <= Self.longestWaitSeconds ? max(jittered, seconds * 1000) : nil
        default: return nil
        }
    }
}
