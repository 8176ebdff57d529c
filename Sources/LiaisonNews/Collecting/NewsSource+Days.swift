import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

/// What the day makes news: answers that are due or late, reception days and activities, what waits for approval, and what each
/// has open.
///
/// Nothing of it stands in the ledger, so it is found anew every time; ``NewsState/told`` keeps what was told and is
/// still so, and no more.
extension NewsSource {
    /// How many days ahead an answer, a reception day and an activity are told of.
    static let notice = 3

    /// The day's pieces; blocks on the disk.
    ///
    /// - Parameter told: What was told already and is still so: changed to what is so now.
    /// - Returns: The pieces of single things, and one digest for everybody who has anything open.
    /// - Throws: What the file system says.
    func dayNews(told: inout Set<String>) throws(SystemError) -> (pieces: [NewsPiece], digests: [NewsPiece]) {
        var pieces: [NewsPiece] = []
        var open: [Addressee: Int] = [:]
        var now: Set<String> = []
        for station in try ledger.stations() {
            do throws(SystemError) {
                for value in try ledger.cases(of: station) {
                    guard Self.isWaiting(value), let addressee = addressee(of: value) else { continue }
                    open[addressee, default: 0] += 1
                    if let piece = waiting(value, addressee, told, &now) { pieces.append(piece) }
                }
            } catch {
                // A damaged station stops none of the others.
                guard error.concernsOneFile else { throw error }
            }
        }
        for station in roster.stations {
            pieces += try receptionNews(of: station, told, &now)
            pieces += try activityNews(of: station, told, &now)
        }
        told = told.filter { $0.hasPrefix("pending|") }.union(now)
        let digests = open.sorted { $0.key.code.description < $1.key.code.description }
            .map { addressee, count in
                var digest = NewsPiece(
                    kind: .daily, subject: today.iso8601, to: addressee.code, station: addressee.station)
                digest.count = count
                return digest
            }
        return (pieces, digests)
    }

    /// Whether a case waits for whoever has it.
    static func isWaiting(_ value: Case) -> Bool {
        !value.isErased && !value.isHidden && (value.state == .received || value.state == .acknowledged)
    }

    private func waiting(
        _ value: Case, _ addressee: Addressee, _ told: Set<String>, _ now: inout Set<String>
    ) -> NewsPiece? {
        let due = deadlines.due(value)
        if due < today { return piece(.overdue, "\(value.number)|\(today.iso8601)", value, addressee) }
        guard due <= today.adding(days: Self.notice) else { return nil }
        let key = "due|\(value.number)|\(due.iso8601)"
        now.insert(key)
        return told.contains(key)
            ? nil : piece(.due, "\(value.number)|\(due.iso8601)", value, addressee)
    }

    private func receptionNews(
        of station: Station, _ told: Set<String>, _ now: inout Set<String>
    ) throws(SystemError) -> [NewsPiece] {
        var pieces: [NewsPiece] = []
        func add(_ subject: String, to deputies: [Code], _ due: CivilDate?, movedFrom: CivilDate? = nil) {
            for addressee in addressees(at: station, deputies) {
                let key = "reception|\(station.id)|\(subject)|\(addressee.code)"
                guard now.insert(key).inserted, !told.contains(key) else { continue }
                var piece = NewsPiece(
                    kind: .reception, subject: "\(station.id)|\(subject)", to: addressee.code,
                    station: station.id)
                (piece.due, piece.movedFrom) = (due, movedFrom)
                pieces.append(piece)
            }
        }
        for day in try receptionDays(of: station, from: today, through: today.adding(days: Self.notice)) {
            add(day.date.iso8601, to: day.deputies, day.date)
        }
        // Whoever is set down for a day that a new holiday moves hears of it at once, however far ahead it is.
        for move in try receptionMoves(of: station) {
            let subject = "\(move.change.on.iso8601)|\(move.to?.iso8601 ?? "-")"
            add(subject, to: move.change.set?.deputies ?? [], move.to, movedFrom: move.change.on)
        }
        return pieces
    }

