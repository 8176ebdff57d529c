import Glibc
import LiaisonCases
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonJournal
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
        var codes: [Code] = []
        if case .deputy(let code) = scope { codes = site.current.roster.codes(ofHolderOf: code) }
        account = InboxAccount(
            server: "file://\(Self.absolute(site.directory.path))", kind: kind, holder: holder,
            codes: codes.map(\.description))
    }

    func events(after cursor: String?, limit: Int) throws(ClientError) -> LiaisonClient.EventPage {
        guard let position = EventCursor(cursor ?? "") else { throw .badCursor }
        do throws(SystemError) {
            let (events, page) = try view.events(after: position, limit: limit)
            if !page.hasMore { try view.checkReferrals() }
            return LiaisonClient.EventPage(events: events, cursor: page.cursor.text, hasMore: page.hasMore)
        } catch {
            throw .system(error)
        }
    }

    func photo(of number: CaseNumber, index: Int) throws(ClientError) -> [UInt8]? {
        do throws(SystemError) {
            return try view.photo(of: number, index: index)
        } catch {
            throw .system(error)
        }
    }

    /// The directory by its one name, however it was given: it tells accounts apart.
    private static func absolute(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
