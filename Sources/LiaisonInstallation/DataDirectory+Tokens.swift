import Glibc
import LiaisonStore
import LiaisonSystem

extension DataDirectory {
    /// Whether tokens were stored once, as the file tells that was locked then, and their own is gone.
    package var hasLostTokens: Bool {
        access(path(of: .tokens), F_OK) != 0 && access(path(of: .tokensLock), F_OK) == 0
    }

    /// Takes the lock under which ``Entry.tokens`` is replaced.
    ///
    /// The lock's file tells that tokens were stored once. So theirs comes first, with none in it: a crash before there are any
    /// must not look as if they were lost.
    ///
    /// - Returns: The lock.
    /// - Throws: What open(2), fsync(2) or flock(2) says.
    package func lockTokens() throws(InstallationError) -> FileLock {
        do throws(SystemError) {
            if access(path(of: .tokens), F_OK) != 0, access(path(of: .tokensLock), F_OK) != 0 {
                try Files.createWhole(path(of: .tokens), with: TokenFile().bytes, mode: 0o600)
            }
        } catch {
            // Somebody else has begun at the same time; or there are no hard links, and such a crash does look like a loss.
            let others = [Errno.exists, .operationNotPermitted, Errno(EOPNOTSUPP), Errno(ENOSYS)]
            if !others.contains(error.code) { throw .system(error) }
        }
        do throws(SystemError) { return try FileLock(at: path(of: .tokensLock)) } catch {
            throw .system(error)
        }
    }
}
