import LiaisonCases
import LiaisonCodes
import LiaisonPosters
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText

// Reception days (接待日) and who is on duty.
extension RecordDesk {
    /// Reception days as JSON, the earliest first; blocks on the disk.
    ///
    /// - Parameters:
    ///   - typed: The station asked for; every one that the scope sees unless given.
    ///   - deputy: Only days on which that deputy is on duty.
    ///   - from: The first day; today unless given.
    ///   - to: The last day; thirty days later unless given.
    /// - Returns: The days.
    /// - Throws: What is wrong with the question, or with the store.
    package func receptions(
        station typed: String? = nil, deputy: String? = nil, from: CivilDate? = nil, to: CivilDate? = nil
    ) throws(CaseActionError) -> [JSON] {
        let first = from ?? today
        let last = to ?? first.adding(days: 30)
        guard first <= last, last.daysSince1970 - first.daysSince1970 <= 3700 else {
            throw .unreadable("to")
        }
        let codes = try codes(of: deputy)
        var stations = stations().compactMap { roster.station($0) }.filter { $0.status == .active }
        if let typed { stations = [try station(typed)] }
        var all: [JSON] = []
        for station in stations {
            for day in try days(of: station, from: first, through: last)
            where codes.map({ !$0.isDisjoint(with: day.deputies) }) ?? true {
                all.append(json(day, of: station.id))
            }
        }
        return all
    }

    /// A station's reception days, cancelled ones too, with places and reasons.
    func days(
        of station: Station, from first: CivilDate, through last: CivilDate
    ) throws(CaseActionError) -> [ReceptionDay] {
        let book = try book(of: station.id)
        do throws(SystemError) { return try days(of: station, book, from: first, through: last) } catch {
            throw .unavailable(error)
        }
    }

    /// The same by the station's records as they were read.
    func days(
        of station: Station, _ book: RecordBook, from first: CivilDate, through last: CivilDate
    ) throws(SystemError) -> [ReceptionDay] {
        let changes = try WordedReception(book, of: station.id, in: ledger, from: first, through: last)
        return changes.days(
            of: station.receptionPlan, by: view.snapshot.receptionCalendar, from: first, through: last)
    }

    /// The next reception day that takes place: of a deputy the next on which they are on duty, of others the next at their
    /// stations; blocks on the disk.
    ///
    /// - Returns: The day as JSON; nothing where none is near.
    /// - Throws: What is wrong with the store.
    package func nextReception() throws(CaseActionError) -> JSON? {
        if case .deputy(let code) = view.scope {
            let last = today.adding(days: Worklist.daysAhead)
            return try receptions(deputy: code.description, to: last)
                .filter { $0["cancelled"] != .bool(true) }
                .min { ($0["on"]?.text ?? "") < ($1["on"]?.text ?? "") }
        }
        // Of all stations the first is near; of one it may be weeks away.
        let last = today.adding(days: view.scope == .office ? 7 : Worklist.daysAhead)
        var next: (day: ReceptionDay, station: StationID)?
        do throws(SystemError) {
            for station in stations() {
                guard let day = try site.worklists.list(of: station, self).reception, day.date <= last,
                    next.map({ day.date < $0.day.date }) ?? true
                else { continue }
                next = (day, station)
            }
        } catch {
            throw .unavailable(error)
        }
        return next.map { json($0.day, of: $0.station) }
    }

    /// The next days of which it is known who is on duty, as posters say them; blocks on the disk.
    ///
    /// - Parameter station: The station.
    /// - Returns: At most two days within two months, the earliest first.
    /// - Throws: What is wrong with the store.
    package func posterDuty(at station: Station) throws(CaseActionError) -> [PosterDuty] {
        try days(of: station, from: today, through: today.adding(months: 2))
            .filter { $0.cancelled == nil && !$0.deputies.isEmpty }.prefix(2)
            .map {
                PosterDuty(
                    date: $0.date, names: $0.deputies.map { view.bareName(of: $0) }, isLate: $0.isLate)
            }
    }

    /// A day as the contract's JSON.
    package func json(_ day: ReceptionDay, of station: StationID) -> JSON {
        .members([
            "station": .string(station.description), "on": .string(day.date.iso8601),
            "time": .optional(day.time), "place": .optional(day.place), "deputies": .codes(day.deputies),
            "source": .string(day.source.rawValue), "announced": .optional(day.announced?.iso8601),
            "late": .bool(day.isLate), "cancelled": .bool(day.cancelled != nil),
            "deputy_names": .array(day.deputies.map { .string(view.bareName(of: $0)) }),
            "reason": .optional(day.cancelled.flatMap { $0.isEmpty ? nil : $0 }),
            "rule": .optional(day.words.isEmpty ? nil : day.words),
            "moved_from": .optional(day.movedFrom?.iso8601), "provisional": .bool(day.isProvisional),
        ])
    }

