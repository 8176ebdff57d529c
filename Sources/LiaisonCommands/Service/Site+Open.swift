import LiaisonCases
import LiaisonDesk
import LiaisonInstallation
import LiaisonJournal
import LiaisonStore
import LiaisonSystem
import LiaisonWeb

extension Site {
    /// The installation in a data directory, for a command that reads or writes its ledger.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - flags: Settings from the command line.
    ///   - clock: The time.
    ///   - committers: How many stations can be synced at the same time.
    ///   - observer: Told of each commit.
    /// - Returns: The installation; its ledger's threads end with the process.
    /// - Throws: What keeps it from being read.
    static func open(
        _ directory: DataDirectory, flags: [Setting: String] = [:], clock: WallClock = .system,
        committers: Int = 2, observer: any LedgerObserver = SilentLedgerObserver()
    ) throws(CommandFailure) -> Site {
        do throws(SiteError) {
            return try Site(
                opening: directory, flags: flags, clock: clock, committers: committers, observer: observer)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Opens an installation for one command, which tells of whatever can't be read and goes on with the rest.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - context: Where the command runs.
    /// - Returns: The installation; its ledger's threads end with the process.
    /// - Throws: What keeps it from being read.
    static func open(
        _ directory: DataDirectory, _ context: CommandContext
    ) throws(CommandFailure) -> Site {
        let site = try open(
            directory, clock: context.clock, observer: DamageLog(of: directory.path, context))
        context.complain(ofDamage: InstallationDamage.of(site))
        return site
    }
}
