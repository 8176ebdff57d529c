import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// A list of cases in pages, the newest first: for the API and for the commands on the server's machine alike.
///
/// A page looks at the cases that it may show, station by station, merged by their moments; it never holds more than
/// itself, whatever there is. Where a text is looked for, each page reads so many cases at most, and says where the next
/// one goes on, found or not.
package struct CaseListing: Sendable {
    /// Who must all see a case: the asker, and the station or deputy that the list is narrowed to; the last one's ledgers
    /// are read.
    private let views: [CaseView]
    private let query: CaseQuery
    private let search: TextSearch?
    private let ending: CaseNumberEnding?
    private let today: CivilDate

    /// The most cases of a page.
    package static let pageLimit = 1000
    /// How many there are unless asked.
    package static let usualLimit = 100
    /// How many cases a page reads at most to find a text, and how many at once.
    private let searchBound: (most: Int, step: Int)

    /// Some cases, and where the next page begins.
    package struct Page: Sendable {
        package var items: [ListedCase] = []
        /// Nothing where there is no more.
        package var next: ListPosition?
    }

    /// A list of what somebody wants to see.
    ///
    /// - Parameters:
    ///   - query: What.
    ///   - asker: Who looks.
    ///   - site: The installation.
    ///   - searchBound: How many cases a page reads at most to find a text, and how many at once.
    /// - Throws: ``CaseQueryError``. Blocks on the disk where a topic isn't configured.
    package init(
        _ query: CaseQuery, for asker: CaseView, of site: Site,
        searchBound: (most: Int, step: Int) = (2000, 100)
    ) throws(CaseQueryError) {
        self.searchBound = searchBound
        views = [asker] + (try Self.narrowed(query, asker, site))
        self.query = query
        search = query.text.map { TextSearch($0) }
        ending = query.ending.flatMap { CaseNumberEnding($0) }
        today = BeijingTime(asker.clock.now).date
        if let topic = query.topic { try checkTopic(topic) }
    }

    /// The views of the station and the deputy that the list is narrowed to.
    private static func narrowed(
        _ query: CaseQuery, _ asker: CaseView, _ site: Site
    ) throws(CaseQueryError) -> [CaseView] {
        let roster = asker.snapshot.roster
        var scopes: [(parameter: String, scope: Scope)] = []
        do throws(HolderLookupError) {
            if let typed = query.station {
                scopes.append(("station", .station(try roster.station(meantBy: typed).id)))
            }
            if let typed = query.deputy {
                scopes.append(("deputy", .deputy(try roster.deputy(meantBy: typed).code)))
            }
        } catch {
            throw .unknownHolder(
                parameter: error.isOfStation ? "station" : "deputy", typed: error.typed,
                candidates: error.candidates)
        }
        for (parameter, scope) in scopes {
            let isAllowed: Bool
            do throws(SystemError) { isAllowed = try asker.mayLook(with: scope) } catch {
                throw .unreadable(error)
            }
            if !isAllowed { throw .foreign(parameter: parameter) }
        }
        return scopes.map {
            CaseView(
                $0.scope, of: site, language: asker.words.language,
                includingBranches: query.includesBranches)
        }
    }

    /// The asker.
    private var asker: CaseView { views[0] }
    /// Whose ledgers are read.
    private var reader: CaseView { views[views.count - 1] }

    /// Those of its stations of which something was left out, and those with what only a newer release knows; known once
    /// they have been read.
    package func soundness() throws(SystemError) -> Ledger.Soundness { try reader.soundness() }

    /// A topic that is neither configured nor any case's is a slip of the finger.
    private func checkTopic(_ topic: String) throws(CaseQueryError) {
        if asker.snapshot.topics.contains(topic) { return }
        do throws(SystemError) {
            for station in try reader.sources() {
                let found = try asker.ledger.newestCases(of: station, before: nil, in: .always, limit: 1) {
                    $0.topic == topic
                }
                if !found.isEmpty { return }
            }
        } catch {
            throw .unreadable(error)
        }
        throw .invalid(parameter: "topic", choices: asker.snapshot.topics)
    }

    /// A page; blocks on the disk.
    ///
    /// - Parameters:
    ///   - position: Where the page before ended; nothing for the first.
    ///   - limit: The most cases, at least 1.
    /// - Returns: The cases, perhaps none, and where the next page begins.
    /// - Throws: What the file system says.
    package func page(after position: ListPosition?, limit: Int) throws(SystemError) -> Page {
        var merge = try merge(after: position)
        if let search { return try searched(search, &merge, limit) }
        let cases = try merge.next(limit) { isWanted($0) }
        var page = Page(items: try items(cases))
        if cases.count == limit, try merge.hasMore(where: { isWanted($0) }) {
            page.next = cases.last.map { ListPosition(of: $0) }
        }
        return page
    }

    private func merge(after position: ListPosition?) throws(SystemError) -> CaseMerge {
        CaseMerge(
            try query.shelf == .claimable ? reader.claimSources() : reader.sources(), of: asker.ledger,
            after: position, in: query.period)
    }

    /// Gives the whole list, some cases at a time, for commands on the server's machine, where nothing has been read yet:
    /// the first ones before all has been. Blocks on the disk.
    ///
    /// - Parameters:
    ///   - size: How many cases at a time.
    ///   - body: Gets them; says whether it wants more.
    /// - Throws: What the file system says.
    package func forEachPage(of size: Int, _ body: ([ListedCase]) -> Bool) throws(SystemError) {
        var position: ListPosition?
        if reader.scope == .office {
            if let newest = try newest(size) {
                guard body(items(newest.cases, newest.messages)) else { return }
                position = newest.cases.last.map { ListPosition(of: $0) }
            }
            // On every processor; one after the other they would be read as the merge comes to them.
            asker.ledger.load()
        }
        if search != nil {
            repeat {
                let page = try page(after: position, limit: size)
                guard body(page.items) else { return }
                position = page.next
            } while position != nil
            return
        }
        var merge = try merge(after: position)
        while true {
            let cases = try merge.next(size) { isWanted($0) }
            guard body(try items(cases)), cases.count == size else { return }
        }
    }

    /// What the list begins with, where the newest segments alone tell it.
    private func newest(_ limit: Int) throws(SystemError) -> NewestCases? {
        guard search == nil, query.shelf != .claimable, query.until == nil else { return nil }
        return try NewestCases(of: asker.ledger, limit: limit) { isWanted($0) }
    }

    /// The cases in which a text is found, among those that one page reads.
    private func searched(
        _ search: TextSearch, _ merge: inout CaseMerge, _ limit: Int
    ) throws(SystemError) -> Page {
        var found: [Case] = []
        var next: ListPosition?
        for _ in 0..<(searchBound.most / searchBound.step) {
            let cases = try merge.next(searchBound.step) { isWanted($0) }
            let entries = try entries(of: cases) { search.mayFind(in: $0) }
            for value in cases {
                if search.finds(in: entries[value.number] ?? []) || search.isIn(asker.bareName(of: value.to))
                {
                    found.append(value)
                }
                if found.count == limit {
                    return Page(items: try items(found), next: ListPosition(of: value))
                }
            }
            next = cases.count == searchBound.step ? cases.last.map { ListPosition(of: $0) } : nil
            if next == nil { break }
        }
        return Page(items: try items(found), next: next)
    }

    private func isWanted(_ value: Case) -> Bool {
        if let state = query.state, value.state != state { return false }
        if let topic = query.topic, value.topic != topic { return false }
        if let ending, !ending.ends(value.number) { return false }
        if query.isOverdueOnly || query.isCloseOverdueOnly {
            let deadlines = asker.snapshot.deadlines
            let isLate =
                query.isOverdueOnly && deadlines.isOverdue(value, on: today)
                || query.isCloseOverdueOnly && deadlines.isCloseOverdue(value, on: today)
            if !isLate { return false }
        }
        if let group = query.group, !group.holds(value, asker.snapshot.deadlines, on: today) { return false }
        return views.allSatisfy { view in
            switch query.shelf {
            case .cases: view.sees(value)
            case .claimable: view.offersToClaim(value)
            case .quarantine:
                value.isHidden && view.screens(value)
                    && (!query.leavesOutDiscarded || value.screening == .waiting)
            }
        }
    }

    private func entries(
        of cases: [Case], where isWanted: (UnsafeBufferPointer<UInt8>) -> Bool
    ) throws(SystemError) -> [CaseNumber: [LedgerEntry]] {
        var found: [CaseNumber: [LedgerEntry]] = [:]
        for (station, cases) in Dictionary(grouping: cases, by: \.number.station) {
            let entries = try asker.ledger.entries(of: cases.map(\.number), at: station, where: isWanted)
            found.merge(entries) { first, _ in first }
        }
        return found
    }

    private func items(_ cases: [Case]) throws(SystemError) -> [ListedCase] {
        // What was written to a station's shared inbox a deputy reads after claiming it.
        let isBlind = query.shelf == .claimable && views.contains { $0.isDeputys }
        return try items(cases, isBlind ? [] : asker.ledger.messages(of: cases.map(\.number)))
    }

    private func items(_ cases: [Case], _ messages: [LedgerEntry]) -> [ListedCase] {
        let byNumber = Dictionary(messages.map { ($0.event.caseNumber, $0) }) { first, _ in first }
        return cases.map { value in
            let message = byNumber[value.number]
            return query.shelf == .quarantine
                ? .quarantined(asker.quarantined(value, message)) : .summary(asker.summary(value, message))
        }
    }
}
