import Glibc
import LiaisonSystem

/// How often an idempotent request is repeated, and how long to wait before.
package struct Retrying: Sendable {
    /// Waits a number of milliseconds; a test's does not.
    private let pause: @Sendable (_ milliseconds: Int) -> Void
    /// A number from 0 up to, not including, 1.
    private let random: @Sendable () -> Double

    /// The most times a request is sent.
    package static let attempts = 4
    /// A Retry-After beyond this is for the user to wait, not for a command that seems to hang.
    static let longestWaitSeconds = 10

    package init(
        pause: @escaping @Sendable (_ milliseconds: Int) -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.pause = pause
        self.random = random
    }

    /// Really waits.
    package static let system = Retrying(
        pause: { _ = usleep(UInt32($0) * 1000) }, random: { Double.random(in: 0..<1) })

    /// Runs `attempt` until it succeeds, fails for good or has failed ``attempts`` times.
    func run<Result>(_ attempt: () throws(ClientError) -> Result) throws(ClientError) -> Result {
        var failures = 0
        while true {
            do throws(ClientError) {
                return try attempt()
            } catch {
                failures += 1
                guard failures < Self.attempts, let wait = wait(after: error, failures: failures) else {
                    throw error
                }
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
        case .unreachable, .timedOut, .torn: return jittered
        case .problem(let problem) where [429, 502, 503, 504].contains(problem.status):
            guard let seconds = problem.retryAfter else { return jittered }
            return seconds <= Self.longestWaitSeconds ? max(jittered, seconds * 1000) : nil
        default: return nil
        }
    }
}
