import Glibc

/// What room a file system has: statvfs(3).
package struct FileSystemSpace: Equatable, Sendable {
    /// Bytes in all.
    package let total: Int
    /// Bytes that this process may still fill.
    package let available: Int
    /// Files that there can be, and how many more this process may make; both 0 where the file system doesn't count.
    package let totalFiles: Int
    package let availableFiles: Int

    package init(total: Int, available: Int, totalFiles: Int = 0, availableFiles: Int = 0) {
        self.total = total
        self.available = available
        self.totalFiles = totalFiles
        self.availableFiles = availableFiles
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
        totalFiles = Int(clamping: status.f_files)
        availableFiles = Int(clamping: status.f_favail)
    }
}
