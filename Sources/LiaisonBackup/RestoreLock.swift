import LiaisonSystem

/// Keeps two restores out of one directory; it ends with its owner.
final class RestoreLock: Sendable {
    private let lock: FileLock

    init(at path: String) throws(SystemError) { lock = try FileLock(at: path, waiting: false) }
}
