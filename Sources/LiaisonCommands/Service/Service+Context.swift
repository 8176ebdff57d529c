import LiaisonDesk
import LiaisonInstallation
import LiaisonService
import LiaisonStore

extension Service {
    /// Opens a data directory and listens; the operator reads in the terminal what it meets.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - flags: Settings from the command line.
    ///   - context: Where the operator is told.
    /// - Throws: What keeps it from serving, with a remedy.
    init(_ directory: DataDirectory, flags: [Setting: String], _ context: CommandContext)
        throws(CommandFailure)
    {
        let log = LedgerLog(
            of: directory.path, wording: context.wording, notify: { context.say(line: $0) },
            complain: { context.complain($0) })
        do throws(ServiceFailure) {
            self = try Service(
                directory, flags: flags, version: Version.number, observers: (log, NewsLog(context)),
                failed: { context.complain(CommandFailure($0)) })
        } catch {
            throw CommandFailure(error)
        }
        context.tellOfUnknownSettings(in: configuration, of: directory)
    }

    /// Serves until the operator ends it, and tells of damaged lines beside the ledger, each once.
    ///
    /// - Parameter context: Where the operator is told.
    /// - Throws: What keeps the threads from starting.
    func run(_ context: CommandContext) throws(CommandFailure) {
        let told = ToldDamage()
        do throws(ServiceFailure) {
            try run { site in told.tell(InstallationDamage.of(site)) { context.complain($0) } }
        } catch {
            throw CommandFailure(error)
        }
    }
}
