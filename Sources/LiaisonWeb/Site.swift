import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonRoster
import LiaisonSystem
import Synchronization

/// An installation as its server sees it: settings, roster, tokens, and the ledger.
///
/// Settings and roster are read into a ``SiteSnapshot`` that requests use from beginning to end; a change of
/// the files makes a new one.
package final class Site: Sendable {
    package let directory: DataDirectory
    package let ledger: Ledger
    package let clock: WallClock
    let nonces: FormNonces
    private let snapshot: Mutex<SiteSnapshot>
    private let tokens: Mutex<KnownTokens>
    /// What the flags say: they go before the file at every reload.
    private let flags: [Setting: String]

    /// Reads an installation.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - ledger: Its ledger.
    ///   - clock: The time.
    ///   - flags: Settings given on the command line.
    /// - Throws: ``SiteError``: what could not be read.
    package init(
        directory: DataDirectory, ledger: Ledger, clock: WallClock = .system, flags: [Setting: String] = [:]
    ) throws(SiteError) {
        self.directory = directory
        self.ledger = ledger
        self.clock = clock
        self.flags = flags
        nonces = FormNonces(
            secret: try SiteError.wrapping { () throws(InstallationError) in try directory.secret() })
        let first = try SiteSnapshot(of: directory, flags: flags)
        ledger.space.keep(first.configuration.freeSpaceReserve)
        snapshot = Mutex(first)
        tokens = Mutex(try KnownTokens(of: directory))
    }

    /// The record of a token that is valid at this moment.
    ///
    /// One stat(2) shows whether a command has issued or revoked any since the last look, so that both hold at
    /// once.
    func record(of token: Token) throws(SiteError) -> TokenRecord? {
        try tokens.withLock { known throws(SiteError) in
            if try KnownTokens.stamp(of: directory) != known.stamp { known = try KnownTokens(of: directory) }
            return known.file.record(of: token)
        }
    }

    /// The tokens as they stand in the file that was read last.
    package var tokenFile: TokenFile { tokens.withLock { $0.file } }

    /// What requests see now.
    package var current: SiteSnapshot { snapshot.withLock { $0 } }

    /// Reads settings and roster again; when one can't be read, everything stays as it was.
    ///
    /// - Throws: ``SiteError``; also for a setting that the law needs and that has become blank.
    package func reload() throws(SiteError) {
        let fresh = try SiteSnapshot(of: directory, flags: flags)
        if !fresh.configuration.blanks.isEmpty { throw .blank(fresh.configuration.blanks) }
        ledger.space.keep(fresh.configuration.freeSpaceReserve)
        snapshot.withLock { $0 = fresh }
    }

    /// Reloads if a command has replaced the roster's file since.
    ///
    /// - Returns: Whether anything changed.
    /// - Throws: ``SiteError``; everything stays as it was then.
    @discardableResult
    package func reloadIfChanged() throws(SiteError) -> Bool {
        try tokens.withLock { known throws(SiteError) in
            if try KnownTokens.stamp(of: directory) != known.stamp { known = try KnownTokens(of: directory) }
        }
        if try SiteSnapshot.stamp(of: directory) == current.stamp { return false }
        try reload()
        return true
    }
}

/// The tokens' file as it was read last.
private struct KnownTokens {
    let file: TokenFile
    let stamp: FileStatus?

    init(of directory: DataDirectory) throws(SiteError) {
        stamp = try Self.stamp(of: directory)
        file = try SiteError.wrapping { () throws(InstallationError) in try TokenFile(of: directory) }
    }

    static func stamp(of directory: DataDirectory) throws(SiteError) -> FileStatus? {
        do throws(SystemError) {
            return try Files.status(directory.tokensPath)
        } catch {
            throw .installation(.system(error))
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
