import LiaisonStore
import LiaisonSystem

/// Takes out of a data directory what processes that were killed amid the writing of a file have left beside it.
///
/// As with photos in the spool what counts is how long somebody has seen it lie there, by a clock that nobody sets: its time
/// stamp is another machine's, or of before the clock was put right. A file is there for the time of a write and a sync; one
/// that is an hour old belongs to nobody, or to a process that was stopped, and is told so when it goes on and its rename fails.
package struct LeftoverSweep {
    /// After how long, in nanoseconds, a file belongs to no write under way: an hour.
    package static let lifetime: UInt64 = 3_600_000_000_000

    private let directory: DataDirectory
    /// When each file was first seen, by its path.
    private var seen: [String: UInt64] = [:]

    /// Has seen nothing yet.
    ///
    /// - Parameter directory: The data directory.
    package init(of directory: DataDirectory) { self.directory = directory }

    /// Looks once; blocks on the disk.
    ///
    /// - Parameter now: The time, as ``monotonicNanoseconds()`` gives it.
    /// - Throws: The first thing that the file system says; the rest is swept all the same.
    package mutating func takeTurn(at now: UInt64 = monotonicNanoseconds()) throws(SystemError) {
        var still: [String: UInt64] = [:]
        var failure: SystemError?
        for file in try leftovers() {
            let since = seen[file] ?? now
            still[file] = since
            if now - since < Self.lifetime { continue }
            do throws(SystemError) {
                try Files.remove(file)
                still[file] = nil
            } catch {
                failure = failure ?? error
            }
        }
        seen = still
        if let failure { throw failure }
    }

    /// The files in question, wherever files are replaced as a whole: not among the stations' lines and photos, nor in the
    /// spool.
    private func leftovers() throws(SystemError) -> [String] {
        var files: [String] = []
        func note(_ names: [String], in place: String) {
            files += names.filter(Files.isTemporary).map { "\(place)/\($0)" }
        }
        let entries: [DataDirectory.Entry] = [.cache, .notify, .deadNews, .waitingNews, .roster, .tokenUses]
        for place in [directory.path] + entries.map(directory.path(of:)) {
            note(try Self.names(in: place), in: place)
        }
        // A directory for each token that let a phone in, and in it one for each phone.
        for record in try Self.names(in: directory.path(of: .desk)) {
            let place = "\(directory.path(of: .desk))/\(record)"
            let phones = try Self.names(in: place)
            note(phones, in: place)
            for phone in phones { note(try Self.names(in: "\(place)/\(phone)"), in: "\(place)/\(phone)") }
        }
        return files
    }

    /// The names in a directory; none where there is no directory.
    private static func names(in path: String) throws(SystemError) -> [String] {
        do throws(SystemError) { return try Files.names(in: path) } catch {
            if error.code == .noSuchFile || error.code == .notDirectory { return [] }
            throw error
        }
    }
}
