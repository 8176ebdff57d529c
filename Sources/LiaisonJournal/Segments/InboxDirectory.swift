import Glibc
import LiaisonCodes
import LiaisonStore
import LiaisonSystem

/// A station's inbox directory, `stations/<ID>/inbox`: its segments, by their names.
///
/// Anything but a regular file in a segment's place is refused; so is a symbolic link there, or in that of a directory below
/// the data directory: one that somebody planted in the store leads nowhere.
package struct InboxDirectory: Hashable, Sendable {
    /// The station's directory.
    package let parent: StationDirectory
    /// Whose.
    package var station: StationID { parent.station }
    package let path: String
    /// Its path below the data directory.
    private let relativePath: String

    /// Names a station's inbox, which need not be there.
    ///
    /// - Parameters:
    ///   - station: Whose.
    ///   - directory: The data directory.
    package init(of station: StationID, in directory: DataDirectory) {
        parent = directory.directory(of: station)
        let name = StationDirectory.Entry.inbox.rawValue
        (path, relativePath) = ("\(parent.path)/\(name)", "\(parent.relativePath)/\(name)")
    }

    /// Where a segment stands.
    ///
    /// - Parameter name: The segment.
    /// - Returns: Its path.
    package func path(of name: SegmentName) -> String { "\(path)/\(name.fileName)" }

    /// The segments in it.
    ///
    /// - Returns: Their names, in order; none where there is no directory yet.
    /// - Throws: What opendir(3) or readdir(3) says.
    package func segmentNames() throws(SystemError) -> [SegmentName] {
        do throws(SystemError) {
            return try Files.names(in: path).compactMap { SegmentName(fileName: $0) }.sorted()
        } catch {
            if error.code == .noSuchFile { return [] }
            throw error
        }
    }

    /// Opens a segment for reading.
    ///
    /// - Parameter name: The segment.
    /// - Returns: The open file.
    /// - Throws: What openat2(2) says; ELOOP for a link.
    package func open(_ name: SegmentName) throws(SystemError) -> FileDescriptor {
        try open(name, flags: O_RDONLY)
    }

    /// Opens a segment.
    func open(_ name: SegmentName, flags: Int32) throws(SystemError) -> FileDescriptor {
        // Without waiting: a pipe in its place would wait for a writer for ever.
        let file = try FileDescriptor.open(
            beneath: parent.data.path, "\(relativePath)/\(name.fileName)", flags: flags | O_NONBLOCK)
        let status = try file.status()
        if status.isRegularFile { return file }
        throw SystemError(
            "openat", path(of: name), code: status.isDirectory ? .isDirectory : .notSupported)
    }

    /// Whether a segment can be opened; one that can't be for a reason of its own is damaged.
    ///
    /// - Parameter name: The segment.
    /// - Returns: Whether it can.
    /// - Throws: What the file system says of more than that file.
    package func canOpen(_ name: SegmentName) throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try open(name)
            return true
        } catch {
            if error.concernsOneFile { return false }
            throw error
        }
    }

    /// Makes sure that what another writer has written to a segment is on stable storage; a damaged one is passed over.
    ///
    /// - Parameter name: The segment.
    /// - Throws: What the file system says of more than that file.
    package func sync(_ name: SegmentName) throws(SystemError) {
        do throws(SystemError) {
            try open(name).syncData()
        } catch {
            if !error.concernsOneFile { throw error }
        }
    }

    /// Whether one of the three directories `stations/<ID>/inbox` is a symbolic link, or can't be looked at.
    ///
    /// - Returns: Whether one is.
    package func isBehindLink() -> Bool {
        do throws(SystemError) {
            try refuseLinks()
            return false
        } catch {
            return true
        }
    }

    /// Refuses a store in which one of the three directories `stations/<ID>/inbox` is a symbolic link.
    ///
    /// - Throws: ELOOP where one is, and what stat(2) says.
    package func refuseLinks() throws(SystemError) {
        for path in [path, parent.path, parent.data.path(of: .stations)] {
            if try Files.status(path, following: false)?.isSymbolicLink == true {
                throw SystemError("open", path, code: .symbolicLink)
            }
        }
    }
}
