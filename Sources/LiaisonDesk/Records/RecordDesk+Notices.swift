import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText

// Notices and activities (活动发布、工作动态).
extension RecordDesk {
    /// Notices as JSON, the newest first; blocks on the disk.
    ///
    /// - Parameters:
    ///   - query: Of which station, which deputy is named by them, and between which days: of activities theirs, of others that on
    ///     which they were posted.
    ///   - all: Whether those that were withdrawn are given too, and those that have ended where no day is asked for.
    /// - Returns: The notices.
    /// - Throws: What is wrong with the question, or with the store.
    package func notices(_ query: EntryQuery = EntryQuery(), all: Bool = false) throws(CaseActionError)
        -> [JSON]
    {
        var stations = stations()
        if let typed = query.station { stations = [try stationToRead(typed)] }
        let codes = try codes(of: query.deputy)
        let asksForDays = query.from != nil || query.to != nil
        var found: [Notice] = []
        for station in stations {
            found += try book(of: station).notices.filter { notice in
                let day = notice.facts.activity ?? BeijingTime(notice.at).date
                if let from = query.from, day < from { return false }
                if let to = query.to, day > to { return false }
                if let codes, codes.isDisjoint(with: notice.signedUp + notice.waiting + notice.attended) {
                    return false
                }
                return all || notice.isShown(on: today) || asksForDays && !notice.isWithdrawn
            }
        }
        found.sort { ($0.at, $0.number) > ($1.at, $1.number) }
        let words = try self.words(of: found.map(\.number))
        return found.map { json($0, words[$0.number] ?? []) }
    }

    /// One notice as JSON; blocks on the disk.
    package func notice(_ number: RecordNumber) throws(CaseActionError) -> JSON {
        guard sees(number.station), let notice = try found(at: number.station, { $0.notice(number) }) else {
            throw .absent
        }
        return json(notice, try records([number], of: number.station)[number] ?? [])
    }

    func json(_ notice: Notice, _ words: [RecordEntry]) -> JSON {
        .object(
            [
                JSON.Member("notice", .string(notice.number.description)),
                JSON.Member("station", .string(notice.number.station.description)),
                JSON.Member("title", .optional(words.word(.title))),
                JSON.Member("text", .optional(words.word(.text))),
                JSON.Member("until", .optional(notice.facts.until?.iso8601)),
                JSON.Member("activity", .optional(notice.facts.activity?.iso8601)),
                JSON.Member("places", notice.facts.places.map(JSON.integer) ?? .null),
                JSON.Member("duty", .optional(notice.facts.duty)),
                JSON.Member("signed_up", .codes(notice.signedUp)),
                JSON.Member("waiting", .codes(notice.waiting)),
                JSON.Member("attended", .codes(notice.attended)),
                JSON.Member("withdrawn", .bool(notice.isWithdrawn)),
            ] + view.author(notice.by).members + [JSON.Member("at", .string(notice.at.rfc3339))])
    }

    /// Posts a notice: `POST notices`.
    ///
    /// - Parameters:
    ///   - json: `station` (an id or name, or `all` of the office), `title`, `text`, `until`, `activity`, `places`, `duty`.
    ///   - key: The same for every repetition of the same act.
    /// - Returns: `notices`, each as JSON: one for each station.
    /// - Throws: Why it wasn't posted.
    package func postNotice(_ json: JSON, key: String) throws(CaseActionError) -> JSON {
        try requireOfficer()
        let targets: [Station]
        if json["station"]?.text == "all" {
            guard view.scope == .office else { throw .forbidden }
            targets = roster.stations
        } else {
            targets = [try station(json["station"]?.text)]
        }
        let facts = try noticeFacts(json)
        guard let title = try typed(json, "title", limit: Self.titleLimit) else {
            throw .unreadable("title")
        }
        let words = words([.title: title, .text: try typed(json, "text", limit: Self.textLimit)])
        let actor = try actor(json)
        var posted: [JSON] = []
        for target in targets {
            let draft = RecordDraft(
                "posted", .new(.notice, on: today), by: actor, key: digest(key, "notices/\(target.id)"),
                facts: RecordFact.posted(facts).json, words: words)
            guard let number = try record([draft], at: target.id).first?.number else { continue }
            posted.append(try notice(number))
        }
        return .members(["notices": .array(posted)])
    }

