import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// What was set or cancelled of one reception day; the place and the reason stand in the words of its latest record.
package struct ReceptionChange: Equatable, Sendable {
    /// How many days ahead a reception day has to be announced.
    package static let notice = 3

    package let number: RecordNumber
    package let on: CivilDate
    /// What was set last; nothing when a rule's day was only cancelled.
    package private(set) var set: ReceptionFacts?
    /// When it was first set.
    package private(set) var setAt: Timestamp?
    package private(set) var isCancelled: Bool
    /// The date that the rules name, where the last that was said is of a day of theirs.
    package let ruleDate: CivilDate?

    init?(_ number: RecordNumber, _ lines: [RecordBook.Line]) {
        guard let last = lines.last, let on = CivilDate(numbered: number) else { return nil }
        var (set, setAt): (ReceptionFacts?, Timestamp?)
        for line in lines {
            guard case .set(let facts) = line.fact else { continue }
            set = facts
            setAt = setAt ?? line.order.at
        }
        self.number = number
        self.on = on
        self.set = set
        self.setAt = setAt
        switch last.fact {
        case .cancelled(let ruleDate): (isCancelled, self.ruleDate) = (true, ruleDate)
        default: (isCancelled, ruleDate) = (false, set?.ruleDate)
        }
    }

    /// The number under which everything of a station's reception day stands.
    package static func number(of day: CivilDate, at station: StationID) -> RecordNumber {
        RecordNumber(.reception, station: station, date: day, value: 0)
    }
}

extension ReceptionChange {
    /// What was said of days of the rules that another day's working hours have moved since, or left out.
    package struct Move: Equatable, Sendable {
        package let change: ReceptionChange
        /// The day on which it is held now; nothing where the rules leave it out.
        package let to: CivilDate?
    }

    /// What has to move, the earliest first.
    ///
    /// - Parameters:
    ///   - changes: What was set and cancelled, by the dates for which it was said.
    ///   - plan: The station's rules.
    ///   - calendar: On which days people work.
    /// - Returns: Those whose rule holds its day on another date now than when they were said.
    package static func moves(
        of changes: [CivilDate: ReceptionChange], by plan: ReceptionPlan, _ calendar: ReceptionCalendar
    ) -> [Move] {
        changes.values.compactMap { change in
            guard let ruleDate = change.ruleDate else { return nil }
            switch calendar.place(of: ruleDate, in: plan) {
            case .unnamed, .held(change.on): return nil
            case .held(let date): return Move(change: change, to: date)
            case .omitted: return Move(change: change, to: nil)
            }
        }.sorted { $0.change.on < $1.change.on }
    }

    /// What was set and cancelled, by the dates on which the days are held by a calendar: a duty goes with its day.
    ///
    /// A day that the rules leave out now is a cancelled one: people may have been told who is on duty. What was said of
    /// the new date itself goes before what comes to it.
    ///
    /// - Parameters:
    ///   - changes: What was set and cancelled, by the dates for which it was said.
    ///   - plan: The station's rules.
    ///   - calendar: On which days people work.
    /// - Returns: The changes by the dates that they are of now.
    package static func following(
        _ changes: [CivilDate: ReceptionChange], _ plan: ReceptionPlan, _ calendar: ReceptionCalendar
    ) -> [CivilDate: ReceptionChange] {
        let moves = moves(of: changes, by: plan, calendar)
        if moves.isEmpty { return changes }
        var followed = changes
        for move in moves { followed[move.change.on] = nil }
        for move in moves {
            let date = move.to ?? move.change.on
            var change = move.change
            if move.to == nil { change.isCancelled = true }
            if let own = followed[date] {
                if own.set != nil { continue }
                change = own
                (change.set, change.setAt) = (move.change.set, move.change.setAt)
            }
            followed[date] = change
        }
        return followed
    }
}

extension CivilDate {
    /// The date in a record's number: of this century.
    fileprivate init?(numbered number: RecordNumber) {
        let date = Int(number.serial >> 20)
        self.init(year: 2000 + date / 10_000, month: date / 100 % 100, day: date % 100)
    }
}

extension ReceptionDay {
    /// A station's reception days: those of its rules, with what was set and cancelled.
    ///
    /// - Parameters:
    ///   - days: Those of the rules.
    ///   - changes: What was set and cancelled, by date.
    ///   - first: The first day of the period.
    ///   - last: Its last day.
    /// - Returns: The days, the earliest first, cancelled ones too; places and reasons are left to whoever reads words.
    package static func merged(
        _ days: [ReceptionDay], with changes: [CivilDate: ReceptionChange], from first: CivilDate,
        through last: CivilDate
    ) -> [ReceptionDay] {
        var merged = Dictionary(days.map { ($0.date, $0) }) { first, _ in first }
        for (date, change) in changes where first <= date && date <= last {
            // Cancelled, though neither a rule nor anybody had set it.
            if merged[date] == nil, change.set == nil { continue }
            var day = merged[date] ?? ReceptionDay(date: date, source: .set)
            if let set = change.set {
                if !set.times.isEmpty { day.times = set.times }
                day.deputies = set.deputies
                day.announced = change.setAt.map { BeijingTime($0).date }
                if day.source == .set, let announced = day.announced {
                    day.isLate = date.daysSince1970 - announced.daysSince1970 < ReceptionChange.notice
                }
            }
            if change.isCancelled { day.cancelled = "" }
            merged[date] = day
        }
        return merged.values.sorted { $0.date < $1.date }
    }
}
