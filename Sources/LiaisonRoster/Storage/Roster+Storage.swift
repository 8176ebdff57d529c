import LiaisonCodes
import LiaisonStore
import LiaisonSystem
import LiaisonText

extension Roster {
    /// What fstat(2) says of the stored roster, or nothing when there is none yet. It differs after every
    /// ``save(to:)``, also of another machine's: a server compares it to notice a change.
    package static func fileStatus(in directory: DataDirectory) throws(RosterError) -> FileStatus? {
        do throws(SystemError) {
            return try Files.currentStatus(directory.path(of: .rosterFile))
        } catch {
            throw .system(error)
        }
    }

    /// Reads the roster of a data directory; it is empty when nothing was ever imported.
    ///
    /// `DIR/roster/roster.jsonl` is UTF-8, one JSON object (RFC 8259) a line, every line ended by a newline.
    ///
    /// 1. The first line has `format` (`liaison-roster`), `version` (1), `revision` (how often the file has been stored),
    ///    `lines` (how many follow), `body` (the SHA-256 of all that follows this line) and, where a file was once found
    ///    with lines missing or added, `broken_since` (the revision). A release before wrote `format` and `version` alone.
    ///    Every line's last member is its `seal`; see ``SealedLine``. Lines that have none are sealed when the file is
    ///    stored next.
    /// 2. Then each station is a line, sorted by `id` in byte order: `kind` (`station`), `code`, `id`, `name`,
    ///    `parent` (a station's id or null), `address`, `phone`, `reception`, where they are known `head`, `officer`,
    ///    `rotation` and `district`, `status` (`active` or `retired`), `codes`.
    /// 3. Then each deputy is a line, in the order in which they came into the roster: `kind` (`deputy`),
    ///    `code`, `id` (or null), `name`, `station` (a station's id), `level` (国, 省, 市, 县 or 乡), `group`,
    ///    `title` (either may be null), where they are known `gender`, `employer`, `public_phone`, `cadre` (true) and
    ///    `term`, `status`, `codes`.
    /// 4. `codes` lists every code that the holder ever had, oldest first, and `code` repeats the last one.
    ///    Each is an object of `code` and `history`; the history lists entries, oldest first, of `at`
    ///    (RFC 3339), `kind` (`assigned`, `moved`, `changed`, `retired`, `returned`, `revoked` or
    ///    `reissued`), `id`, `name` and, for a deputy, `station`, as they were right after; and where they
    ///    apply `fields` (the columns that changed), `other_fields` (those that the first release didn't know), `reason`, `successor` and `predecessor` (codes).
    /// 5. A code is revoked once its history holds an entry `revoked` or `reissued`; otherwise it is retired
    ///    while its holder is.
    /// 6. No line is ever left out again, so no code is ever given twice. The file is only replaced whole: a
    ///    new one is written and synced as `roster.jsonl.<pid>.<random>.tmp` beside it, renamed over it,
    ///    and the directory synced. Who replaces it holds an flock(2) on `DIR/roster/.lock` since before
    ///    reading it; who only reads needs no lock. A leftover `.tmp` file means nothing, see `LeftoverSweep`.
    ///
    /// Members of a holder that a reader doesn't know are ignored, and stay; a version above 1 is refused. A line that can't be read stands for nobody and is passed on byte for byte behind the others; one whose
    /// seal is broken is used as it is, and passed on with its broken seal until the holder changes.
    ///
    /// - Parameter directory: The data directory.
    /// - Returns: The roster.
    /// - Throws: What the machine says, or the line that is damaged where no holder can be read at all.
    package static func load(from directory: DataDirectory) throws(RosterError) -> Roster {
        let path = directory.path(of: .rosterFile)
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try Files.read(path)
        } catch {
            guard error.code == .noSuchFile else { throw .system(error) }
            if Self.hasStations(directory) { throw .gone(file: path) }
            return Roster()
        }
        return try RosterReader.read(bytes, file: path)
    }

    /// Whether a station of the data directory has stored anything; what can't be read may well have.
    private static func hasStations(_ directory: DataDirectory) -> Bool {
        do throws(SystemError) {
            return try Files.names(in: directory.path(of: .stations)).contains { !$0.hasPrefix(".") }
        } catch {
            return error.code != .noSuchFile
        }
    }

    /// The roster that the bytes of a stored one stand for.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: What to call it.
    /// - Throws: The line that is damaged where no holder can be read at all.
    package init(stored bytes: [UInt8], file: String) throws(RosterError) {
        self = try RosterReader.read(bytes, file: file)
    }

    /// Stores the roster durably in the place of the one before; see ``load(from:)`` for the format.
    ///
    /// - Parameter directory: The data directory; its `roster` directory is made when it is missing.
    /// - Throws: What the machine says; the stored roster is then the old one or this one, whole.
    package func save(to directory: DataDirectory) throws(RosterError) {
        do throws(SystemError) {
            try Files.makeDirectory(directory.path(of: .roster))
            try Files.replace(directory.path(of: .rosterFile), with: storedBytes)
        } catch {
            throw .system(error)
        }
    }
}
