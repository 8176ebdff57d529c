import LiaisonCases
import LiaisonCodes
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
        package var register: Register?
        package var state: RegisterEntry.State?
        /// Only those of which nobody has written down what became of them.
        package var isUnsettled = false
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
            if let word = text("register") {
                guard let known = Register(rawValue: word) else { throw .unreadable("register") }
                register = known
            }
            isUnsettled = value("unsettled") == "true"
            from = try date("from")
            to = try date("to")
            if let from, let to, to < from { throw .unreadable("to") }
        }
    }

    /// Entries as JSON, the newest day first; blocks on the disk.
    ///
    /// - Parameters:
    ///   - query: Which.
    ///   - place: Behind which the page begins.
    ///   - limit: The most.
    ///   - size: The most bytes of them all as JSON; one entry is given however long it is.
    /// - Returns: The entries, and where the next page begins, if there are more.
    /// - Throws: What is wrong with the query, or with the store.
    package func entries(
        _ query: EntryQuery, after place: EntryPlace? = nil, limit: Int = .max, size: Int = .max
    ) throws(CaseActionError) -> (items: [JSON], next: EntryPlace?) {
        let table = try table(for: query)
        var merge = try merge(query, table, after: place)
        var room = PageRoom(limit: limit, size: size)
        var last: EntryPlace?
        while room.left > 0, merge.hasMore {
            // Of long texts no more are read than there is room for, nearly.
            let part = merge.next(min(room.left, Self.step))
            for (entry, item) in zip(part, try json(part, table)) {
                if !room.take(item) { return (room.items, last) }
                last = EntryPlace(on: entry.facts.on, number: entry.number)
            }
        }
        return (room.items, merge.hasMore ? last : nil)
    }

    /// How many entries are read back at once.
    private static let step = 50

    /// All entries as JSON, part by part, as they are at the beginning; blocks on the disk.
    ///
    /// - Parameters:
    ///   - query: Which.
    ///   - size: The most of a part.
    ///   - body: Gets each part; says whether to go on.
    /// - Throws: What is wrong with the query, or with the store.
    package func forEachPart(
        of query: EntryQuery, size: Int, _ body: ([JSON]) -> Bool
    ) throws(CaseActionError) {
        let table = try table(for: query)
        var merge = try merge(query, table, after: nil)
        while merge.hasMore {
            guard body(try json(merge.next(size), table)) else { return }
        }
    }

    /// The duties that a list of entries is made with. What can't be used of them keeps no entry from being shown, only from
    /// being chosen by what they say.
    private func table(for query: EntryQuery) throws(CaseActionError) -> DutyTable? {
        query.duty == nil && query.register == nil ? site.duties.usable : try duties()
    }

    private func json(_ entries: [RegisterEntry], _ table: DutyTable?) throws(CaseActionError) -> [JSON] {
        let words = try self.words(of: entries.map(\.number))
        return entries.map { json($0, words[$0.number] ?? [], table) }
    }

    /// One entry as JSON; blocks on the disk.
    package func entry(_ number: RecordNumber) throws(CaseActionError) -> JSON {
        let entry = try visibleEntry(number)
        let words = try records([number], of: number.station)[number] ?? []
        guard case .object(let members) = json(entry, words, site.duties.usable) else { throw .absent }
        return .object(members + [JSON.Member("events", .array(words.map(history)))])
    }

    /// The entries that belong to a case, of the stations that have or had it and of those above them, as far as the scope sees
    /// them; blocks on the disk.
    ///
    /// - Parameter value: The case.
    /// - Returns: Each as JSON, the newest day first; and whether all of those stations' registers could be read.
    /// - Throws: What is wrong with the store.
    package func entries(
        of value: Case
    ) throws(CaseActionError) -> (found: [JSON], areAll: Bool) {
        var stations: Set<StationID> = [value.number.station, value.station]
        stations.formUnion(value.formerHolders.map(\.station))
        for station in stations {
            var above = roster.station(station)?.parent
            while let next = above, stations.insert(next).inserted { above = roster.station(next)?.parent }
        }
        var found: [RegisterEntry] = []
        let read = stations.intersection(registerStations())
        for station in read {
            found += try book(of: station).entries(of: value.number).filter { isVisible($0.facts.deputies) }
        }
        found.sort { ($0.facts.on, $0.number) > ($1.facts.on, $1.number) }
        let areAll = site.ledger.incompleteStations(among: Array(read)).isEmpty
        return (try json(found, site.duties.usable), areAll)
    }

    /// How many entries wait for the scope to approve them, at all of its stations; blocks on the disk.
    package func pendingCount() throws(CaseActionError) -> Int {
        try requireOfficer()
        do throws(SystemError) {
            var count = 0
            for station in stations() { count += try site.worklists.list(of: station, self).pendingCount }
            return count
        } catch {
            throw .unavailable(error)
        }
    }

    private func merge(
        _ query: EntryQuery, _ table: DutyTable?, after place: EntryPlace?
    ) throws(CaseActionError) -> EntryMerge {
        var stations = registerStations()
        if let typed = query.station {
            if let own = try? roster.station(meantBy: typed), stations.contains(own.id) {
                stations = [own.id]
            } else {
                stations = [try stationToRead(typed)]
            }
        }
        var codes: Set<Code>?
        if let typed = query.deputy {
            let deputy = try view.deputy(meantBy: typed)
            codes = Set(roster.codes(ofHolderOf: deputy.code))
            // An entry names deputies of its station.
            let theirs = roster.stations(of: deputy)
            stations = stations.filter(theirs.contains)
        }
        var books: [StationID: RecordBook] = [:]
        for station in stations {
            let book = try book(of: station)
            if query.state == .pending, book.pendingCount == 0 { continue }
            books[station] = book
        }
        return EntryMerge(books, after: place, from: query.from, to: query.to) { row in
            if let state = query.state, state != row.state { return false }
            if query.isUnsettled, row.isSettled || row.state == .withdrawn || row.state == .rejected {
                return false
            }
            if !isVisible(row.deputies) { return false }
            if let codes, codes.isDisjoint(with: row.deputies) { return false }
            if query.duty == nil, query.register == nil { return true }
            let duty = table?.duty(row.duty, on: row.place.on)
            if let asked = query.duty, asked != row.duty, asked != duty?.name { return false }
            return query.register == nil || query.register == duty?.register
        }
    }

    /// The stations whose registers the scope looks into: a deputy who has moved keeps what is theirs at those of before.
    private func registerStations() -> [StationID] {
        guard case .deputy(let code) = view.scope, case .deputy(let deputy)? = roster.state(of: code)?.holder
        else { return stations() }
        return roster.stations(of: deputy).union(stations()).sorted()
    }

    /// Whether the scope sees an entry of some deputies at a station that it sees: a deputy sees their own.
    private func isVisible(_ deputies: [Code]) -> Bool {
        guard case .deputy = view.scope else { return true }
        return !view.ownCodes.isDisjoint(with: deputies)
    }

    func visibleEntry(_ number: RecordNumber) throws(CaseActionError) -> RegisterEntry {
        guard roster.station(number.station) != nil,
            sees(number.station) || registerStations().contains(number.station),
            let entry = try found(at: number.station, { $0.entry(number) }), isVisible(entry.facts.deputies)
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

    func json(_ entry: RegisterEntry, _ words: [RecordEntry], _ table: DutyTable?) -> JSON {
        let duty = table?.duty(entry.facts.duty, on: entry.facts.on)
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
                JSON.Member("case", .optional(entry.facts.cases.first?.description)),
                JSON.Member("reference", .optional(words.word(.reference))),
                JSON.Member("state", .string(entry.state.rawValue)),
            ] + view.author(entry.by).members + [
                JSON.Member("at", .string(entry.at.rfc3339)),
                JSON.Member("duty_name", .optional(duty?.name)),
                JSON.Member(
                    "deputy_names", .array(entry.facts.deputies.map { .string(view.bareName(of: $0)) })),
                JSON.Member("notice", .optional(entry.facts.notice?.description)),
                JSON.Member("erased", .bool(words.areErased)),
                JSON.Member("photos", photos(of: entry, words)),
                JSON.Member("station_name", .string(view.names.name(of: entry.number.station))),
                JSON.Member("guests", .optional(words.word(.guests))),
                JSON.Member("votes", entry.facts.votes?.json ?? .null),
                JSON.Member("result", .optional(words.word(.result))),
                JSON.Member("settled", .optional(entry.settledOn?.iso8601)),
                JSON.Member("cases", .array(entry.facts.cases.map { .string($0.description) })),
            ])
    }

    /// One record of an entry's history.
    private func history(_ entry: RecordEntry) -> JSON {
        .object(
            [
                JSON.Member("kind", .string(entry.record.kind)),
                JSON.Member("at", .string(entry.record.at.rfc3339)),
            ] + view.author(entry.record.actor).members + [
                JSON.Member("facts", entry.record.facts),
                JSON.Member("words", .object(entry.record.words ?? [])),
                JSON.Member("photos", .integer(entry.record.photos.count)),
            ])
    }
}
