import Glibc
import LiaisonClient
import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonSystem
import LiaisonWeb
import LiaisonWording

/// A pull's source on the server's own machine: the ledger of a data directory, seen with a scope's eyes.
struct LedgerInbox: InboxSource {
    let account: InboxAccount
    private let view: CaseView

    /// - Parameters:
    ///   - site: The installation.
    ///   - scope: Whose inbox.
    ///   - language: For the names of holders.
    init(_ site: Site, scope: Scope, language: Language) {
        view = CaseView(scope, of: site, language: language)
        let (kind, holder) =
            switch scope {
            case .deputy(let code): ("deputy", code.description)
            case .station(let id): ("station", id.description)
            case .office: ("office", "")
            }
        account = InboxAccount(
            server: "file://\(Self.absolute(site.directory.path))", kind: kind, holder: holder)
    }

    func events(after cursor: String?, limit: Int) throws(ClientError) -> LiaisonClient.EventPage {
        guard let position = EventCursor(cursor ?? "") else { throw .badCursor }
        do throws(SystemError) {
            let (events, page) = try view.events(after: position, limit: limit)
            return LiaisonClient.EventPage(events: events, cursor: page.cursor.text, hasMore: page.hasMore)
        } catch {
            throw .system(error)
        }
    }

    func photo(of number: CaseNumber, index: Int) throws(ClientError) -> [UInt8]? { nil }

    /// The directory by its one name, however it was given: it tells accounts apart.
    private static func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

extension Site {
    /// The installation in a data directory, for a command that reads or writes its ledger.
    ///
    /// - Parameters:
    ///   - directory: The data directory.
    ///   - clock: The time.
    /// - Returns: The installation; its ledger's threads end with the process.
    /// - Throws: What keeps it from being read.
    static func open(
        _ directory: DataDirectory, clock: WallClock = .system
    ) throws(CommandFailure) -> Site {
        let ledger: Ledger
        do throws(InstallationError) {
            let secret = try directory.secret()
            ledger = try InstallationError.wrapping { () throws(SystemError) in
                try Ledger(directory: directory.path, secret: secret, clock: clock, committers: 2)
            }
        } catch {
            throw CommandFailure(error)
        }
        do throws(SiteError) {
            return try Site(directory: directory, ledger: ledger, clock: clock)
        } catch {
            throw CommandFailure(error)
        }
    }
}
