import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonPhotos
import LiaisonRecords
import LiaisonSystem
import LiaisonText

// What is entered in the registers, and what becomes of it.
extension RecordDesk {
    /// Enters something in a register: `POST log`.
    ///
    /// - Parameters:
    ///   - json: `station`, `duty`, `on`, `deputies`, `people`, `title`, `text`, `case` or `cases`, `reference`,
    ///     `guests`, `votes`, `result`, `for`.
    ///   - photos: The photos that come with it.
    ///   - key: The same for every repetition of the same entry.
    /// - Returns: The entry as JSON.
    /// - Throws: Why it wasn't entered.
    package func addEntry(
        _ json: JSON, photos: [any PhotoSource] = [], key: String
    ) throws(CaseActionError) -> JSON {
        let target: (station: StationID, facts: EntryFacts)
        do throws(CaseActionError) {
            let station = try station(json["station"]?.text).id
            target = (station, try facts(json, at: station, try duties()))
        } catch {
            // What was entered stands, whatever has become of its deputy or duty since, and where the deputy was before they
            // moved: whoever asks again is told so.
            let named = json["station"]?.text.flatMap { try? roster.station(meantBy: $0) }
            guard let station = named?.id ?? view.home,
                let known = try number(ofKey: digest(key, "log"), at: station)
            else { throw error }
            return try entry(known)
        }
        var draft = RecordDraft(
            "recorded", .new(.entry, on: target.facts.on), by: try actor(json), key: digest(key, "log"),
            facts: RecordFact.recorded(target.facts).json, words: try entryWords(json))
        draft.photos = try receive(photos)
        let number = try record([draft], at: target.station).first?.number
        guard let number else { throw .unavailable(nil) }
        return try entry(number)
    }

    /// Does something to what stands. What is refused may have been done before: it stands, whatever has become since of the
    /// deputies that it names, and whoever asks again is told so.
    ///
    /// - Parameters:
    ///   - number: What it is done to.
    ///   - key: The act's.
    ///   - act: Does it.
    ///   - document: What there is then.
    /// - Returns: What there is then, as JSON.
    /// - Throws: Why it wasn't done, now or before.
    func once(
        _ number: RecordNumber, _ key: Digest, _ act: () throws(CaseActionError) -> JSON,
        document: () throws(CaseActionError) -> JSON
    ) throws(CaseActionError) -> JSON {
        do throws(CaseActionError) { return try act() } catch {
            guard case .invalidRecord = error, try self.number(ofKey: key, at: number.station) == number
            else {
                throw error
            }
            return try document()
        }
    }

    func number(ofKey key: Digest, at station: StationID) throws(CaseActionError) -> RecordNumber? {
        do throws(SystemError) { return try ledger.recordNumber(ofKey: key, at: station) } catch {
            throw .unavailable(error)
        }
    }

    /// Amends, approves, rejects, withdraws or erases an entry: `POST log/N/events`.
    ///
    /// - Parameters:
    ///   - number: The entry.
    ///   - json: `kind` = `amended|approved|rejected|withdrawn|erased`, and what is amended; `reason` of the others.
    ///   - photos: The photos that come with an amendment.
    ///   - key: The same for every repetition of the same act.
    /// - Returns: The entry as JSON.
    /// - Throws: Why it wasn't done.
    package func act(
        onEntry number: RecordNumber, _ json: JSON, photos: [any PhotoSource] = [], key: String
    ) throws(CaseActionError) -> JSON {
        let known = try visibleEntry(number)
        if !photos.isEmpty, json["kind"]?.text != "amended" {
            throw .invalidRecord(member: "photos", RecordRefusal("photos-amended-only"))
        }
        let path = "log/\(number)"
        let reason = try typed(json, "reason", limit: Self.titleLimit)
        let fact: RecordFact
        var typedWords = words([.reason: reason])
        switch json["kind"]?.text {
        case "amended":
            try requireAuthor(of: known)
            fact = .amended(try change(json, of: known))
            typedWords =
                try entryWords(json) + emptied(Self.entryWordNames, json, number) + typedWords
            if fact == .amended(EntryChange()), typedWords.isEmpty, photos.isEmpty {
                throw .unreadable("text")
            }
        case "approved", "rejected":
            try requireOfficer()
            fact = .decided(
                isApproved: json["kind"]?.text == "approved",
                amendments: try amendmentsSeen(json, number, digest(key, path)))
        case "withdrawn":
            try requireAuthor(of: known)
            fact = .withdrawn
        case "erased":
            try erase(number, reason, by: try actor(json), key: digest(key, path))
            return try entry(number)
        default: throw .unreadable("kind")
        }
        var draft = RecordDraft(
            fact.kind, .known(number), by: try actor(json), key: digest(key, path), facts: fact.json,
            words: typedWords)
        draft.photos = try receive(photos)
        try record([draft], at: number.station)
        return try entry(number)
    }

