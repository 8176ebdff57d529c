import CLinux
import Glibc
import LiaisonSystem
import Synchronization

/// Messages on their way into a Maildir: written one by one, synced together, then published.
///
/// Syncing each file before the next is written costs a journal commit and a flush of the disk's cache each. Here
/// the kernel is first asked to start writing all of them, and then each is synced, several at a time: the block
/// layer merges flushes that wait together. Each file is synced itself, which is what a network file system needs.
package struct MaildirBatch: ~Copyable {
    private let maildir: Maildir
    /// Descriptors not yet synced; this batch owns them.
    private var unsynced: [Int32] = []
    /// What was added, in that order.
    package private(set) var names: [MailName] = []

    /// How many files are held open at once: well below the usual limit of 1,024 a process.
    private static let mostOpen = 256
    /// How many syncs may wait for the disk together.
    private static let syncThreads = 16

    package init(in maildir: Maildir) {
        self.maildir = maildir
        unsynced.reserveCapacity(Self.mostOpen)
    }

    deinit { for number in unsynced { Glibc.close(number) } }

    /// Stages a message; it is in no reader's sight yet, and not on stable storage before ``sync()``.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - name: Its name.
    /// - Throws: What open(2), write(2) or fsync(2) says.
    package mutating func add(_ message: MailMessage, as name: MailName) throws(SystemError) {
        if unsynced.count >= Self.mostOpen { try syncFiles() }
        let path = "\(maildir.staging)/\(name)"
        // A leftover of an interrupted pull may stand there, perhaps torn: it is written anew.
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)
        try file.writeAll(message.bytes)
        unsynced.append(file.release())
        names.append(name)
    }

    /// Puts everything that was added on stable storage.
    package mutating func sync() throws(SystemError) {
        try syncFiles()
        if !names.isEmpty { try Files.syncDirectory(maildir.staging) }
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
