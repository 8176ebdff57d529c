import Glibc
import LiaisonCases
import LiaisonJournal
import LiaisonSystem

/// Files below a directory that are written together and made durable together: thousands of small files would cost a
/// sync of the disk each.
///
/// A file that is there already keeps its place until all is on stable storage: what replaces it waits beside it, as
/// `<name>.<random>.tmp`. On a local file system one syncfs(2) does for all; where that doesn't reach the disk each file
/// and directory is synced by itself. Used by backups, and by restores.
struct SyncedTree: Sendable {
    let root: String
    private let sync: TreeSync?
    /// The directories that were seen to, and whether files there need a sync of their own.
    private var directories: [String: Bool] = [:]
    /// What is to take a file's place.
    private var waiting: [BackupPath: String] = [:]

    /// The call that makes everything on the tree's file system durable.
    private final class TreeSync: Sendable {
        private let ofAll: FileSystemSync
        var device: UInt64 { ofAll.device }

        /// Nothing where the file system has no such call.
        init?(at root: String) throws(SystemError) {
            guard let sync = try FileSystemSync(at: root) else { return nil }
            ofAll = sync
        }

        func run() throws(SystemError) { try ofAll.run() }
    }

    /// - Parameter root: The directory; it is made when it is missing.
    /// - Throws: What the file system says.
    init(at root: String) throws(SystemError) {
        self.root = root
        try Files.makeDirectory(root)
        sync = try TreeSync(at: root)
    }

    /// Where a file stands now: in its place, or waiting for that.
    func place(_ path: BackupPath) -> String { waiting[path] ?? "\(root)/\(path)" }

    /// Opens a file for reading.
    func open(_ path: BackupPath) throws(SystemError) -> FileDescriptor {
        try FileDescriptor(opening: place(path), flags: O_RDONLY | O_NOFOLLOW)
    }

    /// Whether a file is there, in the length that a manifest names or a greater one.
    func holds(_ file: Manifest.File) throws(SystemError) -> Bool {
        guard let status = try Files.status(place(file.path), following: false) else { return false }
        return status.isRegularFile && status.size >= file.length
    }

    /// Writes the beginning of a file, in the place of one that may be there.
    mutating func write(
        _ file: borrowing FileDescriptor, _ length: Int, mode: UInt32, to path: BackupPath,
        _ hash: inout SHA256
    ) throws(SystemError) {
        try write(to: path, mode: mode) { (output: borrowing FileDescriptor) throws(SystemError) in
            try file.copy(0..<length, to: output, &hash)
        }
    }

    /// Writes a file, in the place of one that may be there.
    ///
    /// - Parameters:
    ///   - path: Where.
    ///   - mode: Its permissions.
    ///   - body: Writes it.
    /// - Throws: What the file system or `body` says; nothing is there then that wasn't before.
    mutating func write(
        to path: BackupPath, mode: UInt32, _ body: (borrowing FileDescriptor) throws(SystemError) -> Void
    ) throws(SystemError) {
        let target = "\(root)/\(path)"
        let needsSync = try prepare(Files.parent(of: target))
        if let before = waiting.removeValue(forKey: path) { try Files.remove(before) }
        let isThere = try Files.status(target, following: false) != nil
        let place = isThere ? "\(target).\(RandomBytes.hex(count: 4)).tmp" : target
        do throws(SystemError) {
            let output = try FileDescriptor(
                opening: place, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode_t(mode & 0o777))
            try body(output)
            if needsSync { try output.sync() } else { output.startWriting() }
            try output.close()
        } catch {
            // Of no use to anyone; that removing it may fail changes nothing.
            _ = unlink(place)
            throw error.about(target)
        }
        if isThere { waiting[path] = place }
    }

    /// Writes more of a file behind what is there of it.
    ///
    /// - Parameters:
    ///   - path: Which.
    ///   - length: How much of it is kept.
    ///   - body: Writes the rest.
    /// - Throws: What the file system or `body` says.
    mutating func append(
        to path: BackupPath, behind length: Int,
        _ body: (borrowing FileDescriptor) throws(SystemError) -> Void
    ) throws(SystemError) {
        let target = place(path)
        let needsSync = try prepare(Files.parent(of: target))
        do throws(SystemError) {
            let copy = try FileDescriptor(opening: target, flags: O_WRONLY | O_NOFOLLOW)
            let number = copy.rawValue
            try retryingOnInterrupt("ftruncate", target) { ftruncate(number, off_t(length)) }
            try body(copy)
            if needsSync { try copy.sync() } else { copy.startWriting() }
            try copy.close()
        } catch {
            throw error.about(target)
        }
    }

    /// Makes all durable, and puts what waits in its place.
    ///
    /// - Throws: What the file system says; what was there before may be there still.
    mutating func settle() throws(SystemError) {
        try syncAll()
        if waiting.isEmpty { return }
        for (path, place) in waiting {
            let target = "\(root)/\(path)"
            try retryingOnInterrupt("rename", target) { rename(place, target) }
        }
        waiting = [:]
        try syncAll()
    }

    /// Takes over what was written below the same directory on another thread, other files than here.
    mutating func add(_ other: SyncedTree) {
        directories.merge(other.directories) { first, _ in first }
        waiting.merge(other.waiting) { first, _ in first }
    }

    private func syncAll() throws(SystemError) {
        try sync?.run()
        for (directory, needsSync) in directories where needsSync { try Files.syncDirectory(directory) }
    }

    /// Makes a directory, and says whether files in it need a sync of their own.
    private mutating func prepare(_ directory: String) throws(SystemError) -> Bool {
        if let needsSync = directories[directory] { return needsSync }
        try Files.makeDirectory(directory, isDurable: sync == nil)
        var needsSync = true
        if let sync { needsSync = try Files.status(directory)?.device != sync.device }
        directories[directory] = needsSync
        return needsSync
    }
}
