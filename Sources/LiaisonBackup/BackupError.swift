import LiaisonSystem

/// Why a backup or a restore stopped.
package enum BackupError: Error, Equatable, Sendable {
    case system(SystemError)
    /// The target directory holds something, but no backup.
    case foreignTarget(path: String)
    /// The directory to restore into isn't empty.
    case notEmpty(path: String)
    /// There is no manifest, or the archive ends before it: no whole backup.
    case noManifest(path: String)
    /// The archive has an entry that no backup has: the reason and its name.
    case badEntry(name: String)
    /// The archive's bytes are no tar archive, from that offset on.
    case badArchive(offset: Int)
    /// Somebody erased cases faster than a station could be copied.
    case restless(station: String)

    /// Runs calls of the system; what they say becomes ``system(_:)``.
    package static func wrapping<Value: ~Copyable>(
        _ body: () throws(SystemError) -> Value
    ) throws(BackupError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .system(error) }
    }
}

/// Something that is wrong with one file, which doesn't keep the others from being copied.
package struct BackupFinding: Equatable, Sendable {
    package let path: String
    /// The line, from 1; 0 for the file as a whole.
    package let line: Int
    package let problem: Problem

    package enum Problem: Equatable, Sendable {
        /// A segment that the backup has is gone, shorter or different in the data directory: the backup keeps its own.
        case vanished
        /// A line of a segment isn't sound; it is copied as it is.
        case unsound
        /// A symbolic link or another thing that is no regular file; it isn't copied.
        case irregular
        /// It couldn't be read.
        case system(SystemError)
        /// The backup lacks it, or what it has doesn't give the hash of the manifest.
        case missing
        case altered
    }
}
