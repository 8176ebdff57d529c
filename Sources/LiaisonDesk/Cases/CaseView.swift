import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonJournal
import LiaisonMail
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The cases that one scope may see: what the API and the local commands show, with the same eyes.
package struct CaseView: Sendable {
    /// Who looks.
    package let scope: Scope
    /// The record of the token with which they came; nothing on the server's own machine.
    package let token: String?
    /// Settings and roster as they were when the request began.
    package let snapshot: SiteSnapshot
    /// Where everything is read.
    package let ledger: Ledger
    let clock: WallClock
    let duties: KeptFile<DutyTable, CaseActionError>
    /// The codes that the deputy has or had, when the scope is a deputy's.
    let ownCodes: Set<Code>
    /// The station at which the scope is at home: the deputy's or the officer's; nothing for the office.
    let home: StationID?
    /// The stations for which the home station answers beside itself: closed ones, and an officer's branches, however deep.
    private let inherited: Set<StationID>
    let words: Wording
    /// Where the ids of its messages are made.
    let host: MessageID.Host
    /// The language of what it says to people.
    package var language: Language { words.language }

    /// The cases of a scope.
    ///
    /// - Parameters:
    ///   - scope: Who looks.
    ///   - token: The record of the token with which they came, if they came with one.
    ///   - site: The installation.
    ///   - language: For the names of holders.
    ///   - includingBranches: Whether a station's scope has the stations below it too, as a head station's officers have;
    ///     a list narrowed to one station may leave them out.
    package init(
        _ scope: Scope, token: String? = nil, of site: Site, language: Language = .chinese,
        includingBranches: Bool = true
    ) {
        self.scope = scope
        self.token = token
        snapshot = site.current
        ledger = site.ledger
        clock = site.clock
        duties = site.duties
        words = Assets.pages(language)
        host = MessageID.Host(snapshot.baseURL.authority)
        let roster = snapshot.roster
        switch scope {
        case .deputy(let code):
            ownCodes = Set(roster.codes(ofHolderOf: code)).union([code])
            let station = roster.state(of: code)?.holder.station
            home = station.map { roster.stationInCharge(of: $0)?.id ?? $0 }
        case .station(let id): (ownCodes, home) = ([], id)
        case .office: (ownCodes, home) = ([], nil)
        }
        var inherited = Set(home.map { roster.stationsInherited(by: $0) } ?? [])
        if includingBranches, case .station(let id) = scope { inherited.formUnion(roster.stationsBelow(id)) }
        self.inherited = inherited
    }

    /// What people call those who hold codes, in its language.
    package var names: HolderNames { HolderNames(roster: snapshot.roster, words: words) }

    /// Whether the scope may see a case; what looks like no person's message waits in quarantine.
    package func sees(_ value: Case) -> Bool {
        !value.isHidden && isOwn(CaseHolder(code: value.to, station: value.station))
    }

    /// Whether the scope had a case before somebody else got it: it keeps what it saw up to then.
    func had(_ value: Case) -> Bool { !value.isHidden && value.formerHolders.contains(where: isOwn) }

    /// Whether what is with that holder is the scope's to handle.
    private func isOwn(_ holder: CaseHolder) -> Bool {
        switch scope {
        case .deputy: ownCodes.contains(holder.code)
        case .station: isAtHome(holder.station)
        case .office: true
        }
    }

    /// Whether the scope's station answers for a station: for itself, for closed ones below it, and for the branches of a
    /// head station.
    func isAtHome(_ station: StationID) -> Bool { station == home || inherited.contains(station) }

    /// The stations in whose ledgers such cases can stand.
    package func stations() throws(SystemError) -> [StationID] {
        switch scope {
        case .deputy:
            // A deputy who moved has cases in the ledgers of the stations of before.
            let past = ownCodes.flatMap { snapshot.roster.history(of: $0).compactMap(\.station) }
            let present = ownCodes.compactMap { snapshot.roster.state(of: $0)?.holder.station }
            return Set(past + present).sorted()
        case .station(let id): return ([id] + inherited).sorted()
        case .office: return try ledger.stations()
        }
    }

    /// The stations in whose ledgers such cases stand, those of transferred ones too.
    func sources() throws(SystemError) -> [StationID] {
        let own = try stations()
        return own + (try referrals(beyond: own).keys.sorted())
    }

    /// What is to be said of ``sources()`` beside their cases; known once they have been read.
    package func soundness() throws(SystemError) -> Ledger.Soundness { soundness(of: try sources()) }

    /// What is to be said of ``sources()`` beside their cases, by whoever has them at hand.
    package func soundness(of sources: [StationID]) -> Ledger.Soundness {
        // The office sees those as well of which nothing is left.
        ledger.soundness(of: sources, andOfOthers: scope == .office)
    }

    /// Looks whether the cases are there that ``sources()`` refer to, once they have been read; see
    /// ``Ledger/checkReferrals(of:)``. Blocks on the disk.
    package func checkReferrals() throws(SystemError) {
        try ledger.checkReferrals(of: stations())
    }

    /// The cases, newest first; blocks on the disk.
    package func cases() throws(SystemError) -> [Case] { try cases(of: stations(), where: sees) }

    /// Those cases in the ledgers of some stations, and of those that came to these from elsewhere, that are wanted;
    /// newest first.
    func cases(
        of stations: [StationID], where isWanted: (Case) -> Bool
    ) throws(SystemError) -> [Case] {
        var found: [Case] = []
        for station in stations { found += try ledger.cases(of: station).filter(isWanted) }
        for (station, numbers) in try referrals(beyond: stations) {
            found += try ledger.cases(of: station, numbered: numbers).filter(isWanted)
        }
        return found.sorted { Self.isNewer($0, $1) }
    }

    /// The order of lists, the same on every server.
    static func isNewer(_ first: Case, _ second: Case) -> Bool {
        (first.received, first.number, first.nonceDigest.value)
            > (second.received, second.number, second.nonceDigest.value)
    }

    /// The cases that came to some stations from the ledgers of others, by those others.
    func referrals(
        beyond stations: [StationID]
    ) throws(SystemError) -> [StationID: Set<CaseNumber>] {
        // The office reads every ledger itself.
        if scope == .office { return [:] }
        var numbers: Set<CaseNumber> = []
        for station in stations { numbers.formUnion(try ledger.referrals(of: station)) }
        return Dictionary(grouping: numbers.filter { !stations.contains($0.station) }, by: \.station)
            .mapValues(Set.init)
    }

    /// One case, or as much of it as is left to whoever had it before; a foreign one is as absent as one that never was, and
    /// found to be no sooner. Blocks on the disk.
    package func caseFile(_ number: CaseNumber) throws(SystemError) -> CaseFile? {
        guard snapshot.roster.station(number.station) != nil,
            let file = try ledger.caseFile(number, where: { sees($0) || had($0) })
        else { return nil }
        return sees(file.case) ? file : file.left(by: sees)
    }

    /// A case's message as mail; blocks on the disk.
    package func message(_ number: CaseNumber) throws(SystemError) -> MailMessage? {
        guard let file = try caseFile(number), let message = file.message else { return nil }
        var event = event(message, file.case)
        let newest = file.particulars
        (event.name, event.phone, event.topic) = (newest.name, newest.phone, newest.topic)
        return event.mail(words.language, attachments: try attachments(of: file))
    }
}
