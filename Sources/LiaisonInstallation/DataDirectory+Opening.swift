import Glibc
import LiaisonStore
import LiaisonSystem

// Whether a directory is a data directory: `liaison.conf` makes it one.
extension DataDirectory {
    /// Finds a data directory.
    ///
    /// - Throws: ``InstallationError/notADataDirectory(path:)`` when there is none at `path`,
    ///   ``InstallationError/looseMode(path:wanted:)`` when strangers may write there or read its secrets.
    package init(opening path: String) throws(InstallationError) {
        try self.init(examining: path)
        try refuseLooseModes()
    }

    /// Finds a data directory whatever its modes are, to say what is wrong with it.
    ///
    /// - Throws: ``InstallationError/notADataDirectory(path:)`` when there is none at `path`.
    package init(examining path: String) throws(InstallationError) {
        self.init(at: path)
        do throws(SystemError) {
            guard try Files.status(self.path(of: .configuration)) != nil else {
                throw SystemError("stat", path, code: .noSuchFile)
            }
        } catch {
            if error.code == .noSuchFile || error.code == .notDirectory {
                throw .notADataDirectory(path: path)
            }
            throw .system(error)
        }
    }

    /// Refuses a directory in which anyone may plant files, and secrets that anyone may read.
    private func refuseLooseModes() throws(InstallationError) {
        for directory in [path, path(of: .roster), path(of: .stations), path(of: .desk), path(of: .notify)] {
            if try permissions(of: directory) & 0o002 != 0 {
                throw .looseMode(path: directory, wanted: 0o750)
            }
        }
        for file in [path(of: .secret), path(of: .tokens)] {
            if try permissions(of: file) & 0o007 != 0 { throw .looseMode(path: file, wanted: 0o600) }
        }
    }

    private func permissions(of path: String) throws(InstallationError) -> UInt32 {
        try InstallationError.wrapping { () throws(SystemError) in try Files.status(path)?.permissions ?? 0 }
    }
}
