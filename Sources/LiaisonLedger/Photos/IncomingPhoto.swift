import Glibc
import LiaisonPhotos
import LiaisonSystem

/// A stripped photo on stable storage that waits for its case; its file is gone with its last user, unless the
/// case has taken it.
package final class IncomingPhoto: Sendable {
    package let photo: Photo
    let path: String

    /// Takes over a file.
    init(_ photo: Photo, at path: String) { (self.photo, self.path) = (photo, path) }

    /// Whether its file still waits in the spool directory: a case may have taken it, or a sweep.
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

extension Photo {
    /// What a case remembers of it, to tell the same photo when it comes again.
    var digest: Digest { Digest(hash) }
}
