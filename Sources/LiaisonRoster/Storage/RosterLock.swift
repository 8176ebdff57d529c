import LiaisonStore
import LiaisonSystem

/// The right to change a data directory's roster: from loading until saving, only one process has it.
///
/// A ``FileLock`` on `DIR/roster/.lock`. Readers never take it: a roster is replaced whole.
package struct RosterLock: ~Copyable {
    private let lock: FileLock

    private init(_ lock: consuming FileLock) { self.lock = lock }

    /// Waits until the lock is free and takes it.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The lock, held until it is let go.
    /// - Throws: When the lock's file can't be made.
    package static func waiting(in directory: DataDirectory) throws(RosterError) -> RosterLock {
        do throws(SystemError) {
            return RosterLock(try take(in: directory, waiting: true))
        } catch {
            throw .system(error)
        }
    }

    /// The lock, or nothing when another process has it.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The lock, held until it is let go.
    /// - Throws: When the lock's file can't be made.
    package static func ifFree(in directory: DataDirectory) throws(RosterError) -> RosterLock? {
        do throws(SystemError) {
            return RosterLock(try take(in: directory, waiting: false))
        } catch {
            if error.code == .wouldBlock { return nil }
            throw .system(error)
        }
    }

    private static func take(in directory: DataDirectory, waiting: Bool) throws(SystemError) -> FileLock {
        try Files.makeDirectory(directory.path(of: .roster))
        return try FileLock(at: directory.path(of: .rosterLock), waiting: waiting)
    }
}
