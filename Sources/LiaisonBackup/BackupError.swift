import LiaisonSystem

/// Why a backup or a restore stopped.
package enum BackupError: Error, Equatable, Sendable {
    case system(SystemError)
    /// The target directory holds something, but no backup.
    case foreignTarget(path: String)
    /// The directory to restore into isn't empty, nor what a restore has left unfinished.
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
