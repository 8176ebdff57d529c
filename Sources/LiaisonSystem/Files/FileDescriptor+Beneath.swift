import CLinux
import Glibc

extension FileDescriptor {
    /// Opens a file below a directory, following no symbolic link on the way: one that somebody planted in the store
    /// leads nowhere, but to ELOOP.
    ///
    /// openat2(2) where the kernel has it (Linux 5.6) and lets a sandboxed process use it, else name by name.
    ///
    /// - Parameters:
    ///   - root: The directory, whose own path may hold links.
    ///   - path: The names below it, none of them `..`.
    ///   - flags: The flags of open(2).
    ///   - mode: The permission bits of a file that is created, before the umask.
    /// - Returns: The file.
    /// - Throws: What openat2(2) or openat(2) says, about the whole path.
    package static func open(
        beneath root: String, _ path: String, flags: Int32, mode: mode_t = 0o640
    ) throws(SystemError) -> FileDescriptor {
        let file = try retryingWhenStale { () throws(SystemError) in
            try openOnce(beneath: root, path, flags: flags, mode: mode)
        }
        if flags & O_CREAT != 0 { try adoptOwner(of: file.rawValue, in: Files.parent(of: "\(root)/\(path)")) }
        return file
    }

    /// Opens a file in a directory which must itself be no symbolic link, however one comes to it.
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - name: The file's name: one component.
    ///   - flags: The flags of open(2).
    ///   - mode: The permission bits of a file that is created, before the umask.
    /// - Returns: The file.
    /// - Throws: What open(2) says; ELOOP for a link.
    package static func open(
        in directory: String, _ name: String, flags: Int32, mode: mode_t = 0o640
    ) throws(SystemError) -> FileDescriptor {
        let last = directory.split(separator: "/").last.map(String.init) ?? "."
        return try open(
            beneath: Files.parent(of: directory), "\(last)/\(name)", flags: flags, mode: mode)
    }

    private static func openOnce(
        beneath root: String, _ path: String, flags: Int32, mode: mode_t
    ) throws(SystemError) -> FileDescriptor {
        let whole = "\(root)/\(path)"
        let directory = try FileDescriptor(opening: root, flags: O_RDONLY | O_DIRECTORY)
        let start = directory.rawValue
        do throws(SystemError) {
            let number = try retryingOnInterrupt("openat2", whole) {
                clinux_open_beneath(start, path, flags | O_CLOEXEC, mode)
            }
            return FileDescriptor(owning: number)
        } catch {
            guard error.code == Errno(ENOSYS) || error.code == .operationNotPermitted else { throw error }
        }
        return try walking(directory, path, whole, flags: flags, mode: mode)
    }

    /// Opens name after name, each of which must be no link.
    private static func walking(
        _ root: consuming FileDescriptor, _ path: String, _ whole: String, flags: Int32, mode: mode_t
    ) throws(SystemError) -> FileDescriptor {
        let names = path.split(separator: "/").map(String.init)
        var current = root
        for name in names.dropLast() {
            let number = current.rawValue
            current = FileDescriptor(
                owning: try retryingOnInterrupt("openat", whole) {
                    clinux_openat(number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
                })
        }
        let number = current.rawValue
        let last = names.last ?? "."
        return FileDescriptor(
            owning: try retryingOnInterrupt("openat", whole) {
                clinux_openat(number, last, flags | O_NOFOLLOW | O_CLOEXEC, mode)
            })
    }

    /// Gives a file that root has made in somebody's directory to that somebody: a command run by root must not lock the
    /// service out of its own store.
    ///
    /// - Parameters:
    ///   - number: The file's descriptor.
    ///   - path: The directory.
    /// - Throws: What fchown(2) says.
    static func adoptOwner(of number: Int32, in path: String) throws(SystemError) {
        guard geteuid() == 0, let parent = try Files.status(path), parent.owner != 0 else { return }
        var own = stat()
        try retryingOnInterrupt("fstat") { fstat(number, &own) }
        // A file with a second name may be one of root's own, linked here for just this purpose.
        guard own.st_uid == 0, own.st_nlink == 1 || own.st_mode & S_IFMT == S_IFDIR else { return }
        try retryingOnInterrupt("fchown", path) { fchown(number, parent.owner, parent.group) }
    }
}
