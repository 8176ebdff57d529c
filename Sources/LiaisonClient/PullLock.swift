import CLinux
import Glibc
import LiaisonMail
import LiaisonSystem

/// What keeps a second pull out of a Maildir: flock(2) on `.liaison/lock`.
///
/// It goes with the descriptor, at the latest when the process ends, however it ends.
struct PullLock: ~Copyable {
    private let file: FileDescriptor

    /// Takes the lock, or throws ``ClientError/busy(path:)`` when another process has it.
    init(of maildir: Maildir) throws(ClientError) {
        let path = "\(maildir.ownDirectory)/lock"
        let file = try system { () throws(SystemError) in
            try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o600)
        }
        let number = file.rawValue
        do throws(SystemError) {
            try retryingOnInterrupt("flock", path) { flock(number, LOCK_EX | LOCK_NB) }
        } catch {
            throw error.code == .wouldBlock ? .busy(path: maildir.path) : .system(error)
        }
        self.file = file
    }

    /// Gives the lock up.
    consuming func release() throws(ClientError) {
        do throws(SystemError) {
            try file.close()
        } catch {
            throw .system(error)
        }
    }
}
