import Glibc

/// What room a file system has: statvfs(3).
package struct FileSystemSpace: Equatable, Sendable {
    /// Bytes in all.
    package let total: Int
    /// Bytes that this process may still fill.
    package let available: Int

    package init(total: Int, available: Int) {
        self.total = total
        self.available = available
    }

    /// Asks the file system of `path`.
    ///
    /// - Throws: What statvfs(3) says.
    package init(at path: String) throws(SystemError) {
        var status = statvfs()
        try retryingOnInterrupt("statvfs", path) { statvfs(path, &status) }
        let block = Int(clamping: status.f_frsize)
        total = block * Int(clamping: status.f_blocks)
        available = block * Int(clamping: status.f_bavail)
    }
}