    /// The officer of a station, and of some deputies those who are in office and have an address.
    private func addressees(at station: Station, _ deputies: [Code]) -> [Addressee] {
        [officer(of: station.id)].compactMap(\.self)
            + deputies.compactMap { code in
                guard case .deputy(let deputy)? = roster.incumbent(of: code) else { return nil }
                return addressee(deputy)
            }
    }

    /// The activities of the next days, to the station and to everybody who has a place.
    private func activityNews(
        of station: Station, _ told: Set<String>, _ now: inout Set<String>
    ) throws(SystemError) -> [NewsPiece] {
        var pieces: [NewsPiece] = []
        for notice in try book(of: station.id).notices where isNear(notice) {
            for addressee in addressees(at: station, notice.signedUp) {
                let key = "activity|\(notice.number)|\(addressee.code)"
                guard now.insert(key).inserted, !told.contains(key) else { continue }
                var piece = NewsPiece(
                    kind: .activity, subject: "\(notice.number)", to: addressee.code, station: station.id)
                (piece.notice, piece.due) = (notice.number, notice.facts.activity)
                pieces.append(piece)
            }
        }
        return pieces
    }

    /// Whether a notice announces an activity that is near and takes place.
    private func isNear(_ notice: Notice) -> Bool {
        guard !notice.isWithdrawn, let day = notice.facts.activity else { return false }
        return (today...today.adding(days: Self.notice)).contains(day)
    }

    /// Whether a piece tells of an activity that still is near, somebody who still has a place or who looks after it.
    func isStillNear(_ piece: NewsPiece) throws(SystemError) -> Bool {
        guard let number = piece.notice, let notice = try book(of: number.station).notice(number),
            isNear(notice)
        else { return false }
        if case .station? = roster.state(of: piece.to)?.holder { return true }
        return !Set(roster.codes(ofHolderOf: piece.to)).isDisjoint(with: notice.signedUp)
    }

    /// What was arranged for days to come that the calendar has moved since, or left out.
    func receptionMoves(of station: Station) throws(SystemError) -> [ReceptionChange.Move] {
        let changes = try book(of: station.id).receptionChanges
        let plan = station.receptionPlan
        return ReceptionChange.moves(of: changes, by: plan, calendar)
            .filter { !$0.change.isCancelled && ($0.to ?? $0.change.on) >= today }
    }

    /// The days of a period on which a station receives people.
    func receptionDays(
        of station: Station, from first: CivilDate, through last: CivilDate
    ) throws(SystemError) -> [ReceptionDay] {
        let plan = station.receptionPlan
        let rules = calendar.days(of: plan, from: first, through: last)
        let changes = ReceptionChange.following(try book(of: station.id).receptionChanges, plan, calendar)
        return ReceptionDay.merged(rules, with: changes, from: first, through: last)
            .filter { $0.cancelled == nil }
    }

    /// A piece for each officer with entries to approve of which they weren't told; blocks on the disk.
    ///
    /// - Parameter told: As in ``dayNews(told:)``.
    /// - Returns: The pieces.
    /// - Throws: What the file system says.
    func pendingNews(told: inout Set<String>) throws(SystemError) -> [NewsPiece] {
        var pieces: [NewsPiece] = []
        var now: Set<String> = []
        for station in roster.stations {
            guard let officer = officer(of: station.id) else { continue }
            let waiting = try pending(at: station.id)
            let fresh = waiting.filter { !told.contains("pending|\($0)") }
            now.formUnion(waiting.map { "pending|\($0)" })
            guard let newest = fresh.max() else { continue }
            var piece = NewsPiece(
                kind: .pending, subject: "\(station.id)|\(newest)", to: officer.code, station: station.id)
            piece.count = waiting.count
            pieces.append(piece)
        }
        told = told.filter { !$0.hasPrefix("pending|") }.union(now)
        return pieces
    }

    /// The entries of a station that wait for approval.
    func pending(at station: StationID) throws(SystemError) -> [RecordNumber] {
        try book(of: station).rows.filter { $0.state == .pending }.map(\.place.number)
    }

    private func book(of station: StationID) throws(SystemError) -> RecordBook {
        do throws(SystemError) {
            return try ledger.recordFold(of: station) as? RecordBook ?? RecordBook(station: station)
        } catch {
            guard error.concernsOneFile else { throw error }
            return RecordBook(station: station)
        }
    }
}
