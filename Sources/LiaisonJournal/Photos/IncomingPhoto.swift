import Glibc
import LiaisonPhotos
import LiaisonSystem

/// A stripped photo on stable storage that waits for what it belongs to; its file is gone with its last user, unless it
/// has been taken from there.
package final class IncomingPhoto: Sendable {
    /// What it is.
    package let photo: Photo
    /// Its file.
    let path: String

    /// Takes over a file.
    ///
    /// - Parameters:
    ///   - photo: What is in it.
    ///   - path: The file.
    package init(_ photo: Photo, at path: String) { (self.photo, self.path) = (photo, path) }

    /// Whether its file still waits in the spool directory: it may have been taken to its folder, or swept away.
    package var isWaiting: Bool { access(path, F_OK) == 0 }

    // What can't be removed now is swept away when it has grown old.
    deinit { _ = unlink(path) }
}

/// A file that a photo is written into.
final class PhotoFile {
    private let descriptor: FileDescriptor

    /// - Parameters:
    ///   - name: Its name.
    ///   - directory: Where; a symbolic link in that directory's place is ELOOP.
    /// - Throws: What open(2) says.
    init(creating name: String, in directory: String) throws(SystemError) {
        descriptor = try FileDescriptor.open(in: directory, name, flags: O_WRONLY | O_CREAT | O_EXCL)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) { try descriptor.writeAll(bytes) }

    func sync() throws(SystemError) { try descriptor.sync() }
}
