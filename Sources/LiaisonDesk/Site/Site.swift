import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonJournal
import LiaisonPosters
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import Synchronization

/// An installation as its server sees it: settings, roster, tokens, and the ledger.
///
/// Settings and roster are read into a ``SiteSnapshot`` that requests use from beginning to end; a change of
/// the files makes a new one.
package final class Site: Sendable {
    /// Where everything stands.
    package let directory: DataDirectory
    /// What happened to every case.
    package let ledger: Ledger
    /// The time.
    package let clock: WallClock
    /// Issues and checks what makes a form sent twice one message.
    package let nonces: FormNonces
    /// What stations show to everybody of their records.
    package let boards = Boards()
    /// What deputies have scored.
    let standings = Standings()
    /// What waits for staff.
    let worklists = Worklists()
    /// The phones and PCs that are signed in to the desk.
    package let enrolments: Enrolments
    private let snapshot: Mutex<SiteSnapshot>
    let tokens: KnownTokens
    /// On which days tokens are used.
    package let tokenUses: TokenUses
    /// What each duty is worth.
    package let duties: KeptFile<DutyTable, CaseActionError>
    /// The office's words for every day.
    package let templates: KeptFile<[ReplyTemplate], SiteError>
    /// The rules and duties for stations' walls.
    package let rules: KeptFile<[PosterBoard], SiteError>
    /// Held while a changed roster is read, which nobody who only asks for ``current`` waits for.
    private let turn = Mutex<Void>(())
    /// What the flags say: they go before the file at every reload.
    private let flags: [Setting: String]

    /// Reads an installation.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - ledger: Its ledger.
    ///   - clock: The time.
    ///   - flags: Settings given on the command line.
    ///   - pinRounds: How many rounds of the hash a PIN takes.
    /// - Throws: ``SiteError``: what could not be read.
    package init(
        directory: DataDirectory, ledger: Ledger, clock: WallClock = .system, flags: [Setting: String] = [:],
        pinRounds: Int = Enrolments.usualRounds
    ) throws(SiteError) {
        self.directory = directory
        self.ledger = ledger
        self.clock = clock
        self.flags = flags
        let secret = try SiteError.wrapping { () throws(InstallationError) in try directory.secret() }
        nonces = FormNonces(secret: secret)
        enrolments = Enrolments(in: directory, secret: secret, rounds: pinRounds)
        let first = try SiteSnapshot(of: directory, flags: flags)
        ledger.space.keep(first.configuration.freeSpaceReserve)
        snapshot = Mutex(first)
        tokens = try KnownTokens(of: directory)
        tokenUses = TokenUses(of: directory)
        duties = KeptFile(directory.path(of: .duties)) { () throws(CaseActionError) in
            try DutyTable(of: directory)
        }
        templates = KeptFile(directory.path(of: .templates)) { () throws(SiteError) in
            ReplyTemplate.parse(
                try SiteError.wrapping { () throws(InstallationError) in try directory.replyTemplates() })
        }
        rules = KeptFile(directory.path(of: .rules)) { () throws(SiteError) in
            PosterBoard.boards(
                parsing: try SiteError.wrapping { () throws(InstallationError) in try directory.rules() })
        }
    }

    /// Opens the ledger of a data directory, and the rest with it.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - flags: Settings from the command line.
    ///   - clock: The time.
    ///   - committers: How many stations can be synced at the same time.
    ///   - observer: Told of each commit.
    /// - Throws: ``SiteError``: what could not be read.
    package convenience init(
        opening directory: DataDirectory, flags: [Setting: String] = [:], clock: WallClock = .system,
        committers: Int, observer: any LedgerObserver
    ) throws(SiteError) {
        let ledger = try SiteError.wrapping { () throws(InstallationError) in
            let secret = try directory.secret()
            return try InstallationError.wrapping { () throws(SystemError) in
                try Ledger(
                    directory: directory, secret: secret, records: RecordBook.self, clock: clock,
                    committers: committers, observer: observer)
            }
        }
        try self.init(directory: directory, ledger: ledger, clock: clock, flags: flags)
    }

    /// The tokens as they stand in the file that was read last.
    package var tokenFile: TokenFile { tokens.remembered }

    /// What requests see now.
    package var current: SiteSnapshot { snapshot.withLock { $0 } }

    /// Reads settings and roster again; when one can't be read, everything stays as it was.
    ///
    /// - Throws: ``SiteError``; also for a setting that the law needs and that has become blank.
    package func reload() throws(SiteError) {
        try turn.withLock { _ throws(SiteError) in try reread() }
    }

    private func reread() throws(SiteError) {
        let fresh = try SiteSnapshot(of: directory, flags: flags)
        if !fresh.configuration.blanks.isEmpty { throw .blank(fresh.configuration.blanks) }
        ledger.space.keep(fresh.configuration.freeSpaceReserve)
        snapshot.withLock { $0 = fresh }
    }

    /// Takes over what commands have changed since, tokens and roster; blocks on the disk.
    ///
    /// - Returns: Whether the roster has changed.
    /// - Throws: ``SiteError``; everything stays as it was then.
    @discardableResult
    package func takeOverChanges() throws(SiteError) -> Bool {
        _ = try tokens.fresh()
        return try takeOverRoster()
    }

    /// Takes the roster and the calendar over if a command or the office has replaced their files since, here or on another
    /// machine; blocks on the disk.
    ///
    /// Of the settings nothing is read: a slip in them keeps nobody who has left office in.
    ///
    /// - Returns: Whether anything changed.
    /// - Throws: ``SiteError``; everything stays as it was then.
    @discardableResult
    package func takeOverRoster() throws(SiteError) -> Bool {
        if try SiteSnapshot.stamp(of: directory) == current.stamp { return false }
        return try turn.withLock { _ throws(SiteError) in
            // Another request may have done it meanwhile.
            let before = current
            if try SiteSnapshot.stamp(of: directory) == before.stamp { return false }
            let fresh = try SiteSnapshot(before, withRosterOf: directory)
            snapshot.withLock { $0 = fresh }
            return true
        }
    }
}

/// What keeps a site from being read; worded by the commands.
package enum SiteError: Error, Equatable, Sendable {
    case installation(InstallationError)
    case roster(RosterError)
    /// Settings that must not be blank are.
    case blank([Setting])
    /// The base URL can't be put into a QR code.
    case baseURL(String)

    /// Runs what an installation can refuse.
    package static func wrapping<Value>(_ body: () throws(InstallationError) -> Value) throws(SiteError)
        -> Value
    {
        do throws(InstallationError) { return try body() } catch { throw .installation(error) }
    }
}