    /// Has what people typed in a record, and its photos, taken out of the store; only the office may. The reason stays.
    func erase(
        _ number: RecordNumber, _ reason: String?, by actor: Actor, key: Digest
    ) throws(CaseActionError) {
        guard view.scope == .office else { throw .forbidden }
        let facts = reason.map { [JSON.Member("reason", .string($0))] } ?? []
        try record(
            [RecordDraft(Record.erasure, .known(number), by: actor, key: key, facts: .object(facts))],
            at: number.station)
    }

    /// What is typed into an entry.
    static let entryWordNames: [RecordWord] = [.title, .text, .reference, .guests, .result]

    func entryWords(_ json: JSON) throws(CaseActionError) -> [JSON.Member] {
        var members: [JSON.Member] = []
        for name in Self.entryWordNames {
            let limit = name == .text ? Self.textLimit : Self.titleLimit
            let text = try typed(json, name.rawValue, limit: limit)
            if let text { members.append(JSON.Member(name.rawValue, .string(text))) }
        }
        return members
    }

    /// The words that were emptied: nothing stands for them from then on.
    func emptied(
        _ names: [RecordWord], _ json: JSON, _ number: RecordNumber
    ) throws(CaseActionError) -> [JSON.Member] {
        let asked = names.filter { json[$0.rawValue]?.text?.allSatisfy(\.isWhitespace) ?? false }
        if asked.isEmpty { return [] }
        let known = try records([number], of: number.station)[number] ?? []
        return asked.filter { known.word($0) != nil }.map { JSON.Member($0.rawValue, .string("")) }
    }

    func facts(
        _ json: JSON, at station: StationID, _ table: DutyTable
    ) throws(CaseActionError) -> EntryFacts {
        let on = try day(json["on"]?.text ?? today.iso8601)
        guard let typed = json["duty"]?.text else { throw .unreadable("duty") }
        let duty = try duty(typed, on: on, table)
        let deputies = try deputies(json, at: station, on: on)
        try checkTerm(on, of: deputies)
        return EntryFacts(
            duty: duty, on: on, deputies: deputies,
            people: try people(json) ?? 1, cases: try cases(json) ?? [],
            votes: try votes(json).flatMap { $0 == .none ? nil : $0 },
            isSettled: try self.typed(json, "result", limit: Self.titleLimit) != nil)
    }

    private func change(_ json: JSON, of entry: RegisterEntry) throws(CaseActionError) -> EntryChange {
        let station = entry.number.station
        var change = EntryChange(people: try people(json))
        change.cases = try cases(json)
        if change.cases == [], entry.facts.cases.isEmpty { change.cases = nil }
        change.votes = try votes(json)
        if json["result"]?.text != nil {
            let isSettled = try typed(json, "result", limit: Self.titleLimit) != nil
            change.isSettled = isSettled || entry.facts.isSettled ? isSettled : nil
        }
        if let text = json["on"]?.text { change.on = try day(text) }
        if let text = json["duty"]?.text {
            change.duty = try duty(text, on: change.on ?? entry.facts.on, try duties())
        }
        if let list = json["deputies"], list != .null {
            change.deputies = try deputies(json, at: station, on: change.on ?? entry.facts.on)
        }
        if change.on != nil || change.deputies != nil {
            try checkTerm(change.on ?? entry.facts.on, of: change.deputies ?? entry.facts.deputies)
        }
        return change
    }

