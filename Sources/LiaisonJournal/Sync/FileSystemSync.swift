import Glibc
import LiaisonSystem

// The room of the disk as a whole: one sync for many segments, and whether there is space for more. Its rule: what a sync says
// of the whole file system is no proof for one file, whose own descriptor is asked too; and intake stops before the disk is
// full. Both are asked by `Commit/`; figures go to whoever watches the service.

/// Puts everything that was written to one file system on stable storage with one call.
///
/// For many files that wait together it is cheaper than a sync of each. It exists on local file systems alone: FUSE
/// and network file systems don't pass syncfs(2) on.
package struct FileSystemSync: ~Copyable {
    /// The file system's device number.
    package let device: UInt64
    private let directory: FileDescriptor

    /// Nothing where syncfs(2) doesn't reach the disk.
    ///
    /// - Parameter path: A directory on it.
    /// - Throws: What open(2) says.
    package init?(at path: String) throws(SystemError) {
        let directory = try FileDescriptor(opening: path, flags: O_RDONLY | O_DIRECTORY)
        guard try directory.isOnLocalFileSystem() else { return nil }
        device = try directory.status().device
        self.directory = directory
    }

    /// Waits until everything that was written before is on stable storage, directory entries included.
    ///
    /// - Throws: Any error of writing to the file system since the last call; one that an earlier call reported is
    ///   known to the file's own descriptor only: ask that too.
    package func run() throws(SystemError) {
        try directory.syncFileSystem()
        // ext4 up to Linux 6.5 answers syncfs(2) with success after it was shut down, Linux up to 5.16 after a failed
        // journal, and any may where that happens meanwhile; see `checkFileSystem()`. An fsync(2) after it tells.
        try directory.sync()
    }
}
