import CLinux
import Glibc
import LiaisonCodes
import LiaisonSystem

/// A Maildir as maildir(5) describes it, filled exactly once a message.
///
/// Messages are staged whole and synced under `.liaison/staging`, then renamed into `new`. Not under `tmp`:
/// mail readers may clear that of files older than 36 hours, and a pull may be resumed later than that.
package struct Maildir: Sendable {
    /// The directory that holds `cur`, `new` and `tmp`.
    package let path: String

    /// Makes the directories that are missing, readable by their owner alone.
    ///
    /// - Parameter path: The Maildir.
    /// - Throws: What mkdir(2) says.
    package init(creating path: String) throws(SystemError) {
        self.path = path
        for name in ["cur", "new", "tmp", ".liaison/staging"] {
            try Files.makeDirectory("\(path)/\(name)", mode: 0o700)
        }
    }

    /// Where the pull keeps what is its own: state, lock, staged messages.
    package var ownDirectory: String { "\(path)/.liaison" }

    var staging: String { "\(path)/.liaison/staging" }

    /// The names of all pulled messages present, unread and read, whatever their flags.
    package func names() throws(SystemError) -> Set<MailName> {
        var names: Set<MailName> = []
        for folder in ["new", "cur"] {
            for file in try Files.names(in: "\(path)/\(folder)") {
                if let name = MailName(fileName: file) { names.insert(name) }
            }
        }
        return names
    }

    /// Moves staged messages into `new`; durable when it returns.
    ///
    /// A name that is staged no more was moved before an interruption: whether the user has kept it since
    /// doesn't matter.
    package func publish(_ names: [MailName]) throws(SystemError) {
        if names.isEmpty { return }
        for name in names {
            let (from, to) = ("\(staging)/\(name)", "\(path)/new/\(name)")
            do throws(SystemError) {
                try retryingOnInterrupt("renameat2", to) { clinux_rename_noreplace(from, to) }
            } catch {
                switch error.code {
                case .noSuchFile: continue
                case .exists: try Files.remove(from)
                // NFS and others know no RENAME_NOREPLACE; replacing the same name by the same message is as good.
                case .invalidArgument: try retryingOnInterrupt("rename", to) { rename(from, to) }
                default: throw error
                }
            }
        }
        try Files.syncDirectory("\(path)/new")
        try Files.syncDirectory(staging)
    }

    /// Removes what an interrupted pull staged and never promised.
    ///
    /// - Parameter promised: What stays, to be published.
    /// - Throws: What readdir(3) or unlink(2) says.
    package func clearStaging(keeping promised: [MailName]) throws(SystemError) {
        let kept = Set(promised.map(\.description))
        for name in try Files.names(in: staging) where !kept.contains(name) {
            try Files.remove("\(staging)/\(name)")
        }
    }

    /// The files of a case's messages, with their folder: `new/...` or `cur/...:2,S`.
    func files(of number: CaseNumber) throws(SystemError) -> [String] {
        var files: [String] = []
        for folder in ["new", "cur"] {
            for file in try Files.names(in: "\(path)/\(folder)") {
                if let name = MailName(fileName: file), name.belongs(to: number) {
                    files.append("\(folder)/\(file)")
                }
            }
        }
        return files
    }
}