    /// Adds a reception day, says who is on duty, or cancels one: `POST reception`.
    ///
    /// - Parameters:
    ///   - json: `kind` = `set` (`station`, `on`, `time`, `deputies`, `place`) or `cancelled` (`station`, `on`, `reason`).
    ///   - key: The same for every repetition of the same act.
    /// - Returns: The day as JSON.
    /// - Throws: Why it wasn't done.
    package func actOnReception(_ json: JSON, key: String) throws(CaseActionError) -> JSON {
        try requireOfficer()
        let station = try station(json["station"]?.text)
        guard let on = json["on"]?.date else { throw .unreadable("on") }
        // A key that was used for one day means no other.
        let digest = digest(key, "reception/\(station.id)")
        return try once(ReceptionChange.number(of: on, at: station.id), digest) {
            () throws(CaseActionError) in
            try act(onReception: json, on: on, at: station, digest)
        } document: { () throws(CaseActionError) in
            try day(on, at: station)
        }
    }

    private func day(_ on: CivilDate, at station: Station) throws(CaseActionError) -> JSON {
        guard let day = try days(of: station, from: on, through: on).first else { throw .absent }
        return json(day, of: station.id)
    }

    private func act(
        onReception json: JSON, on: CivilDate, at station: Station, _ key: Digest
    ) throws(CaseActionError) -> JSON {
        if on < today { throw .invalidRecord(member: "on", RecordRefusal("past", ["date": on.iso8601])) }
        if on > today.adding(months: 24) {
            throw .invalidRecord(member: "on", RecordRefusal("too-far", ["date": on.iso8601]))
        }
        let number = ReceptionChange.number(of: on, at: station.id)
        let (plan, calendar) = (station.receptionPlan, view.snapshot.receptionCalendar)
        let ruleDate = calendar.days(of: plan, from: on, through: on).first.map { $0.movedFrom ?? $0.date }
        let known = ReceptionChange.following(try book(of: station.id).receptionChanges, plan, calendar)[on]
        let fact: RecordFact
        var typedWords: [JSON.Member] = []
        switch json["kind"]?.text {
        case "set":
            // What isn't named stays as it was set; what is emptied goes.
            var facts = ReceptionFacts(on: on, ruleDate: ruleDate)
            facts.times = json["time"]?.text == nil ? known?.set?.times ?? [] : []
            facts.deputies = json["deputies"]?.elements == nil ? known?.set?.deputies ?? [] : []
            if let text = json["time"]?.text, !text.isEmpty {
                for part in text.split(whereSeparator: { "、；;".contains($0) }) {
                    guard let time = ReceptionTime(parsing: String(part)) else {
                        throw .invalidRecord(member: "time", RecordRefusal("time", ["time": text]))
                    }
                    facts.times.append(time)
                }
            }
            if let list = json["deputies"]?.elements, !list.isEmpty {
                facts.deputies = try deputies(json, at: station.id)
            }
            fact = .set(facts)
            var place = try typed(json, "place", limit: Self.titleLimit)
            if json["place"]?.text == nil, let known, known.number != number {
                // It was said under the date from which the day was moved.
                place = try days(of: station, from: on, through: on).first?.place
            }
            typedWords = words([.place: place]) + (try emptied([.place], json, number))
        case "cancelled":
            guard let reason = try typed(json, "reason", limit: Self.titleLimit) else {
                throw .unreadable("reason")
            }
            if try !days(of: station, from: on, through: on).contains(where: { $0.cancelled == nil }),
                known?.isCancelled != true
            {
                throw .invalidRecord(member: "on", RecordRefusal("no-reception", ["date": on.iso8601]))
            }
            fact = .cancelled(ruleDate: ruleDate)
            typedWords = words([.reason: reason])
        default: throw .unreadable("kind")
        }
        try record(
            [
                RecordDraft(
                    fact.kind, .known(number), by: try actor(json),
                    key: key, facts: fact.json, words: typedWords)
            ], at: station.id)
        return try day(on, at: station)
    }
}

extension SiteSnapshot {
    /// Makes dates of the roster's reception days.
    package var receptionCalendar: ReceptionCalendar {
        ReceptionCalendar(
            working: deadlines.calendar,
            shift: ReceptionShift(rawValue: configuration[.receptionShift]) ?? .next)
    }
}
