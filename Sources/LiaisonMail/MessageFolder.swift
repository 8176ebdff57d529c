import CLinux
import Glibc
import LiaisonCodes
import LiaisonSystem

/// A directory with a file for each message: a Maildir as maildir(5) describes it, or a plain folder of `.eml` or
/// `.json` files.
///
/// Messages are staged under `.liaison/staging`, then renamed into place. Not under a Maildir's `tmp`: mail readers
/// may clear that of files older than 36 hours, and a pull may be resumed later than that.
package struct MessageFolder: MessageStore {
    package let path: String
    package let format: MessageFormat
    package let staging: Staging

    /// Makes the directories that are missing, readable by their owner alone.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - format: Anything but `mbox`, which is one file.
    /// - Throws: What mkdir(2) says.
    package init(creating path: String, as format: MessageFormat = .maildir) throws(SystemError) {
        precondition(format != .mbox, "an mbox is a file")
        self.path = path
        self.format = format
        if format == .maildir {
            for name in ["cur", "new", "tmp"] { try Files.makeDirectory("\(path)/\(name)", mode: 0o700) }
        }
        staging = try Staging(creating: "\(path)/.liaison", form: .fileEach)
    }

    /// The directories that hold messages; new ones go into the first.
    private var folders: [String] { format == .maildir ? ["\(path)/new", "\(path)/cur"] : [path] }

    private var suffix: String { format == .maildir ? "" : ".\(format.rawValue)" }

    package func names() throws(SystemError) -> Set<MailName> {
        var names: Set<MailName> = []
        for folder in folders {
            for file in try Files.names(in: folder) {
                if let name = name(ofFile: file) { names.insert(name) }
            }
        }
        return names
    }

    package func position() -> Int? { nil }

    package func publish(_ names: [MailName], at position: Int? = nil) throws(SystemError) {
        if names.isEmpty { return }
        for name in names {
            let (from, to) = (staging.path(of: name), "\(folders[0])/\(name)\(suffix)")
            do throws(SystemError) {
                try retryingOnInterrupt("renameat2", to) { clinux_rename_noreplace(from, to) }
            } catch {
                switch error.code {
                // Moved before an interruption: whether the user has kept it since doesn't matter.
                case .noSuchFile: continue
                case .exists: try Files.remove(from)
                // NFS and others know no RENAME_NOREPLACE; replacing the same name by the same message is as good.
                case .invalidArgument: try retryingOnInterrupt("rename", to) { rename(from, to) }
                default: throw error
                }
            }
        }
        try Files.syncDirectory(folders[0])
        try Files.syncDirectory(staging.directory)
    }

    /// The files of a case's messages, with their folder.
    func files(of number: CaseNumber) throws(SystemError) -> [String] {
        var files: [String] = []
        for folder in folders {
            for file in try Files.names(in: folder) {
                if let name = name(ofFile: file), name.belongs(to: number) {
                    files.append("\(folder)/\(file)")
                }
            }
        }
        return files
    }

    /// Makes what happened in the folders durable.
    func syncFolders() throws(SystemError) {
        for folder in folders { try Files.syncDirectory(folder) }
    }

    /// The name of a file that a pull made; in a Maildir flags may follow it.
    private func name(ofFile file: String) -> MailName? {
        guard file.hasSuffix(suffix) else { return nil }
        let name = MailName(fileName: file.dropLast(suffix.count))
        return suffix.isEmpty || name?.description.count == file.count - suffix.count ? name : nil
    }
}
