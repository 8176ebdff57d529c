import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText

// Points (积分) and archives (一代表一码一档案): nothing of them is stored, everything is derived.
extension RecordDesk {
    /// What one deputy has scored in a period.
    package struct Standing: Sendable {
        package let deputy: Deputy
        /// Where they were on the last day.
        package let station: StationID
        package let score: Score
        package let stationName: String
        /// From 1 among all that were asked for: those of one sum share it, and who has scored nothing has none.
        package let place: Int?

        /// As the contract has it.
        package var json: JSON {
            .members([
                "code": .string(deputy.code.description), "name": .string(deputy.name),
                "station": .string(station.description), "points": score.points.json,
                "entries": score.entriesJSON,
                "station_name": .string(stationName), "place": place.map(JSON.integer) ?? .null,
            ])
        }
    }

    /// The scores of the deputies in office on the last day, the highest first, those without any too; blocks on the disk.
    ///
    /// Of a day that is over everybody stands with the station of then: who has moved since, has left office or came later changes
    /// nothing of last year's board.
    ///
    /// - Parameter query: The station asked for, every one that the scope sees unless given; the one deputy, by code or exact
    ///   name; the one duty, by key or name; the first day, the first of January unless given, and the last, today unless
    ///   given.
    /// - Returns: Who stands where.
    /// - Throws: What is wrong with the question, with the duties, or with the store.
    package func points(_ query: EntryQuery = EntryQuery()) throws(CaseActionError) -> Ranking {
        let last = query.to ?? today
        let first = query.from ?? CivilDate(year: last.year, month: 1, day: 1) ?? last
        guard first <= last else { throw .unreadable("to") }
        let table = try duties()
        var key: String?
        if let duty = query.duty {
            key = table.key(meantBy: duty, on: last)
            if key == nil {
                let known = table.duties(on: last).map { "\($0.key) \($0.name)" }.joined(separator: "、")
                throw .invalidRecord(member: "duty", RecordRefusal("duty", ["duty": duty, "known": known]))
            }
        }
        var wanted = Set(stations())
        if let typed = query.station { wanted = [try stationToRead(typed)] }
        let only = try query.deputy.map { typed throws(CaseActionError) in
            try view.deputy(meantBy: typed).code
        }
        let places = roster.places(on: last, today: today)
        // Where those are today whose board it is.
        let homes = Set(
            roster.allDeputies.filter { places[$0.code].map { wanted.contains($0.station) } ?? false }
                .map(\.station))
        return Ranking(try scores(of: homes.sorted(), table), in: first...last, for: key, view.names) {
            deputy, didAnything in
            if let only, only != deputy.code { return nil }
            guard let place = places[deputy.code], wanted.contains(place.station),
                place.isSure || didAnything
            else { return nil }
            return place.station
        }
    }

    private func scores(
        of stations: [StationID], _ table: DutyTable
    ) throws(CaseActionError) -> [(deputies: [Deputy], scores: ScoreSheet)] {
        do throws(SystemError) { return try site.standings.scores(of: stations, view, table) } catch {
            throw .unavailable(error)
        }
    }

    private func cases(of station: StationID) throws(CaseActionError) -> CaseList {
        do throws(SystemError) { return try ledger.cases(of: station) } catch { throw .unavailable(error) }
    }

    /// One deputy's file: who they are, what they did, what they scored; blocks on the disk.
    ///
    /// No citizen's word, name or number stands in it; and no points while the duties' file can't be used.
    ///
    /// - Parameter typed: The deputy, by any code they have or had, or by the exact name.
    /// - Returns: The file as JSON.
    /// - Throws: Why there is none.
    package func archive(_ typed: String) throws(CaseActionError) -> JSON {
        let deputy: Deputy
        do throws(HolderLookupError) { deputy = try roster.deputy(meantBy: typed) } catch {
            guard case .ambiguousDeputy = error else { throw .absent }
            throw .invalidRecord(member: "deputy", RecordRefusal(error, view.words))
        }
        guard mayRead(deputy) else { throw .absent }
        return try archives(of: [deputy]).first ?? .null
    }

    /// The files of deputies in office whom the scope sees, station by station.
    ///
    /// - Parameters:
    ///   - typed: The station asked for; every one that the scope sees unless given.
    ///   - offset: How many to pass over.
    ///   - limit: The most. Only what these deputies were at is read: a page costs what it holds.
    /// - Returns: The files, each as JSON, and whether there are more.
    /// - Throws: What is wrong with the question, with the duties, or with the store.
    package func archives(
        station typed: String? = nil, from offset: Int = 0, limit: Int = .max
    ) throws(CaseActionError) -> (items: [JSON], hasMore: Bool) {
        var stations = stations()
        if let typed { stations = [try stationToRead(typed)] }
        let deputies = stations.flatMap { roster.deputies(of: $0) }
            .filter { $0.status == .active && mayRead($0) }
        let page = Array(deputies.dropFirst(offset).prefix(limit))
        return (try archives(of: page), deputies.count - offset > page.count)
    }

    private func mayRead(_ deputy: Deputy) -> Bool {
        switch view.scope {
        case .office: true
        case .station: view.isAtHome(deputy.station)
        case .deputy: view.ownCodes.contains(deputy.code)
        }
    }

