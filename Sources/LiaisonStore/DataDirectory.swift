import LiaisonCodes
import LiaisonSystem

// The room of names: what stands where in a data directory. Its rule: nobody else spells the name of anything in the store, so
// that whoever copies, checks or sweeps it has the same table as whoever writes it. What is in the files is theirs who read
// them: lines the journal's, settings and tokens the installation's, the roster its own.

/// A data directory: everything that an installation has.
///
/// It is a path and no descriptor: a server whose network file system was mounted anew goes on.
package struct DataDirectory: Hashable, Sendable {
    package let path: String

    /// Names a directory, which need not be there.
    ///
    /// - Parameter path: Where it is.
    package init(at path: String) { self.path = path }

    /// What has a name of its own below a data directory; a station's files are told of by ``StationDirectory``.
    package enum Entry: String, CaseIterable, Sendable {
        /// The settings, which make a directory a data directory.
        case configuration = "liaison.conf"
        /// What query codes, nonces and their hashes hang on; mode 0600.
        case secret
        /// What tells the secret from any other.
        case secretCheck = "secret.sha256"
        /// Who may use the API and the desk; mode 0600.
        case tokens = "tokens.jsonl"
        /// Locked while ``tokens`` is replaced.
        case tokensLock = ".tokens.lock"
        /// On which day each token was last used.
        case tokenUses = "token-use"
        /// The working days.
        case calendar = "calendar.txt"
        /// The scored duties.
        case duties = "duties.csv"
        /// The words for answers.
        case templates = "templates.txt"
        /// The rules and duties for stations' walls.
        case rules = "rules.txt"
        /// Who is told of news, and where: no part of the roster, which anybody may see.
        case contacts = "contacts.csv"
        /// Locked while ``contacts`` is replaced.
        case contactsLock = ".contacts.lock"
        /// Stations, deputies and codes, with what else their names hang on.
        case roster
        case rosterFile = "roster/roster.jsonl"
        /// Where posters hang that are to be told apart.
        case places = "roster/places.txt"
        /// Locked while something in ``roster`` is replaced.
        case rosterLock = "roster/.lock"
        /// A directory for each station.
        case stations
        /// Where uploads wait.
        case spool
        /// What can be made again.
        case cache
        /// How far `verify` has come.
        case verifiedMarks = "cache/verified.json"
        /// Used slips and enrolled phones.
        case desk
        /// The state of the news: what was read, what waits, what was laid by.
        case notify
        case waitingNews = "notify/queue"
        case deadNews = "notify/dead"

        /// Whether nothing is lost with it.
        package var canBeMadeAgain: Bool { self == .spool || self == .cache }
    }

    /// Where something stands.
    ///
    /// - Parameter entry: What.
    /// - Returns: Its path.
    package func path(of entry: Entry) -> String { "\(path)/\(entry.rawValue)" }

    /// Whether something stands there, be it a link that leads nowhere.
    ///
    /// - Parameter entry: What.
    /// - Returns: Whether it does.
    /// - Throws: What lstat(2) says.
    package func has(_ entry: Entry) throws(SystemError) -> Bool {
        try Files.status(path(of: entry), following: false) != nil
    }

    /// The directory of a station.
    ///
    /// - Parameter station: The station.
    /// - Returns: Its directory, which need not be there.
    package func directory(of station: StationID) -> StationDirectory {
        StationDirectory(of: station, in: self)
    }

    /// The stations that have a directory.
    ///
    /// - Returns: The stations, in order; none where there is no directory of stations yet.
    /// - Throws: What opendir(3) or readdir(3) says.
    package func stations() throws(SystemError) -> [StationID] {
        do throws(SystemError) {
            return try Files.unsortedNames(in: path(of: .stations)).compactMap { StationID($0) }.sorted()
        } catch {
            if error.code == .noSuchFile { return [] }
            throw error
        }
    }

    /// Removes what crashes have left of directories in the making, among the stations' and in them.
    ///
    /// - Parameters:
    ///   - stations: Which there are.
    ///   - moment: What was last changed before is given up.
    /// - Throws: What the file system says.
    package func sweepUnfinished(
        of stations: [StationID], before moment: Timestamp
    ) throws(SystemError) {
        if stations.isEmpty { return }
        let all = try Directory(path(of: .stations))
        try all.removeUnfinished(before: moment)
        for station in stations { try all.directory(station.description).removeUnfinished(before: moment) }
    }
}
