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
    package let set: ReceptionFacts?
    /// When it was first set.
    package let setAt: Timestamp?
    package let isCancelled: Bool

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
        isCancelled = last.fact == .cancelled
    }

    /// The number under which everything of a station's reception day stands.
    package static func number(of day: CivilDate, at station: StationID) -> RecordNumber {
        RecordNumber(.reception, station: station, date: day, value: 0)
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
