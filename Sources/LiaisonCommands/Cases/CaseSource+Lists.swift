import LiaisonCases
import LiaisonClient
import LiaisonDesk
import LiaisonSystem
import LiaisonText
import LiaisonWeb
import LiaisonWording

extension CaseSource {
    /// How many cases are read or fetched at once.
    private static let pageSize = 500

    /// Gives a list page by page, the newest case first; no more than a page is ever held. It ends when nobody reads the output
    /// any more, as when `head` has had its lines.
    ///
    /// - Parameters:
    ///   - query: What is wanted: it is chosen where the data is.
    ///   - limit: The most cases; nothing for all.
    ///   - body: Gets each page.
    /// - Throws: What keeps it from being read, or what `body` throws; a query that can't be answered ends with exit status 2.
    func forEachPage(
        of query: CaseQuery, limit: Int? = nil, _ body: ([Sourced<ListedCase>]) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        var rest = limit ?? .max
        let size = min(Self.pageSize, rest)
        if size == 0 { return }
        var failure: CommandFailure?
        func take(_ items: [Sourced<ListedCase>]) -> Bool {
            let taken = items.prefix(rest)
            rest -= taken.count
            do throws(CommandFailure) { try body(Array(taken)) } catch {
                failure = error
                return false
            }
            return rest > 0 && output.failure == nil
        }
        switch place {
        case .ledger(let desk, let site):
            let listing: CaseListing
            do throws(CaseQueryError) {
                listing = try CaseListing(query, for: desk.view, of: site)
            } catch {
                throw CommandFailure(error, Assets.pages(desk.view.language))
            }
            do throws(SystemError) {
                try listing.forEachPage(of: size) { take($0.map { .made($0) }) }
                // Who asked for the first alone hears of what is missing when they ask for all.
                if rest > 0, failure == nil, output.failure == nil { try desk.view.checkReferrals() }
            } catch {
                throw CommandFailure(error)
            }
        case .server(let api):
            try CommandFailure.ofClient { () throws(ClientError) in
                try api.forEachPage(of: query.shelf.rawValue, query.parameters, pageSize: size) {
                    take($0.map { .sent($0) })
                }
            }
        }
        if let failure { throw failure }
    }
}

extension CommandFailure {
    /// Why this machine's ledger gave no list.
    init(_ error: CaseQueryError, _ words: Wording) {
        if case .unreadable(let cause) = error {
            self.init(cause)
            return
        }
        if case .unknownHolder(let parameter, let typed, let candidates) = error {
            self.init(
                parameter == "station" ? "cli.unknown-station" : "cli.unknown-deputy", typed: typed,
                isOfStation: parameter == "station", candidates: candidates)
            return
        }
        let (title, detail) = error.sentences(words)
        let isForbidden = if case .foreign = error { true } else { false }
        self.init(
            "cli.said", ["title": title, "detail": detail], exitCode: isForbidden ? .notAllowed : .usage)
    }
}
