import LiaisonSystem

/// Takes out of the spool directory what uploads that never came to an end have left there.
///
/// What counts is how long somebody has seen a file lie there, by a clock that nobody sets. Its time stamp tells nothing:
/// it is another machine's, or of before the clock was put right, and the upload may be under way.
package struct SpoolSweep {
    /// After how long, in nanoseconds, a file belongs to no upload under way and waits for no form any more: two hours.
    package static let lifetime: UInt64 = 7_200_000_000_000

    private let photos: PhotoStore
    /// When each file was first seen.
    private var seen: [String: UInt64] = [:]

    /// Has seen nothing yet.
    ///
    /// - Parameter photos: Whose spool directory.
    package init(of photos: PhotoStore) { self.photos = photos }

    /// Looks once; blocks on the disk.
    ///
    /// - Parameter now: The time, as ``monotonicNanoseconds()`` gives it.
    /// - Throws: What the file system says.
    package mutating func takeTurn(at now: UInt64 = monotonicNanoseconds()) throws(SystemError) {
        var still: [String: UInt64] = [:]
        for name in try photos.spooled() {
            let since = seen[name] ?? now
            if now - since < Self.lifetime { still[name] = since } else { try photos.removeSpooled(name) }
        }
        seen = still
    }
}
