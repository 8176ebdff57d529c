import CLinux
import Glibc

/// An advisory lock on a file, flock(2): for the few files that several commands replace as a whole.
///
/// It ends with its owner, a crash included. The ledger takes none.
package struct FileLock: ~Copyable {
    private let file: FileDescriptor

    /// Takes the lock, waiting for whoever has it.
    ///
    /// - Parameters:
    ///   - path: The lock's own file; it is made when absent, and stays.
    ///   - waiting: Whether to wait; if not, a lock in other hands throws EWOULDBLOCK.
    /// - Throws: What open(2) or flock(2) says.
    package init(at path: String, waiting: Bool = true) throws(SystemError) {
        let opened = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o640)
        let number = opened.rawValue
        do throws(SystemError) {
            try retryingOnInterrupt("flock", path) { flock(number, waiting ? LOCK_EX : LOCK_EX | LOCK_NB) }
            file = opened
        } catch {
            throw error
        }
    }

    /// Gives the lock back now rather than at the end of the scope, from a child of a fork(2) under way too.
    package consuming func release() throws(SystemError) {
        let number = file.rawValue
        try retryingOnInterrupt("flock") { flock(number, LOCK_UN) }
        try file.close()
    }
}