    private func archives(of deputies: [Deputy]) throws(CaseActionError) -> [JSON] {
        var codes: [Code: Code] = [:]
        for deputy in deputies {
            for code in roster.codes(ofHolderOf: deputy.code) { codes[code] = deputy.code }
        }
        let stations: [StationID]
        do throws(SystemError) {
            stations = try ledger.sources(
                of: deputies.reduce(into: Set()) { $0.formUnion(roster.stations(of: $1)) }.sorted())
        } catch {
            throw .unavailable(error)
        }
        let table = site.duties.usable
        var entries: [Code: [RegisterEntry]] = [:]
        var activities: [Code: [Notice]] = [:]
        var tallies: [Code: CaseTally] = [:]
        for station in stations {
            let book = try book(of: station)
            for row in book.rows.reversed() {
                let named = Set(row.deputies.compactMap { codes[$0] })
                if named.isEmpty { continue }
                guard let entry = book.entry(row.place.number) else { continue }
                for code in named { entries[code, default: []].append(entry) }
            }
            for notice in book.notices where notice.facts.activity != nil && !notice.isWithdrawn {
                let people = Set((notice.signedUp + notice.attended).compactMap { codes[$0] })
                for code in people { activities[code, default: []].append(notice) }
            }
            for value in try cases(of: station) where value.isCounted {
                let isOverdue = view.snapshot.deadlines.isOverdue(value, on: today)
                let milestones = value.milestones
                let (holder, answering) = (codes[value.to], milestones.firstAnswer.flatMap { codes[$0.by] })
                let closing = milestones.closedBy.flatMap { codes[$0] }
                for code in Set([holder, answering, closing].compactMap(\.self)) {
                    tallies[code, default: CaseTally()].note(
                        value, isOverdue: isOverdue && code == holder, hasAnswered: code == answering,
                        hasClosed: code == closing)
                }
            }
        }
        let first = CivilDate(year: 1970, month: 1, day: 1) ?? today
        let homes = Set(deputies.map(\.station)).sorted()
        var scores: [Code: Score] = [:]
        if let table {
            for (deputies, sheet) in try self.scores(of: homes, table) {
                for deputy in deputies {
                    scores[deputy.code] = sheet.score(of: deputy.code, in: first...max(first, today))
                }
            }
        }
        let words = try self.words(
            of: Set(entries.values.joined().map(\.number)).sorted()
                + Set(activities.values.joined().map(\.number)).sorted())
        return deputies.map { deputy in
            let score = scores[deputy.code]
            return .members([
                "code": .string(deputy.code.description), "name": .string(deputy.name),
                "id": .optional(deputy.id), "level": .string(deputy.level.symbol),
                "station": .string(deputy.station.description),
                "station_name": .string(view.names.name(of: deputy.station)),
                "group": .optional(deputy.group), "title": .optional(deputy.title),
                "status": .string(deputy.status.rawValue),
                "codes": .array(
                    roster.codes(ofHolderOf: deputy.code).map { code in
                        .members([
                            "code": .string(code.description),
                            "history": .array(roster.history(of: code).map(Self.json)),
                        ])
                    }),
                "cases": (tallies[deputy.code] ?? CaseTally()).json,
                "entries": .array(
                    (entries[deputy.code] ?? []).sorted { $0.facts.on > $1.facts.on }
                        .map { json($0, words[$0.number] ?? [], table) }),
                "activities": .array(
                    (activities[deputy.code] ?? []).map { notice in
                        .members([
                            "notice": .string(notice.number.description),
                            "title": .optional((words[notice.number] ?? []).word(.title)),
                            "on": .optional(notice.facts.activity?.iso8601),
                            "attended": .bool(notice.attended.contains { codes[$0] == deputy.code }),
                        ])
                    }),
                // Nothing of a score is known without the duties; without an entry it is 0.
                "points": score?.points.json ?? (table == nil ? .null : .integer(0)),
                "scored": table.map { table in
                    .array((score?.entries ?? []).map { $0.json(table) })
                } ?? .null,
            ])
        }
    }

    private static func json(_ entry: CodeHistoryEntry) -> JSON {
        .members([
            "at": .string(entry.at.rfc3339), "kind": .string(entry.kind.rawValue),
            "station": .optional(entry.station?.description), "reason": .optional(entry.reason),
        ])
    }
}

extension Score.Entry {
    private var members: [JSON.Member] {
        [
            JSON.Member("entry", .string(number.description)), JSON.Member("duty", .string(duty)),
            JSON.Member("on", .string(on.iso8601)), JSON.Member("points", points.json),
        ]
    }

    /// As the contract has it.
    fileprivate var json: JSON { .object(members) }

    /// With the name of its duty.
    fileprivate func json(_ table: DutyTable) -> JSON {
        .object(members + [JSON.Member("duty_name", .optional(table.duty(duty, on: on)?.name))])
    }
}

extension Duty {
    /// As `duties` lists it.
    var json: JSON {
        .members([
            "key": .string(key), "duty": .string(name), "register": .string(register.rawValue),
            "points": points.json, "yearly_cap": yearlyCap?.json ?? .null, "source": .string(source.rawValue),
        ])
    }
}

extension Score {
    /// What it is made of, as `points` and `archive` list it.
    fileprivate var entriesJSON: JSON {
        .array(
            entries.map { entry in
                .members([
                    "entry": .string(entry.number.description), "duty": .string(entry.duty),
                    "on": .string(entry.on.iso8601), "points": entry.points.json,
                ])
            })
    }
}

extension Points {
    /// A whole number, or one with a fraction.
    var json: JSON { hundredths % 100 == 0 ? .integer(hundredths / 100) : .number(Double(hundredths) / 100) }
}
