import CLinux
import Glibc
import LiaisonSystem

/// The right to change a data directory's roster: from loading until saving, only one process has it.
///
/// An flock(2) on `DIR/roster/.lock`, which the kernel gives back even when its holder is killed. Readers
/// never take it: a roster is replaced whole.
package struct RosterLock: ~Copyable {
    private let file: FileDescriptor

    /// Waits until the lock is free and takes it.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The lock, held until it is let go.
    /// - Throws: When the lock's file can't be made.
    package static func waiting(in directory: String) throws(RosterError) -> RosterLock {
        do throws(SystemError) {
            let file = try open(directory)
            let number = file.rawValue
            try retryingOnInterrupt("flock", path(directory)) { flock(number, LOCK_EX) }
            return RosterLock(owning: file)
        } catch {
            throw .system(error)
        }
    }

    private init(owning file: consuming FileDescriptor) { self.file = file }

    /// The lock, or nothing when another process has it.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The lock, held until it is let go.
    /// - Throws: When the lock's file can't be made.
    package static func ifFree(in directory: String) throws(RosterError) -> RosterLock? {
        do throws(SystemError) {
            let file = try open(directory)
            let number = file.rawValue
            do throws(SystemError) {
                try retryingOnInterrupt("flock", path(directory)) { flock(number, LOCK_EX | LOCK_NB) }
            } catch {
                if error.code == .wouldBlock { return nil }
                throw error
            }
            return RosterLock(owning: file)
        } catch {
            throw .system(error)
        }
    }

    private static func path(_ directory: String) -> String { "\(directory)/roster/.lock" }

    private static func open(_ directory: String) throws(SystemError) -> FileDescriptor {
        try Files.makeDirectory("\(directory)/roster")
        return try FileDescriptor(opening: path(directory), flags: O_RDWR | O_CREAT)
    }
}
