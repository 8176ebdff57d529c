import CLinux
import Glibc

/// A directory held open, whose entries are reached without following a symbolic link: one planted in the
/// store leads nowhere.
package struct Directory: ~Copyable {
    private let descriptor: FileDescriptor
    /// Where it was opened.
    let path: String

    /// Opens a directory by its path; of the path only the last name may not be a symbolic link.
    package init(_ path: String) throws(SystemError) {
        self.path = path
        descriptor = try FileDescriptor(
            opening: path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }

    private init(_ descriptor: consuming FileDescriptor, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a directory in this one.
    ///
    /// - Parameters:
    ///   - name: Its name: one component.
    ///   - mode: The permissions of one that has to be made; nothing to make none. Its entry here is durable after
    ///     ``sync()``.
    /// - Returns: The directory.
    /// - Throws: What openat(2) or mkdirat(2) says.
    package borrowing func directory(
        _ name: String, creating mode: mode_t? = nil
    ) throws(SystemError) -> Directory {
        let inner = "\(path)/\(name)"
        let number = descriptor.rawValue
        var isMade = false
        if let mode {
            do throws(SystemError) {
                try retryingOnInterrupt("mkdirat", inner) { mkdirat(number, name, mode) }
                isMade = true
            } catch {
                if error.code != .exists { throw error }
            }
        }
        let opened = try open(name, flags: O_RDONLY | O_DIRECTORY)
        if isMade { try FileDescriptor.adoptOwner(of: opened.rawValue, in: path) }
        return Directory(opened, path: inner)
    }

    /// Opens a file in this directory; a symbolic link in its place is ELOOP.
    package borrowing func open(
        _ name: String, flags: Int32, mode: mode_t = 0o640
    ) throws(SystemError) -> FileDescriptor {
        let number = descriptor.rawValue
        return FileDescriptor(
            owning: try retryingOnInterrupt("openat", "\(path)/\(name)") {
                clinux_openat(number, name, flags | O_NOFOLLOW | O_CLOEXEC, mode)
            })
    }

    /// Moves a file here from anywhere on the same file system, over one of that name.
    package borrowing func take(_ source: String, as name: String) throws(SystemError) {
        let number = descriptor.rawValue
        try retryingOnInterrupt("renameat", "\(path)/\(name)") { renameat(AT_FDCWD, source, number, name) }
    }

    /// Renames an entry; a directory in the place of the new name must be empty.
    borrowing func rename(_ old: String, to new: String) throws(SystemError) {
        let number = descriptor.rawValue
        try retryingOnInterrupt("renameat", "\(path)/\(new)") { renameat(number, old, number, new) }
    }

    /// Removes a file; one that is absent already is fine.
    package borrowing func remove(_ name: String) throws(SystemError) {
        try unlink(name, flags: 0)
    }

    /// Removes an empty directory; one that is absent already is fine.
    package borrowing func removeDirectory(_ name: String) throws(SystemError) {
        try unlink(name, flags: AT_REMOVEDIR)
    }

    /// Makes the entries durable: fsync(2).
    package borrowing func sync() throws(SystemError) {
        do throws(SystemError) { try descriptor.sync() } catch { throw error.about(path) }
    }

    /// As ``FileDescriptor/isOnLocalFileSystem()``.
    package borrowing func isOnLocalFileSystem() throws(SystemError) -> Bool {
        try descriptor.isOnLocalFileSystem()
    }

    /// The status of an entry, of the symbolic link itself if it is one, or nothing when there is none.
    package borrowing func status(_ name: String) throws(SystemError) -> FileStatus? {
        let number = descriptor.rawValue
        var status = stat()
        do throws(SystemError) {
            try retryingOnInterrupt("fstatat", name) {
                fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW)
            }
        } catch {
            if error.code == .noSuchFile { return nil }
            throw error.about("\(path)/\(name)")
        }
        return FileStatus(status)
    }

    /// The names of the entries, sorted by byte order.
    package borrowing func names() throws(SystemError) -> [String] {
        do throws(SystemError) {
            return try Files.names(in: "/proc/self/fd/\(descriptor.rawValue)/.")
        } catch {
            throw SystemError(error.call, path, code: error.code)
        }
    }

    private borrowing func unlink(_ name: String, flags: Int32) throws(SystemError) {
        let number = descriptor.rawValue
        do throws(SystemError) {
            try retryingOnInterrupt("unlinkat", "\(path)/\(name)") { unlinkat(number, name, flags) }
        } catch {
            if error.code != .noSuchFile { throw error }
        }
    }
}
