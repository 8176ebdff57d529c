import LiaisonCodes
import LiaisonLedger
import LiaisonRecords
import LiaisonSystem
import LiaisonText

// The registers (台账).
extension RecordDesk {
    /// Which entries are asked for.
    package struct EntryQuery: Sendable {
        package var station: String?
        package var deputy: String?
        package var duty: String?
        package var state: RegisterEntry.State?
        package var from: CivilDate?
        package var to: CivilDate?

        package init() {}

        /// Reads the parameters of a request.
        ///
        /// - Parameter value: Gives a parameter's value.
        /// - Throws: The first that can't be read.
        package init(_ value: (String) -> String?) throws(CaseActionError) {
            func date(_ name: String) throws(CaseActionError) -> CivilDate? {
                guard let text = value(name), !text.isEmpty else { return nil }
                guard let date = CivilDate(iso8601: text.utf8) else { throw .unreadable(name) }
                return date
            }
            func text(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
            (station, deputy, duty) = (text("station"), text("deputy"), text("duty"))
            if let word = text("state") {
                guard let known = RegisterEntry.State(rawValue: word) else { throw .unreadable("state") }
                state = known
            }
            from = try date("from")
            to = try date("to")
            if let from, let to, to < from { throw .unreadable("to") }
        }
    }

    /// Entries as JSON, the newest day first; blocks on the disk.
    ///
    /// - Parameters:
    ///   - query: Which.
    ///   - offset: How many of them to pass over.
    ///   - limit: The most.
    /// - Returns: The entries, and whether there are more.
    /// - Throws: What is wrong with the query, or with the store.
    package func entries(
        _ query: EntryQuery, from offset: Int = 0, limit: Int = .max
    ) throws(CaseActionError) -> (items: [JSON], hasMore: Bool) {
        let table = try duties()
        let found = try entries(query)
        let page = found.dropFirst(offset).prefix(limit)
        let words = try self.words(of: page.map(\.number))
        return (
            page.map { json($0, words[$0.number] ?? [], table) }, found.count - offset > page.count
        )
    }

    /// One entry as JSON; blocks on the disk.
    package func entry(_ number: RecordNumber) throws(CaseActionError) -> JSON {
        let entry = try visibleEntry(number)
        let words = try records([number], of: number.station)[number] ?? []
        guard case .object(let members) = json(entry, words, try duties()) else { throw .absent }
        return .object(members + [JSON.Member("events", .array(words.map(history)))])
    }

    func entries(_ query: EntryQuery) throws(CaseActionError) -> [RegisterEntry] {
        var stations = stations()
        if let typed = query.station { stations = [try station(typed).id] }
        var codes: Set<Code>?
        if let typed = query.deputy {
            guard let deputy = try? roster.deputy(meantBy: typed) else {
                throw .invalidRecord(
                    member: "deputy", RecordRefusal("deputy", ["deputy": typed, "station": ""]))
            }
            codes = Set(roster.codes(ofHolderOf: deputy.code))
        }
        var found: [RegisterEntry] = []
        for station in stations {
            found += try book(of: station).entries.filter { entry in
                isVisible(entry) && (query.state.map { $0 == entry.state } ?? true)
                    && (query.duty.map { $0 == entry.facts.duty } ?? true)
                    && (query.from.map { $0 <= entry.facts.on } ?? true)
                    && (query.to.map { $0 >= entry.facts.on } ?? true)
                    && (codes.map { !$0.isDisjoint(with: entry.facts.deputies) } ?? true)
            }
        }
        if stations.count > 1 { found.sort { ($0.facts.on, $0.number) > ($1.facts.on, $1.number) } }
        return found
    }

    /// Whether the scope sees an entry of a station that it sees: a deputy sees their own.
    private func isVisible(_ entry: RegisterEntry) -> Bool {
        guard case .deputy = view.scope else { return true }
        return !view.ownCodes.isDisjoint(with: entry.facts.deputies)
    }

    private func visibleEntry(_ number: RecordNumber) throws(CaseActionError) -> RegisterEntry {
        guard roster.station(number.station) != nil, sees(number.station),
            let entry = try book(of: number.station).entry(number), isVisible(entry)
        else { throw .absent }
        return entry
    }

    func words(of numbers: [RecordNumber]) throws(CaseActionError) -> [RecordNumber: [RecordEntry]] {
        var all: [RecordNumber: [RecordEntry]] = [:]
        for (station, numbers) in Dictionary(grouping: numbers, by: \.station) {
            all.merge(try records(numbers, of: station)) { first, _ in first }
        }
        return all
    }

    // MARK: As JSON

    func json(_ entry: RegisterEntry, _ words: [RecordEntry], _ table: DutyTable) -> JSON {
        let duty = table.duty(entry.facts.duty, on: entry.facts.on)
        return .object(
            [
                JSON.Member("entry", .string(entry.number.description)),
                JSON.Member("station", .string(entry.number.station.description)),
                JSON.Member("duty", .string(entry.facts.duty)),
                JSON.Member("register", .optional(duty?.register.rawValue)),
                JSON.Member("on", .string(entry.facts.on.iso8601)),
                JSON.Member("deputies", .codes(entry.facts.deputies)),
                JSON.Member("people", .integer(entry.facts.people)),
                JSON.Member("title", .optional(words.word(.title))),
                JSON.Member("text", .optional(words.word(.text))),
                JSON.Member("case", .optional(entry.facts.caseNumber?.description)),
                JSON.Member("reference", .optional(words.word(.reference))),
                JSON.Member("state", .string(entry.state.rawValue)),
            ] + view.members(of: entry.by) + [
                JSON.Member("at", .string(entry.at.rfc3339)),
                JSON.Member("duty_name", .optional(duty?.name)),
                JSON.Member(
                    "deputy_names", .array(entry.facts.deputies.map { .string(view.bareName(of: $0)) })),
                JSON.Member("notice", .optional(entry.facts.notice?.description)),
                JSON.Member("erased", .bool(words.contains { $0.record.kind == Record.erasure })),
            ])
    }

    /// One record of an entry's history.
    private func history(_ entry: RecordEntry) -> JSON {
        .object(
            [
                JSON.Member("kind", .string(entry.record.kind)),
                JSON.Member("at", .string(entry.record.at.rfc3339)),
            ] + view.members(of: entry.record.actor) + [
                JSON.Member("facts", entry.record.facts),
                JSON.Member("words", .object(entry.record.words ?? [])),
            ])
    }

    // MARK: Acts

    /// Enters something in a register: `POST log`.
    ///
    /// - Parameters:
    ///   - json: `station`, `duty`, `on`, `deputies`, `people`, `title`, `text`, `case`, `reference`, `for`.
    ///   - key: The same for every repetition of the same entry.
    /// - Returns: The entry as JSON.
    /// - Throws: Why it wasn't entered.
    package func addEntry(_ json: JSON, key: String) throws(CaseActionError) -> JSON {
        let station = try station(json["station"]?.text)
        let table = try duties()
        let facts = try facts(json, at: station.id, table)
        let draft = RecordDraft(
            "recorded", .new(.entry, on: facts.on), by: try actor(json), key: digest(key, "log"),
            facts: RecordFact.recorded(facts).json, words: try entryWords(json))
        let number = try record([draft], at: station.id).first?.number
        guard let number else { throw .unavailable(nil) }
        return try entry(number)
    }

    /// Amends, approves, rejects, withdraws or erases an entry: `POST log/N/events`.
    ///
    /// - Parameters:
    ///   - number: The entry.
    ///   - json: `kind` = `amended|approved|rejected|withdrawn|erased`, and what is amended; `reason` of the others.
    ///   - key: The same for every repetition of the same act.
    /// - Returns: The entry as JSON.
    /// - Throws: Why it wasn't done.
    package func act(onEntry number: RecordNumber, _ json: JSON, key: String) throws(CaseActionError) -> JSON
    {
        let known = try visibleEntry(number)
        let path = "log/\(number)"
        let reason = try typed(json, "reason", limit: Self.titleLimit)
        let fact: RecordFact
        var typedWords = words([.reason: reason])
        switch json["kind"]?.text {
        case "amended":
            fact = .amended(try change(json, of: known))
            typedWords = try entryWords(json) + typedWords
            if fact == .amended(EntryChange()), typedWords.isEmpty { throw .unreadable("text") }
        case "approved", "rejected":
            try requireOfficer()
            fact = .decided(isApproved: json["kind"]?.text == "approved")
        case "withdrawn": fact = .withdrawn
        case "erased":
            guard view.scope == .office else { throw .forbidden }
            try record(
                [
                    RecordDraft(
                        Record.erasure, .known(number), by: try actor(json), key: digest(key, path),
                        facts: .object([]))
                ], at: number.station)
            return try entry(number)
        default: throw .unreadable("kind")
        }
        try record(
            [
                RecordDraft(
                    fact.kind, .known(number), by: try actor(json), key: digest(key, path), facts: fact.json,
                    words: typedWords)
            ], at: number.station)
        return try entry(number)
    }

    func entryWords(_ json: JSON) throws(CaseActionError) -> [JSON.Member] {
        words([
            .title: try typed(json, "title", limit: Self.titleLimit),
            .text: try typed(json, "text", limit: Self.textLimit),
            .reference: try typed(json, "reference", limit: Self.titleLimit),
        ])
    }

    func facts(
        _ json: JSON, at station: StationID, _ table: DutyTable
    ) throws(CaseActionError) -> EntryFacts {
        let on = try day(json["on"]?.text ?? today.iso8601)
        guard let typed = json["duty"]?.text else { throw .unreadable("duty") }
        return EntryFacts(
            duty: try duty(typed, on: on, table), on: on, deputies: try deputies(json, at: station),
            people: try people(json) ?? 1, caseNumber: try caseNumber(json))
    }

    private func change(_ json: JSON, of entry: RegisterEntry) throws(CaseActionError) -> EntryChange {
        let station = entry.number.station
        var change = EntryChange(people: try people(json), caseNumber: try caseNumber(json))
        if let text = json["on"]?.text { change.on = try day(text) }
        if let text = json["duty"]?.text {
            change.duty = try duty(text, on: change.on ?? entry.facts.on, try duties())
        }
        if let list = json["deputies"], list != .null { change.deputies = try deputies(json, at: station) }
        return change
    }

    /// A day that something happened on: not to come, and within a term.
    func day(_ text: String) throws(CaseActionError) -> CivilDate {
        guard let day = CivilDate(iso8601: text.utf8) else { throw .unreadable("on") }
        if day > today { throw .invalidRecord(member: "on", RecordRefusal("future", ["date": text])) }
        if day < today.adding(months: -Self.longestAgo) {
            throw .invalidRecord(member: "on", RecordRefusal("too-old", ["date": text]))
        }
        return day
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

    /// The deputies that are named: at least one, all of the station; a deputy enters only what they did themselves.
    func deputies(_ json: JSON, at station: StationID) throws(CaseActionError) -> [Code] {
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
            let code = try deputy(text, at: station).code
            if !codes.contains(code) { codes.append(code) }
        }
        return codes
    }

    private func people(_ json: JSON) throws(CaseActionError) -> Int? {
        guard let member = json["people"], member != .null else { return nil }
        guard let people = member.integer, (1...1_000_000).contains(people) else {
            throw .invalidRecord(member: "people", RecordRefusal("people"))
        }
        return people
    }

    /// A case that the scope sees.
    private func caseNumber(_ json: JSON) throws(CaseActionError) -> CaseNumber? {
        guard let member = json["case"], member != .null else { return nil }
        let refusal = CaseActionError.invalidRecord(
            member: "case", RecordRefusal("case", ["case": member.text ?? ""]))
        guard let text = member.text, let number = try? CaseNumber(parsing: text) else { throw refusal }
        let file: CaseFile?
        do throws(SystemError) { file = try view.caseFile(number) } catch { throw .unavailable(error) }
        if file == nil { throw refusal }
        return number
    }
}
