import CLinux
import Glibc
import LiaisonSystem

/// The one writer of one segment: writes whole batches, each followed by a sync.
///
/// After any failure it is of no more use: what the kernel kept of the batch is unknown, so the segment is
/// abandoned, and the next batch goes to a new one.
package struct SegmentWriter: ~Copyable {
    /// The segment that it writes.
    package let name: SegmentName
    private let path: String
    private let inbox: InboxDirectory
    private let file: FileDescriptor
    /// Bytes that are on stable storage.
    private var length = 0
    /// Bytes that were written since.
    private var unsynced = 0
    private var isDirectorySynced = false
    /// The number of the device that the file stands on; 0 before the first ``write(_:)``.
    private var device: UInt64 = 0

    /// Claims the first free name of the month of `today` by creating its file exclusively.
    ///
    /// - Parameters:
    ///   - inbox: The station's inbox; it is made when absent.
    ///   - last: The last name in use, as far as known; others may have taken later ones since.
    ///   - today: The Beijing date.
    /// - Throws: What mkdir(2) or open(2) says.
    package init(
        claimingIn inbox: InboxDirectory, after last: SegmentName?, today: CivilDate
    ) throws(SystemError) {
        try inbox.parent.make()
        // Opened by its whole path and followed nowhere: looked at before, link by link.
        try inbox.refuseLinks()
        let first = SegmentName(firstOf: today)
        var name = last.map { $0.month >= first.month ? $0.next : first } ?? first
        while true {
            let path = inbox.path(of: name)
            do throws(SystemError) {
                file = try FileDescriptor(
                    opening: path, flags: O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW)
                self.name = name
                self.path = path
                self.inbox = inbox
                return
            } catch {
                if error.code != .exists { throw error }
                name = name.next
            }
        }
    }

    /// Appends a batch of whole lines; not on stable storage before the next ``sync()``.
    ///
    /// - Parameter batch: The lines, each with its newline.
    /// - Throws: What write(2) says; EIO where the file didn't take all of it.
    package mutating func write(_ batch: [UInt8]) throws(SystemError) {
        do throws(SystemError) {
            device = try file.append(whole: batch, at: length + unsynced).device
        } catch {
            throw error.about(path)
        }
        unsynced += batch.count
    }

    /// Waits until what was written is on stable storage, the file's directory entry included.
    ///
    /// - Throws: What fdatasync(2) says, or the file system of itself.
    package mutating func sync() throws(SystemError) {
        do throws(SystemError) { try file.syncData() } catch { throw error.about(path) }
        if !isDirectorySynced { try Files.syncDirectory(inbox.path) }
        do throws(SystemError) { try file.checkFileSystem() } catch { throw error.about(path) }
        noteSynced()
    }

    /// Takes note that the whole file system was synced after the last ``write(_:)``.
    ///
    /// - Throws: The error with which the kernel failed to write any of it since the file was opened: whoever
    ///   synced the file system before may have been told in our place.
    package mutating func confirmSync() throws(SystemError) {
        do throws(SystemError) { try file.checkWritten() } catch { throw error.about(path) }
        noteSynced()
    }

    private mutating func noteSynced() {
        isDirectorySynced = true
        length += unsynced
        unsynced = 0
    }

    /// Whether the file stands on that file system.
    ///
    /// - Parameter fileSystem: The file system.
    /// - Returns: Whether it does.
    package func isOn(_ fileSystem: borrowing FileSystemSync) -> Bool { device == fileSystem.device }

    /// Gives the segment up after a failure.
    ///
    /// - Returns: What it holds beyond its last sync: it must go, because a message whose sync failed may look
    ///   stored as long as the machine runs, and be gone after a power cut.
    package consuming func abandon() -> SegmentRest { SegmentRest(path: path, length: length) }

    /// Tries in `directory` the very calls that ``write(_:)`` and ``sync()`` make, on a file that is gone afterwards.
    ///
    /// - Parameter directory: Where to try; it is made when absent.
    /// - Throws: What the next commit would most likely meet.
    package static func probe(in directory: String) throws(SystemError) {
        let path = "\(directory)/.probe-\(RandomBytes.hex(count: 4))"
        try Files.makeDirectory(directory)
        defer { _ = unlink(path) }
        do throws(SystemError) {
            let file = try FileDescriptor(
                opening: path, flags: O_WRONLY | O_APPEND | O_CREAT | O_EXCL, mode: 0o640)
            _ = try file.append(whole: Array("probe\n".utf8), at: 0)
            // Before the disk is waited for: a process that ends meanwhile leaves nothing behind.
            try Files.remove(path)
            try file.syncData()
            try file.checkFileSystem()
        } catch {
            throw error.about(path)
        }
        try Files.syncDirectory(directory)
    }
}

extension FileDescriptor {
    /// Appends bytes to a file of that length and looks whether it took them all.
    ///
    /// write(2) may say that it did and not have done it, on network file systems above all; the sync after it
    /// would say nothing either.
    fileprivate borrowing func append(
        whole bytes: [UInt8], at length: Int
    ) throws(SystemError) -> FileStatus {
        try writeAll(bytes)
        let status = try status()
        if status.size != length + bytes.count { throw SystemError("write", code: .inputOutput) }
        // Somebody has deleted it: what stands in it is gone with this process.
        if status.isUnlinked { throw SystemError("write", code: .noSuchFile) }
        return status
    }
}

/// What a given-up segment holds beyond what is on stable storage.
package struct SegmentRest: Sendable {
    let path: String
    /// Bytes that are on stable storage.
    let length: Int

    /// Cuts the rest off; a segment that has nothing else goes as a whole.
    ///
    /// - Throws: What truncate(2) or unlink(2) says.
    package func remove() throws(SystemError) {
        // Somebody has deleted it, and the rest with it.
        guard let status = try Files.status(path) else { return }
        if length == 0 { return try Files.remove(path) }
        // Somebody has cut it shorter: truncate(2) would fill it up with zeros.
        if status.size <= length { return }
        try retryingOnInterrupt("truncate", path) { truncate(path, off_t(length)) }
    }
}
