import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonRecords
import LiaisonRoster
import LiaisonStore
import LiaisonSystem
import LiaisonText

/// The station's other work, as staff see and do it: registers, notices, reception days, points, archives.
///
/// The one place that decides who may see and record what, for the API, the desk's pages and the commands on the server's
/// machine alike. A request is a path below `/api/v1/` and a JSON document, whoever makes it; the answer is JSON.
package struct RecordDesk: Sendable {
    /// With whose eyes.
    package let view: CaseView
    let site: Site

    package init(_ view: CaseView, of site: Site) {
        self.view = view
        self.site = site
    }

    var roster: Roster { view.snapshot.roster }
    var ledger: Ledger { site.ledger }
    var today: CivilDate { BeijingTime(site.clock.now).date }

    /// How far back something may be entered: a term of five years.
    static let longestAgo = 60

    /// Those who were at a station, and for whom something can be entered there of the days until they left it.
    package func formerDeputies(at station: StationID) -> [(deputy: Deputy, until: CivilDate)] {
        roster.formerDeputies(at: station, since: today.adding(months: -Self.longestAgo))
    }

    /// The most characters of a title, a reference, a reason or a place.
    package static let titleLimit = 200
    /// The most characters of a text.
    package static let textLimit = 5000

    // MARK: Who may

    /// The stations whose records the scope sees, in order.
    func stations() -> [StationID] {
        switch view.scope {
        case .office: roster.allStations.map(\.id).sorted()
        case .station, .deputy: roster.allStations.map(\.id).filter(view.isAtHome).sorted()
        }
    }

    /// Whether the scope sees a station's records.
    package func sees(_ station: StationID) -> Bool { view.scope == .office || view.isAtHome(station) }

    /// The station that is named, or the scope's own.
    ///
    /// - Parameter typed: Its id or exact name; nothing for the scope's own.
    /// - Returns: The station.
    /// - Throws: That there is none, or that it is closed or another's.
    func station(_ typed: String?) throws(CaseActionError) -> Station {
        guard let typed, !typed.isEmpty else {
            guard let home = view.home, let station = roster.station(home) else {
                throw .unreadable("station")
            }
            return station
        }
        let station = try view.station(meantBy: typed)
        guard station.status == .active, sees(station.id) else {
            throw .invalidRecord(member: "station", RecordRefusal("station", ["station": typed]))
        }
        return station
    }

    /// A station whose records are asked for: one that was closed keeps what it has.
    ///
    /// - Parameter typed: Its id or exact name.
    /// - Returns: The station.
    /// - Throws: That there is none, or that it is another's.
    func stationToRead(_ typed: String) throws(CaseActionError) -> StationID {
        if let known = try? roster.station(meantBy: typed), known.status != .active, sees(known.id) {
            return known.id
        }
        return try station(typed).id
    }

    /// The stations at which the scope can record something, in order; those of an office are many.
    package var openStations: [Station] {
        stations().compactMap { roster.station($0) }.filter { $0.status == .active }
    }

    /// The station whose work the scope does unless it says another: a deputy's or an officer's own; nothing for the office.
    package var ownStation: Station? { view.home.flatMap { roster.station($0) } }

    /// That the scope is an officer's or the office's.
    func requireOfficer() throws(CaseActionError) {
        if case .deputy = view.scope { throw .forbidden }
    }

    /// A deputy in office, by code or exact name, of a station where one is given; of a day also who was there then.
    ///
    /// - Parameters:
    ///   - typed: The code or the name.
    ///   - station: The station.
    ///   - day: Of what was done: whoever was at the station then may have moved or left since.
    /// - Returns: The deputy.
    /// - Throws: That there is no such deputy at the station.
    func deputy(
        _ typed: String, at station: StationID?, on day: CivilDate? = nil
    ) throws(CaseActionError) -> Deputy {
        let refusal = RecordRefusal(
            "deputy", ["deputy": typed, "station": station.map(view.names.name) ?? ""])
        let found: Deputy?
        var wasThere = false
        if let station {
            // Of namesakes at several stations the one of this station is meant.
            let named = roster.deputies(of: station).filter { $0.status == .active && $0.name == typed }
            let coded = (try? roster.deputy(meantBy: typed)).flatMap { deputy in
                wasThere = day.map { roster.stations(of: deputy, on: $0).contains(station) } ?? false
                return deputy.station == station || wasThere ? deputy : nil
            }
            found = named.count == 1 ? named.first : coded
        } else {
            found = try? roster.deputy(meantBy: typed)
        }
        guard let found, found.status == .active || wasThere else {
            throw .invalidRecord(member: "deputies", outOfTime(typed, at: station, on: day) ?? refusal)
        }
        return found
    }

    /// Why nothing is entered for somebody who was at a station, but not on that day; nothing where nobody such is known.
    private func outOfTime(_ typed: String, at station: StationID?, on day: CivilDate?) -> RecordRefusal? {
        guard let station, let day, let deputy = try? roster.deputy(meantBy: typed),
            roster.stations(of: deputy).contains(station)
        else { return nil }
        return RecordRefusal("deputy-then", ["deputy": deputy.name, "date": day.iso8601])
    }

    /// The codes that a deputy who is asked for has or had, in office or not; nothing where nobody is asked for.
    func codes(of typed: String?) throws(CaseActionError) -> Set<Code>? {
        guard let typed else { return nil }
        return Set(roster.codes(ofHolderOf: try view.deputy(meantBy: typed).code))
    }

    // MARK: What is read

    /// The stations of the scope of which a file or a line couldn't be read when they were last looked at.
    package func incompleteStations() -> [StationID] { ledger.incompleteStations(among: stations()) }

    /// What a station's records amount to.
    func book(of station: StationID) throws(CaseActionError) -> RecordBook {
        do throws(SystemError) { return try RecordBook(of: station, in: ledger) } catch {
            throw .unavailable(error)
        }
    }

    /// Something of a station's records; before it is said not to be there, all servers' lines are looked at once more.
    func found<Value>(
        at station: StationID, _ find: (RecordBook) -> Value?
    ) throws(CaseActionError) -> Value? {
        if let value = find(try book(of: station)) { return value }
        do throws(SystemError) { try ledger.lookAgain(at: station) } catch { throw .unavailable(error) }
        return find(try book(of: station))
    }

    /// The duties as they stand in the data directory now.
    package func duties() throws(CaseActionError) -> DutyTable {
        try site.duties.value()
    }

    /// The duties that are entered in the registers today, those that cases are counted for left out.
    package func dutiesToEnter() throws(CaseActionError) -> [Duty] {
        try duties().duties(on: today).filter { $0.source == .entry }
    }

    /// The records of some numbers with their words.
    func records(
        _ numbers: [RecordNumber], of station: StationID
    ) throws(CaseActionError) -> [RecordNumber: [RecordEntry]] {
        do throws(SystemError) { return try ledger.records(numbers, of: station) } catch {
            throw .unavailable(error)
        }
    }

    // MARK: What is written

    /// The key of an act: its sender's own.
    func digest(_ key: String, _ path: String) -> Digest {
        ledger.keys.digest(ofKey: key, by: CaseDesk(view, of: site).sender, onRecord: path)
    }

    /// Who acts; an officer perhaps in a deputy's name.
    func actor(_ json: JSON) throws(CaseActionError) -> Actor {
        let station = json["station"]?.text.flatMap { try? roster.station(meantBy: $0) }
        return try CaseDesk(view, of: site).actor(onBehalfOf: json["for"]?.text) { id in
            station.map { $0.id == id } ?? (view.scope == .office || view.isAtHome(id))
        }
    }

    /// Has drafts recorded; a key that was used for something else is refused.
    @discardableResult
    func record(
        _ drafts: [RecordDraft], at station: StationID
    ) throws(CaseActionError) -> [RecordCommitment] {
        let commitments: [RecordCommitment]
        do throws(LedgerError) { commitments = try ledger.record(drafts, at: station) } catch {
            throw CaseActionError(error)
        }
        if commitments.contains(where: { $0.number.series != .entry }) {
            // It is recorded whatever becomes of this; a board that can't be read now is read by the caretaker.
            try? site.boards.refresh(station, of: ledger, on: today)
        }
        let repeated = zip(drafts, commitments).filter { !$0.1.isNew }
        if repeated.isEmpty { return commitments }
        let known = try records(repeated.map(\.1.number), of: station)
        for (draft, commitment) in repeated {
            let first = known[commitment.number]?.first { $0.record.key == draft.key }
            guard let first else { continue }
            let series = commitment.number.series
            let isSame =
                (draft.subject.isNew || draft.subject == .known(commitment.number))
                && first.record.kind == draft.kind
                && meaning(of: first.record.facts, draft.kind, series)
                    == meaning(of: draft.facts, draft.kind, series)
                && (first.isErased || (first.record.words ?? []) == draft.words)
                && first.record.photos == draft.photos.map(\.photo)
            if !isSame { throw .keyReused }
        }
        return commitments
    }

    /// What facts say whichever of their codes deputies are named by: one who got another code meanwhile is the same.
    private func meaning(of facts: JSON, _ kind: String, _ series: RecordNumber.Series) -> JSON {
        var fact = RecordFact(kind, of: series, facts)
        // A decision is the same, whatever had been amended when it was sent again.
        if case .decided(let isApproved, _) = fact { fact = .decided(isApproved: isApproved) }
        return fact?.naming { roster.codes(ofHolderOf: $0).first ?? $0 }.json ?? facts
    }

    /// What was typed into a member: nothing where it is empty.
    func typed(_ json: JSON, _ name: String, limit: Int) throws(CaseActionError) -> String? {
        guard let member = json[name], member != .null else { return nil }
        guard let text = member.text else { throw .unreadable(name) }
        guard let trimmed = TypedWords.trimmed(text) else { return nil }
        if trimmed.unicodeScalars.count > limit {
            throw .invalidRecord(member: name, RecordRefusal("too-long", ["limit": "\(limit)"]))
        }
        return TypedWords.withPlainNewlines(trimmed)
    }

    /// Words for a draft: those that were typed.
    func words(_ words: KeyValuePairs<RecordWord, String?>) -> [JSON.Member] {
        words.compactMap { name, text in text.map { JSON.Member(name.rawValue, .string($0)) } }
    }
}

extension [RecordEntry] {
    /// The newest of what was typed into a field; nothing where it was emptied.
    func word(_ name: RecordWord) -> String? {
        for entry in reversed() {
            if let word = entry.record.words?.first(where: { $0.name == name.rawValue })?.value.text {
                return word.isEmpty ? nil : word
            }
        }
        return nil
    }
}

extension CaseActionError {
    /// A member of a request about records that is missing or can't be read.
    static func unreadable(_ member: String) -> CaseActionError {
        .invalidRecord(member: member, RecordRefusal("invalid-\(member)"))
    }
}

extension DutyTable {
    /// The duties as they stand in a data directory now; blocks on the disk.
    ///
    /// - Parameter directory: The data directory.
    /// - Throws: ``CaseActionError/duties(_:)``: everything that is wrong with the file.
    package init(of directory: DataDirectory) throws(CaseActionError) {
        let file: [UInt8]
        do throws(InstallationError) { file = try directory.duties() } catch {
            if case .system(let cause) = error { throw .unavailable(cause) }
            throw .unavailable(nil)
        }
        do throws(DutyTableError) { self = try DutyTable(file, named: directory.path(of: .duties)) } catch {
            throw .duties(error)
        }
    }
}
