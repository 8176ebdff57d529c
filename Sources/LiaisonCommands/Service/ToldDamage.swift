import Synchronization

/// What a running service has said of damaged lines in the roster, the tokens and the calendar: each is said once,
/// and again when it comes back.
final class ToldDamage: Sendable {
    private let told = Mutex<[CommandFailure]>([])

    /// Says what hasn't been said.
    ///
    /// - Parameters:
    ///   - failures: What is damaged now.
    ///   - complain: Says it.
    func tell(_ failures: [CommandFailure], _ complain: (CommandFailure) -> Void) {
        let fresh = told.withLock { told in
            defer { told = failures }
            return failures.filter { !told.contains($0) }
        }
        fresh.forEach(complain)
    }
}
