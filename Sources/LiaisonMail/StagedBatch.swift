import CLinux
import Glibc
import LiaisonSystem
import Synchronization

/// Messages on their way into a store: written one by one, synced together, then published.
///
/// Messages of an mbox wait in one file, which is synced as such.
///
/// Syncing each file before the next is written costs a journal commit and a flush of the disk's cache each. Many files
/// on a local file system are made durable by one syncfs(2). Elsewhere each is synced itself, which is what a network
/// file system needs; the kernel is first asked to start writing all of them, and several syncs wait at a time, so that
/// the block layer merges their flushes.
package struct StagedBatch: ~Copyable {
    private let staging: Staging
    /// The staging directory, opened before the first write so that syncfs(2) tells of every one that failed.
    private let directory: FileDescriptor
    /// Whether one syncfs(2) makes all files durable, instead of a sync for each.
    private let syncsAllAtOnce: Bool
    /// Descriptors not yet synced; this batch owns them.
    private var unsynced: [Int32] = []
    /// What was added, in that order.
    package private(set) var names: [MailName] = []

    /// How many files are held open at once: well below the usual limit of 1,024 a process.
    private static let mostOpen = 256
    /// How many syncs may wait for the disk together.
    private static let syncThreads = 16
    /// From how many files on one syncfs(2) is cheaper, though it also writes what other programs have left unwritten.
    private static let manyFiles = 32

    /// A batch of about `count` messages.
    package init(in staging: Staging, count: Int) throws(SystemError) {
        let directory = try FileDescriptor(opening: staging.directory, flags: O_RDONLY | O_DIRECTORY)
        let areManyFiles = staging.form == .fileEach && count >= Self.manyFiles
        let isLocal = try directory.isOnLocalFileSystem()
        self.init(staging, directory, syncsAllAtOnce: areManyFiles && isLocal)
    }

    private init(_ staging: Staging, _ directory: consuming FileDescriptor, syncsAllAtOnce: Bool) {
        self.staging = staging
        self.directory = directory
        self.syncsAllAtOnce = syncsAllAtOnce
    }

    deinit { for number in unsynced { Glibc.close(number) } }

    /// Stages a message; it is in no reader's sight yet, and not on stable storage before ``sync()``.
    ///
    /// - Parameters:
    ///   - content: The message.
    ///   - name: Its name.
    /// - Throws: What open(2), write(2) or fsync(2) says.
    package mutating func add(_ content: [UInt8], as name: MailName) throws(SystemError) {
        if unsynced.count >= Self.mostOpen { try syncFiles() }
        let file =
            switch staging.form {
            case .fileEach: try Self.create(staging.path(of: name))
            case .onePage: try openPage()
            }
        try file.writeAll(content)
        if syncsAllAtOnce { try file.close() } else { unsynced.append(file.release()) }
        names.append(name)
    }

    /// The page, made with its first message.
    private mutating func openPage() throws(SystemError) -> FileDescriptor {
        if let number = unsynced.popLast() { return FileDescriptor(owning: number) }
        return try Self.create(staging.page)
    }

    /// A leftover of an interrupted pull may stand there, perhaps torn: it is written anew.
    private static func create(_ path: String) throws(SystemError) -> FileDescriptor {
        try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
    }

    /// Puts everything that was added on stable storage.
    package mutating func sync() throws(SystemError) {
        try syncFiles()
        if names.isEmpty { return }
        if syncsAllAtOnce { try directory.syncFileSystem() }
        try directory.sync()
    }

    private mutating func syncFiles() throws(SystemError) {
        for number in unsynced {
            // A hint only: the fsync below is what counts.
            _ = clinux_start_writing(number)
        }
        let numbers = unsynced
        unsynced = []
        let failure = Mutex<SystemError?>(nil)
        try Thread.concurrently(numbers.count, threads: Self.syncThreads) { index in
            let file = FileDescriptor(owning: numbers[index])
            do throws(SystemError) {
                try file.sync()
                try file.close()
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
