import Glibc
import LiaisonStore
import LiaisonSystem
import Synchronization

/// On which day each token was last used: a file for each below `token-use/`, named by the token's short name, with a
/// Beijing date in it.
///
/// Whoever lets a token in notes it in memory; a thread of its own writes what was noted, at most once a day for each
/// token, so that no request waits for it. Several servers write the same days. Nothing else depends on these files: they
/// aren't synced, and one that can't be read tells of no use.
package final class TokenUses: Sendable {
    private let directory: String
    private let state = Mutex<(noted: [String: CivilDate], written: [String: CivilDate])>(([:], [:]))

    /// - Parameter directory: The data directory.
    package init(of directory: DataDirectory) { self.directory = directory.path(of: .tokenUses) }

    /// Notes a use; touches no file.
    ///
    /// - Parameters:
    ///   - id: The token's short name.
    ///   - day: The Beijing date.
    package func note(_ id: String, on day: CivilDate) {
        state.withLock { state in
            guard state.written[id] != day else { return }
            state.noted[id] = day
        }
    }

    /// Writes what was noted since the last time; blocks on the disk.
    ///
    /// - Throws: The first failure; what couldn't be written is not tried again before the next day.
    package func write() throws(SystemError) {
        let noted = state.withLock { state in
            let noted = state.noted
            state.noted = [:]
            state.written.merge(noted) { _, new in new }
            return noted
        }
        if noted.isEmpty { return }
        try Files.makeDirectory(directory, mode: 0o700)
        for (id, day) in noted where Self.isName(id) {
            // Whole or not at all: a backup may read it at this moment.
            try Files.replace(
                "\(directory)/\(id)", with: Array(day.iso8601.utf8), mode: 0o600, isDurable: false)
        }
    }

    /// The day of a token's last use; nothing where none is known.
    package static func last(of id: String, in directory: DataDirectory) throws(SystemError) -> CivilDate? {
        guard isName(id) else { return nil }
        do throws(SystemError) {
            return CivilDate(iso8601: try Files.read("\(directory.path(of: .tokenUses))/\(id)", limit: 64))
        } catch {
            if error.code == .noSuchFile || error.code == Errno(EFBIG) { return nil }
            throw error
        }
    }

    /// Whether a short name may be a file's.
    private static func isName(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 64
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
                default: false
                }
            }
    }
}
