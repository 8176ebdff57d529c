import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonMail
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
    /// The codes that the deputy has or had, when the scope is a deputy's.
    let ownCodes: Set<Code>
    /// The station at which the scope is at home: the deputy's or the officer's; nothing for the office.
    let home: StationID?
    /// The closed stations for which the home station answers.
    private let inherited: Set<StationID>
    let words: Wording
    /// The language of what it says to people.
    package var language: Language { words.language }

    /// The cases of a scope.
    ///
    /// - Parameters:
    ///   - scope: Who looks.
    ///   - token: The record of the token with which they came, if they came with one.
    ///   - site: The installation.
    ///   - language: For the names of holders.
    package init(
        _ scope: Scope, token: String? = nil, of site: Site, language: Language = .chinese
    ) {
        self.scope = scope
        self.token = token
        snapshot = site.current
        ledger = site.ledger
        clock = site.clock
        words = Assets.pages(language)
        let roster = snapshot.roster
        switch scope {
        case .deputy(let code):
            ownCodes = Set(roster.codes(ofHolderOf: code)).union([code])
            let station = roster.state(of: code)?.holder.station
            home = station.map { roster.stationInCharge(of: $0)?.id ?? $0 }
        case .station(let id): (ownCodes, home) = ([], id)
        case .office: (ownCodes, home) = ([], nil)
        }
        inherited = Set(home.map { roster.stationsInherited(by: $0) } ?? [])
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

    /// Whether the scope's station answers for a station: for itself, and for closed ones below it.
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

    /// Those of ``sources()`` of which something is damaged and was left out; known once they have been read.
    package func incompleteStations() throws(SystemError) -> [StationID] {
        ledger.incompleteStations(among: try sources())
    }

    /// Those of ``sources()`` in whose ledgers a newer release wrote what this one doesn't know.
    package func newerStations() throws(SystemError) -> [StationID] {
        ledger.newerStations(among: try sources())
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

    /// A page of events; blocks on the disk.
    package func events(after cursor: EventCursor, limit: Int) throws(SystemError) -> (
        events: [InboxEvent], page: EventPage
    ) {
        let page = try ledger.events(after: cursor, of: sources(), limit: limit, where: sees)
        var events: [InboxEvent] = []
        var handovers = Handovers(of: self)
        for entry in page.entries {
            // The page has the case of each: nothing may be passed over while the cursor moves on, but what the scope
            // doesn't get.
            guard let value = page.case(of: entry) else {
                throw SystemError("read", entry.id, code: .inputOutput)
            }
            guard var event = try handovers.event(entry, value) else { continue }
            event.firstPhoto = try firstPhoto(of: entry, event)
            events.append(event)
        }
        return (events, page)
    }
}

// MARK: As JSON and as mail

extension CaseView {
    /// A case as `inbox list --json` prints it.
    ///
    /// - Parameters:
    ///   - value: The case.
    ///   - message: Its first entry, for topic and excerpt.
    /// - Returns: The members, in the contract's order.
    package func summary(_ value: Case, _ message: LedgerEntry?) -> [JSON.Member] {
        let text = message?.event.personal?.text
        return [
            JSON.Member("case", .string(value.number.description)),
            JSON.Member("station", .string(value.station.description)),
            JSON.Member("to", .string(value.to.description)),
            JSON.Member("channel", .string(value.channel.word)),
            JSON.Member("received", .string(value.received.rfc3339)),
            JSON.Member("state", .string(value.state.rawValue)),
            JSON.Member("grade", .optional(value.grade?.word)),
            JSON.Member("due", .string(snapshot.deadlines.due(value).iso8601)),
            JSON.Member(
                "overdue",
                .bool(snapshot.deadlines.isOverdue(value, on: BeijingTime(clock.now).date))),
            JSON.Member(
                "topic",
                .optional(message?.event.topic ?? value.topic ?? message?.event.personal?.topic)),
            JSON.Member("excerpt", .optional(text.map(Self.excerpt))),
            JSON.Member("rating", .optional(value.rating?.word)),
            JSON.Member("to_name", .string(bareName(of: value.to))),
            JSON.Member("to_kind", .optional(kind(of: value.to))),
            JSON.Member("station_name", .string(names.name(of: value.station))),
            JSON.Member("erased", .bool(value.isErased)),
            JSON.Member("additions_full", .bool(value.additions.areFull && !value.isErased)),
            JSON.Member("orphaned", .bool(value.isOrphaned(in: snapshot.roster))),
            JSON.Member("handed_over", .bool(!sees(value) && !offersToClaim(value))),
            JSON.Member("close_due", .string(snapshot.deadlines.closeDue(value).iso8601)),
            JSON.Member(
                "close_overdue",
                .bool(snapshot.deadlines.isCloseOverdue(value, on: BeijingTime(clock.now).date))),
        ]
    }

    /// A case as `inbox show --json` prints it.
    package func detail(_ file: CaseFile) -> JSON {
        let newest = file.particulars
        let assignment = file.assignment
        return .object(
            summary(file.case, file.upToDateMessage) + [
                JSON.Member("text", .optional(newest.text)), JSON.Member("name", .optional(newest.name)),
                JSON.Member("phone", .optional(newest.phone)), JSON.Member("photos", photos(of: file)),
                JSON.Member("unit", .optional(assignment?.event.personal?.unit)),
                JSON.Member("unit_until", .optional(assignment?.event.body.facts.until?.iso8601)),
                JSON.Member("solved", .optional(file.case.solved?.word)),
                JSON.Member("outcome", .optional(file.case.outcome?.word)),
                JSON.Member("reference", .optional(file.closing?.event.personal?.reference)),
                JSON.Member("people", .integer(file.case.people)),
                JSON.Member(
                    "events",
                    .array(
                        file.entries.map { entry in
                            .object(
                                [
                                    JSON.Member("kind", .string(entry.event.body.kind.word)),
                                    JSON.Member("at", .string(entry.event.at.rfc3339)),
                                ] + members(of: entry.event.actor) + [
                                    JSON.Member("text", .optional(entry.event.personal?.text)),
                                    JSON.Member("name", .optional(entry.event.personal?.name)),
                                    JSON.Member("phone", .optional(entry.event.personal?.phone)),
                                    JSON.Member("topic", .optional(entry.event.namedTopic)),
                                    JSON.Member("unit", .optional(entry.event.personal?.unit)),
                                    JSON.Member("reference", .optional(entry.event.personal?.reference)),
                                    JSON.Member("on", .optional(entry.event.on?.iso8601)),
                                    JSON.Member(
                                        "photos",
                                        .integer(file.case.isErased ? 0 : entry.event.photos.count)),
                                    JSON.Member("detail", .optional(entry.event.body.facts.detail)),
                                ] + members(of: entry.event.body.facts))
                        })),
            ])
    }

    /// The first words of a text on one line, at most 60 characters.
    private static func excerpt(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 60 ? line.prefix(59) + "…" : line
    }

    /// An entry as the API's stream and a pull know it.
    package func event(_ entry: LedgerEntry, _ value: Case) -> InboxEvent {
        let event = entry.event
        let host = snapshot.baseURL.authority
        let root = MessageID("\(value.number)", at: host)
        let isMessage = event.body.isMessage
        let own = isMessage ? root : MessageID("\(value.number).\(entry.hash.prefix(16))", at: host)
        var result = InboxEvent(
            id: entry.id, case: value.number, kind: event.body.kind.word, at: event.at,
            by: event.actor.map { names.fullName(of: $0) }, messageID: own, inReplyTo: isMessage ? nil : root,
            station: value.station, stationName: names.name(of: value.station), to: value.to,
            toName: names.name(of: value.to), channel: value.channel.word)
        result.topic = event.namedTopic ?? value.topic
        result.text = event.personal?.text
        result.photos = value.isErased ? 0 : event.photos.count
        result.name = event.personal?.name
        result.phone = event.personal?.phone
        result.grade = value.grade?.word
        result.due = snapshot.deadlines.due(value)
        result.outcome = value.outcome?.word
        result.rating = value.rating?.word
        result.url = "\(snapshot.baseURL)/desk/cases/\(value.number)"
        result.solved = value.solved?.word
        result.closeDue = snapshot.deadlines.closeDue(value)
        result.until = event.body.facts.until
        result.on = event.on
        result.unit = event.personal?.unit
        result.reference = event.personal?.reference
        result.entry = entry.hash
        return result
    }
}

extension EventFacts {
    /// The first of them: the grade, the outcome, the date, the new holder's code, the rating, the reason.
    fileprivate var detail: String? {
        let order: [Member] = [.grade, .outcome, .until, .to, .rating, .reason]
        return order.lazy.compactMap { self[$0] }.first
    }
}
