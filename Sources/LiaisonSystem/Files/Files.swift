import CLinux
import Glibc
import Synchronization

/// Whole-file operations on paths; each either happens completely or throws.
package enum Files {
    /// The content of a regular file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The most bytes to accept.
    /// - Returns: The bytes.
    /// - Throws: What open(2) or read(2) says; EFBIG when there are more than `limit`.
    package static func read(_ path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
        do throws(SystemError) {
            let file = try FileDescriptor(opening: path, flags: O_RDONLY)
            if try file.status().isDirectory { throw SystemError("read", path, code: .isDirectory) }
            return try file.readToEnd(limit: limit)
        } catch {
            throw error.about(path)
        }
    }

    /// Puts `bytes` at `path` durably and atomically: a reader sees the old file or the new one, whole.
    ///
    /// A temporary file beside it is written, synced, renamed over `path`, and the directory synced.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - bytes: Its content.
    ///   - mode: Its permissions.
    ///   - isDurable: Whether it is synced; if not, it has to be made again should the power fail.
    /// - Throws: What open(2), write(2), fsync(2) or rename(2) says.
    package static func replace(
        _ path: String, with bytes: [UInt8], mode: mode_t = 0o640, isDurable: Bool = true
    ) throws(SystemError) {
        let temporary = temporaryPath(for: path)
        do throws(SystemError) {
            let file = try FileDescriptor(opening: temporary, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try file.writeAll(bytes)
            if isDurable { try file.sync() }
            try file.close()
            try retryingOnInterrupt("rename", path) { rename(temporary, path) }
        } catch {
            // The temporary file is of no use to anyone; that removing it may fail changes nothing.
            _ = unlink(temporary)
            throw error.about(path)
        }
        if isDurable { try syncDirectory(parent(of: path)) }
    }

    /// Where a file is written that is to become `path` as a whole.
    ///
    /// - Parameter path: The file.
    /// - Returns: A name beside it that nobody else has: `<name>.<process>.<random>.tmp`.
    package static func temporaryPath(for path: String) -> String {
        "\(path).\(getpid()).\(RandomBytes.hex(count: 4)).tmp"
    }

    /// Whether a file is what a process that was killed left of one to be, see ``temporaryPath(for:)``.
    ///
    /// - Parameter name: Its name; those of releases before may lack the process.
    /// - Returns: Whether it is.
    package static func isTemporary(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count >= 3, let random = parts.dropLast().last else { return false }
        return parts.last.map { $0.elementsEqual("tmp".utf8) } == true && random.count == 8
            && random.allSatisfy { Hex.value(of: $0) != nil }
    }

    /// Creates `path` with `bytes` durably; throws EEXIST when it is there already.
    package static func create(_ path: String, with bytes: [UInt8], mode: mode_t = 0o640) throws(SystemError)
    {
        do throws(SystemError) {
            let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
            try file.writeAll(bytes)
            try file.sync()
            try file.close()
        } catch {
            throw error.about(path)
        }
        try syncDirectory(parent(of: path))
    }

    /// Creates `path` durably with all of its bytes at once; throws EEXIST when it is there already.
    ///
    /// A file beside it is written, synced and linked. Not every file system has hard links.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - bytes: Its content.
    ///   - mode: Its permissions.
    /// - Throws: What open(2), write(2), fsync(2) or link(2) says.
    package static func createWhole(
        _ path: String, with bytes: [UInt8], mode: mode_t = 0o640
    ) throws(SystemError) {
        let temporary = temporaryPath(for: path)
        do throws(SystemError) {
            try create(temporary, with: bytes, mode: mode)
            try retryingOnInterrupt("link", path) { link(temporary, path) }
        } catch {
            // Of no use to anyone; that removing it may fail changes nothing.
            _ = unlink(temporary)
            throw error.about(path)
        }
        try remove(temporary)
        try syncDirectory(parent(of: path))
    }

    /// Makes a directory and whatever is missing above it, each entry durable; existing ones are fine.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - mode: The permissions of those that are made.
    ///   - isDurable: Whether the entries are synced; if not, the caller syncs them, with others.
    /// - Throws: What mkdir(2) or fsync(2) says.
    package static func makeDirectory(
        _ path: String, mode: mode_t = 0o750, isDurable: Bool = true
    ) throws(SystemError) {
        if let status = try status(path) {
            if status.isDirectory { return }
            throw SystemError("mkdir", path, code: .notDirectory)
        }
        let above = parent(of: path)
        try makeDirectory(above, mode: mode, isDurable: isDurable)
        do throws(SystemError) {
            try retryingOnInterrupt("mkdir", path) { mkdir(path, mode) }
            let made = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            try FileDescriptor.adoptOwner(of: made.rawValue, in: above)
        } catch {
            // Another process may have made it in between: that is as good.
            if error.code != .exists { throw error }
        }
        if isDurable { try syncDirectory(above) }
    }

    /// Directories that were found and whose entries this process has synced.
    private static let secured = Mutex<Set<String>>([])
    /// How many are remembered; they are forgotten all at once.
    private static let securedLimit = 10_000

    /// Makes sure that the entry of a directory which is there already is durable: whoever made it may have died before.
    ///
    /// Syncs once in a process for each path.
    ///
    /// - Parameter path: The directory; the one above it must be readable.
    /// - Throws: What open(2) or fsync(2) says of the one above.
    package static func secureDirectory(_ path: String) throws(SystemError) {
        if secured.withLock({ $0.contains(path) }) { return }
        try syncDirectory(parent(of: path))
        secured.withLock { known in
            if known.count >= securedLimit { known.removeAll() }
            known.insert(path)
        }
    }

    /// Makes a directory's entries durable: fsync(2) on the directory.
    package static func syncDirectory(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            let directory = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
            try directory.sync()
        } catch {
            throw error.about(path)
        }
    }

    /// stat(2), or nothing when there is no such file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - following: Whether a symbolic link stands for its target.
    /// - Returns: The status, or nothing.
    /// - Throws: What stat(2) says, except ENOENT.
    package static func status(_ path: String, following: Bool = true) throws(SystemError) -> FileStatus? {
        var status = stat()
        do throws(SystemError) {
            try retryingOnInterrupt("stat", path) { following ? stat(path, &status) : lstat(path, &status) }
        } catch {
            if error.code == .noSuchFile { return nil }
            throw error
        }
        return FileStatus(status)
    }

    /// The status of a file as it is at this moment on every machine that shares the file system, or nothing when there is
    /// none: NFS answers stat(2) from a memory of seconds, but asks its server whenever a file is opened.
    ///
    /// - Parameter path: A regular file.
    /// - Returns: The status, or nothing.
    /// - Throws: What open(2) or fstat(2) says, except ENOENT.
    package static func currentStatus(_ path: String) throws(SystemError) -> FileStatus? {
        do throws(SystemError) {
            let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK)
            return try file.status()
        } catch {
            if error.code == .noSuchFile { return nil }
            throw error.about(path)
        }
    }

    /// The names in a directory, without `.` and `..`, sorted by byte order.
    package static func names(in path: String) throws(SystemError) -> [String] {
        try unsortedNames(in: path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The names in a directory, without `.` and `..`, in any order.
    package static func unsortedNames(in path: String) throws(SystemError) -> [String] {
        guard let directory = opendir(path) else {
            let code = Errno.current
            throw SystemError("opendir", path, code: code)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else {
                let code = Errno.current
                if code.rawValue != 0 { throw SystemError("readdir", path, code: code) }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
    }

    /// Removes a file; one that is absent already is fine.
    package static func remove(_ path: String) throws(SystemError) {
        do throws(SystemError) {
            try retryingOnInterrupt("unlink", path) { unlink(path) }
        } catch {
            if error.code != .noSuchFile { throw error }
        }
    }

    /// Removes a directory and all below it, following no symbolic link.
    package static func removeTree(_ path: String) throws(SystemError) {
        guard let status = try status(path, following: false) else { return }
        if status.isDirectory {
            for name in try names(in: path) { try removeTree("\(path)/\(name)") }
            try retryingOnInterrupt("rmdir", path) { rmdir(path) }
        } else {
            try remove(path)
        }
    }

    /// The directory part of a path: `a/b` of `a/b/c`, `.` of `c`, `/` of `/c`.
    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Makes a fresh directory of mode 0700 under `TMPDIR` or `/tmp`: mkdtemp(3).
    package static func makeTemporaryDirectory(named prefix: String) throws(SystemError) -> String {
        let base = Environment.value("TMPDIR") ?? "/tmp"
        var template = Array("\(base)/\(prefix).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            let code = Errno.current
            throw SystemError("mkdtemp", base, code: code)
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension SystemError {
    /// The same error, naming `path` unless it names something already.
    package func about(_ path: String) -> SystemError {
        subject == nil ? SystemError(call, path, code: code) : self
    }
}

/// The process's environment.
package enum Environment {
    /// The value of a variable; an empty one counts as absent.
    package static func value(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