    /// A day that something happened on: not to come.
    func day(_ text: String) throws(CaseActionError) -> CivilDate {
        guard let day = CivilDate(iso8601: text.utf8) else { throw .unreadable("on") }
        if day > today { throw .invalidRecord(member: "on", RecordRefusal("future", ["date": text])) }
        return day
    }

    /// That a day lies within the term of those who did something: where the roster says when a deputy's began, not before
    /// that; else within the five years of any term.
    func checkTerm(_ day: CivilDate, of codes: [Code]) throws(CaseActionError) {
        for code in codes {
            guard case .deputy(let deputy)? = roster.state(of: code)?.holder else { continue }
            guard let start = deputy.termStart else {
                if day >= today.adding(months: -Self.longestAgo) { continue }
                throw .invalidRecord(member: "on", RecordRefusal("too-old", ["date": day.iso8601]))
            }
            if day >= start { continue }
            throw .invalidRecord(
                member: "on",
                RecordRefusal(
                    "before-term",
                    [
                        "date": day.iso8601, "name": deputy.name, "term": deputy.term ?? "",
                        "since": start.iso8601,
                    ]))
        }
    }

    /// The key of a duty that is entered, by key or name.
    func duty(_ text: String, on day: CivilDate, _ table: DutyTable) throws(CaseActionError) -> String {
        guard let key = table.key(meantBy: text, on: day), let duty = table.duty(key, on: day) else {
            let list = table.duties(on: day).filter { $0.source == .entry }
                .map { "\($0.key) \($0.name)" }
            throw .invalidRecord(
                member: "duty",
                RecordRefusal("duty", ["duty": text, "known": list.joined(separator: "、")]))
        }
        if duty.source != .entry {
            throw .invalidRecord(member: "duty", RecordRefusal("duty-counted", ["duty": duty.name]))
        }
        return key
    }

    /// The deputies that are named: at least one, all of the station, now or on the day of what they did; a deputy enters only
    /// what they did themselves.
    func deputies(
        _ json: JSON, at station: StationID, on day: CivilDate? = nil
    ) throws(CaseActionError) -> [Code] {
        let typed = json["deputies"]?.elements?.compactMap(\.text) ?? []
        if case .deputy(let own) = view.scope {
            guard let code = roster.incumbent(of: own).map(\.code) else { throw .forbidden }
            let named = typed.compactMap { try? roster.deputy(meantBy: $0).code }
            if named.count != typed.count || named.contains(where: { $0 != code }) {
                throw .invalidRecord(member: "deputies", RecordRefusal("own-only"))
            }
            return [code]
        }
        if typed.isEmpty { throw .unreadable("deputies") }
        var codes: [Code] = []
        for text in typed {
            let code = try deputy(text, at: station, on: day).code
            if !codes.contains(code) { codes.append(code) }
        }
        return codes
    }

    func people(_ json: JSON) throws(CaseActionError) -> Int? {
        guard let member = json["people"], member != .null else { return nil }
        guard let people = member.integer, (1...1_000_000).contains(people) else {
            throw .invalidRecord(member: "people", RecordRefusal("people"))
        }
        return people
    }

    /// The votes that were counted: an object with the three counts, or `45/3/1`; none at all where that is emptied.
    func votes(_ json: JSON) throws(CaseActionError) -> Ballot? {
        guard let member = json["votes"], member != .null else { return nil }
        if let text = member.text, TypedWords.trimmed(text) == nil { return Ballot.none }
        guard let votes = Ballot(member) ?? member.text.flatMap({ Ballot(parsing: $0) }) else {
            throw .invalidRecord(member: "votes", RecordRefusal("votes", ["votes": member.text ?? ""]))
        }
        return votes
    }
}