    private func noticeFacts(_ json: JSON) throws(CaseActionError) -> NoticeFacts {
        func date(_ name: String) throws(CaseActionError) -> CivilDate? {
            guard let member = json[name], member != .null else { return nil }
            guard let date = member.date else { throw .unreadable(name) }
            if date < today {
                throw .invalidRecord(member: name, RecordRefusal("past", ["date": date.iso8601]))
            }
            return date
        }
        var facts = NoticeFacts(until: try date("until"), activity: try date("activity"))
        if let member = json["places"], member != .null {
            guard let places = member.integer, (1...100_000).contains(places) else {
                throw .unreadable("places")
            }
            facts.places = places
        }
        if let text = json["duty"]?.text {
            facts.duty = try duty(text, on: facts.activity ?? today, try duties())
        }
        if facts.activity == nil, facts.places != nil || facts.duty != nil {
            throw .invalidRecord(member: "activity", RecordRefusal("no-activity"))
        }
        return facts
    }

    /// Signs up for an activity or off again, notes who was there, withdraws a notice or has its words taken out: `POST notices/N/events`.
    ///
    /// - Parameters:
    ///   - number: The notice.
    ///   - json: `kind` = `signed-up` or `signed-off` (`deputy`, of officers), `attended` (`deputies`), `withdrawn` (`reason`), `erased`.
    ///   - key: The same for every repetition of the same act.
    /// - Returns: The notice as JSON, with the `entry` that an attendance made.
    /// - Throws: Why it wasn't done.
    package func act(onNotice number: RecordNumber, _ json: JSON, key: String) throws(CaseActionError) -> JSON
    {
        guard sees(number.station), let known = try found(at: number.station, { $0.notice(number) }) else {
            throw .absent
        }
        let digest = digest(key, "notices/\(number)")
        let actor = try actor(json)
        func draft(_ fact: RecordFact, _ words: [JSON.Member] = []) -> RecordDraft {
            RecordDraft(fact.kind, .known(number), by: actor, key: digest, facts: fact.json, words: words)
        }
        var drafts: [RecordDraft]
        switch json["kind"]?.text {
        case "signed-up": drafts = [draft(.signedUp(try participant(json, in: known)))]
        case "signed-off": drafts = [draft(.signedOff(try participant(json, in: known)))]
        case "withdrawn":
            try requireOfficer()
            let reason = try typed(json, "reason", limit: Self.titleLimit)
            drafts = [draft(.withdrawn, words([.reason: reason]))]
        case "attended":
            try requireOfficer()
            let codes = try deputies(json, at: number.station)
            drafts = [draft(.attended(codes))]
            if let duty = known.facts.duty, let day = known.facts.activity {
                let title = try records([number], of: number.station)[number]?.word(.title)
                let facts = EntryFacts(
                    duty: duty, on: day, deputies: codes, people: codes.count, notice: number)
                drafts.append(
                    RecordDraft(
                        "recorded", .new(.entry, on: day), by: actor,
                        key: self.digest(key, "notices/\(number)/entry"),
                        facts: RecordFact.recorded(facts).json, words: words([.title: title])))
            }
        case "erased":
            let reason = try typed(json, "reason", limit: Self.titleLimit)
            try erase(number, reason, by: actor, key: digest)
            return try notice(number)
        default: throw .unreadable("kind")
        }
        let commitments = try record(drafts, at: number.station)
        guard case .object(let members) = try notice(number) else { throw .absent }
        let entry = commitments.count > 1 ? commitments[1].number.description : nil
        return .object(members + [JSON.Member("entry", .optional(entry))])
    }

    /// Who signs up or off: the deputy themselves, or the one whom an officer names.
    ///
    /// Who has signed up already is known by the code of then: a new code takes no second place.
    private func participant(_ json: JSON, in notice: Notice) throws(CaseActionError) -> Code {
        let typed = json["deputy"]?.text
        let code: Code
        if case .deputy(let own) = view.scope {
            guard let incumbent = roster.incumbent(of: own).map(\.code) else { throw .forbidden }
            if let typed, (try? roster.deputy(meantBy: typed).code) != incumbent {
                throw .invalidRecord(member: "deputy", RecordRefusal("sign-up-own"))
            }
            code = incumbent
        } else {
            guard let typed else { throw .unreadable("deputy") }
            // Who has left the station since gives the place free all the same.
            if json["kind"]?.text == "signed-off", let taken = try? Code(parsing: typed),
                notice.hasSignedUp(taken)
            {
                return taken
            }
            code = try deputy(typed, at: notice.number.station).code
        }
        return roster.codes(ofHolderOf: code).first(where: notice.hasSignedUp) ?? code
    }
}
