import Glibc
import LiaisonCodes
import LiaisonSystem

/// What keeps two servers from placing the photos of one folder at the same time: a file in the spool directory.
///
/// Only a form that goes to two servers at once brings that about. Where one looks a name up while a brick of
/// GlusterFS is making that directory for the other, the brick fails and takes it away again (gluster/glusterfs#2744;
/// seen of 10.3), and while another brick of three is dead, nobody gets at that name before a heal. Directories that
/// are made under another name and renamed don't do either: where a brick dies in between, its heal may end with
/// two directories of one identity, and a photo in the wrong one.
enum PhotoClaim {
    /// What the names of the files begin with.
    static let prefix = "claim-"
    /// How long, in nanoseconds, the second waits before it takes the first for dead: 3 s.
    private static let patience: UInt64 = 3_000_000_000
    /// How often it looks, in microseconds.
    private static let interval: UInt32 = 5_000

    /// Runs `body` while nobody else who lives does so for the same folder, or after who was first.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - spool: The spool directory.
    ///   - body: Places the photos.
    /// - Throws: What open(2), readdir(3) or `body` says.
    static func holding(
        _ folder: PhotoFolder, in spool: String, _ body: () throws(SystemError) -> Void
    ) throws(SystemError) {
        let name = "\(prefix)\(folder.name)"
        let path = "\(spool)/\(name)"
        var isMine = try make(name, in: spool)
        if !isMine { isMine = try !isRemoved(name, from: spool) }
        // What can't be removed now is swept away when it has grown old.
        defer { if isMine { _ = unlink(path) } }
        try body()
    }

    /// Waits until the first has finished.
    ///
    /// It looks at the list: the kernel remembers a name of a network file system for a second.
    private static func isRemoved(_ name: String, from spool: String) throws(SystemError) -> Bool {
        let end = monotonicNanoseconds() + patience
        while try Files.names(in: spool).contains(name) {
            if monotonicNanoseconds() > end { return false }
            usleep(interval)
        }
        return true
    }

    private static func make(_ name: String, in spool: String) throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try FileDescriptor.open(in: spool, name, flags: O_WRONLY | O_CREAT | O_EXCL)
            return true
        } catch {
            if error.code == .exists { return false }
            throw error
        }
    }
}
