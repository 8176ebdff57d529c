import LiaisonSystem
import Synchronization

/// Watches the room on the store's file system, so that intake stops before it is full.
///
/// It asks the file system four times a second at most, and again once so much was written that the reserve
/// could have been reached since.
package final class SpaceWatch: Sendable {
    private let path: String
    private let state = Mutex(State())

    /// How long, in nanoseconds, an answer of the file system holds: 250 ms.
    private static let answerAge: UInt64 = 250_000_000
    /// What a commit may take on disk beside its own bytes: the blocks of a new segment and its directories.
    private static let overhead = 16 << 10

    private struct State {
        var reserve = SpaceReserve.automatic
        var space = FileSystemSpace(total: 0, available: .max)
        var askedAt: UInt64 = 0
        var writtenSince = 0

        /// Bytes beyond the reserve when the file system was asked.
        var room: Int { space.available - reserve.bytes(ofTotal: space.total) }

        func mustAsk(now: UInt64) -> Bool {
            askedAt == 0 || now &- askedAt > SpaceWatch.answerAge || writtenSince >= room
        }
    }

    /// Watches a file system.
    ///
    /// - Parameter path: A directory on it.
    package init(path: String) { self.path = path }

    /// Keeps another reserve from now on.
    ///
    /// - Parameter reserve: The space to be kept free.
    package func keep(_ reserve: SpaceReserve) { state.withLock { $0.reserve = reserve } }

    /// The shortage that keeps new messages out, or nothing while there is room. Blocks on the disk.
    ///
    /// A file system that can't be asked counts as roomy: writing will tell.
    package func shortage() -> SpaceShortage? {
        let (space, reserve) = current()
        let bytes = reserve.bytes(ofTotal: space.total)
        // Nothing at all is kept free by a reserve of 0: the disk's own refusal is the limit then.
        guard bytes > 0, space.available < bytes else { return nil }
        return SpaceShortage(available: space.available, reserve: bytes)
    }

    /// Whether there is room for new messages for all that the file system's last answer tells. Never blocks.
    package var isKnownToHaveRoom: Bool {
        // Whoever has the lock may be asking; where there is no room, somebody must.
        state.withLockIfAvailable { !$0.mustAsk(now: monotonicNanoseconds()) } ?? false
    }

    /// The room and the reserve, in bytes, for the metrics.
    package func figures() -> (available: Int, reserve: Int) {
        let (space, reserve) = current()
        return (space.available, reserve.bytes(ofTotal: space.total))
    }

    /// Takes note of what a commit has written.
    ///
    /// - Parameter bytes: How many bytes.
    package func wrote(_ bytes: Int) { state.withLock { $0.writtenSince += bytes + Self.overhead } }

    private func current() -> (FileSystemSpace, SpaceReserve) {
        state.withLock { state in
            let now = monotonicNanoseconds()
            if state.mustAsk(now: now) {
                state.space =
                    (try? FileSystemSpace(at: path)) ?? FileSystemSpace(total: 0, available: .max)
                state.askedAt = now
                state.writtenSince = 0
            }
            return (state.space, state.reserve)
        }
    }
}

/// Too little room for new messages.
package struct SpaceShortage: Equatable, Sendable {
    /// Bytes that are free.
    package let available: Int
    /// Bytes that have to stay free.
    package let reserve: Int
}

/// What keeps the ledger from taking new messages.
package enum IntakeObstacle: Equatable, Sendable {
    /// The last attempt to write failed.
    case failure(SystemError)
    /// The reserve of free space has been reached.
    case shortage(SpaceShortage)
}
