import LiaisonCodes
import LiaisonSystem
import Synchronization

/// Hears of what becomes of news, for the log; never of an address.
package protocol NewsObserver: Sendable {
    /// A piece was handed on.
    func newsTaken(_ piece: NewsPiece)
    /// A piece wasn't taken; when it is tried again, or nothing when it was laid by.
    func newsFailed(_ piece: NewsPiece, _ problem: NewsProblem, error: String, next: Timestamp?)
    /// The program did something odd with a piece that it took.
    func newsOdd(_ piece: NewsPiece, _ problem: NewsProblem)
    /// The store can't be read or written: it is tried again.
    func newsStopped(by error: SystemError)
    /// Whether this server hands the news on has changed.
    func newsLease(isHeld: Bool)
}

/// What a server counts of its news.
package final class NewsMetrics: Sendable {
    private let counts = Mutex(Counts())

    /// The counts.
    package struct Counts: Sendable {
        package var taken = 0
        package var failed = 0
        package var dead = 0
        package var problems: [NewsProblem: Int] = [:]
        package var isHolder = false
    }

    package init() {}

    /// The counts as they are now.
    package var figures: Counts { counts.withLock { $0 } }

    func note(_ change: (inout Counts) -> Void) { counts.withLock { change(&$0) } }
}
