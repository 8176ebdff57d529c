import LiaisonCodes
import LiaisonSystem

/// What some deputies have scored since ever, packed so that it can be kept: a period's sum is a difference of two.
///
/// Each year's most for a duty is reached by the oldest entries first, whatever a period shows of the year.
package struct ScoreSheet: Sendable {
    /// What counts, deputy by deputy, the oldest first.
    private var items: [Item] = []
    /// Where in ``items`` each deputy's are.
    private var ranges: [Code: Range<Int>] = [:]
    /// What the numbers in the items stand for.
    private var stations = Naming<StationID>()
    private var duties = Naming<String>()

    private struct Item {
        let serial: UInt64
        /// The deputy's sum with this, in hundredths of a point.
        let sum: Int
        let on: CivilDate
        let station: Int32
        let duty: Int32
        /// The letter of an entry's number; none in a case's.
        let letter: UInt8?
    }

    /// Makes the sheet.
    ///
    /// - Parameters:
    ///   - items: Everything that may count, since ever, in any order.
    ///   - table: What each duty was worth on each day.
    package init(_ items: [Scorable], by table: DutyTable) {
        struct Year: Hashable {
            let duty: String
            let year: Int
        }
        var reached: [Year: Points] = [:]
        var sum = 0
        var last: Code?
        self.items.reserveCapacity(items.count)
        let sorted = items.sorted {
            if $0.deputy != $1.deputy { return $0.deputy < $1.deputy }
            return $0.on != $1.on ? $0.on < $1.on : $0.number < $1.number
        }
        for item in sorted {
            if item.deputy != last { (last, reached, sum) = (item.deputy, [:], 0) }
            guard let duty = table.duty(item.duty, on: item.on) else { continue }
            let year = Year(duty: item.duty, year: item.on.year)
            let before = reached[year, default: .zero]
            let points = duty.yearlyCap.map { max(.zero, min(duty.points, $0 - before)) } ?? duty.points
            reached[year] = before + points
            sum += points.hundredths
            add(item, sum)
        }
    }

    private mutating func add(_ item: Scorable, _ sum: Int) {
        let range = ranges[item.deputy] ?? items.count..<items.count
        ranges[item.deputy] = range.lowerBound..<items.count + 1
        let (station, serial, letter): (StationID, UInt64, UInt8?) =
            switch item.number {
            case .ofEntry(let number): (number.station, number.serial, number.series.letter)
            case .ofCase(let number): (number.station, number.serial, nil)
            }
        items.append(
            Item(
                serial: serial, sum: sum, on: item.on, station: stations.index(of: station),
                duty: duties.index(of: item.duty), letter: letter))
    }

    /// What a deputy has scored in a period.
    ///
    /// - Parameters:
    ///   - deputy: By their code of today; whoever has nothing has a score of zero.
    ///   - period: The days whose entries are shown and summed.
    ///   - duty: The key of the one duty that is asked for; nothing for all.
    /// - Returns: The score.
    package func score(
        of deputy: Code, in period: ClosedRange<CivilDate>, for duty: String? = nil
    ) -> Score {
        let all = ranges[deputy] ?? 0..<0
        let range = range(of: period, in: all)
        guard let duty else {
            return Score(
                deputy: deputy, points: points(in: range, of: all), sheet: self, chosen: .all(range), all: all
            )
        }
        let indices = indices(in: range, for: duty)
        return Score(
            deputy: deputy, points: sum(of: indices, in: all), sheet: self, chosen: .some(indices), all: all)
    }

    /// The sum alone of what ``score(of:in:)`` gives.
    ///
    /// - Parameters:
    ///   - deputy: By their code of today.
    ///   - period: The days that are summed.
    ///   - duty: The key of the one duty that is asked for; nothing for all.
    /// - Returns: The points, and how many entries there are.
    package func sum(
        of deputy: Code, in period: ClosedRange<CivilDate>, for duty: String? = nil
    ) -> (points: Points, count: Int) {
        guard let all = ranges[deputy] else { return (.zero, 0) }
        let range = range(of: period, in: all)
        guard let duty else { return (points(in: range, of: all), range.count) }
        let indices = indices(in: range, for: duty)
        return (sum(of: indices, in: all), indices.count)
    }

    private func indices(in range: Range<Int>, for duty: String) -> [Int] {
        guard let number = duties.number(of: duty) else { return [] }
        return range.filter { items[$0].duty == number }
    }

    private func sum(of indices: [Int], in all: Range<Int>) -> Points {
        Points(hundredths: indices.reduce(0) { $0 + items[$1].sum - sum(before: $1, in: all) })
    }

    private func range(of period: ClosedRange<CivilDate>, in all: Range<Int>) -> Range<Int> {
        let first = index(in: all) { $0.on < period.lowerBound }
        return first..<Swift.max(first, index(in: all) { $0.on <= period.upperBound })
    }

    private func points(in range: Range<Int>, of all: Range<Int>) -> Points {
        if range.isEmpty { return .zero }
        return Points(
            hundredths: items[range.upperBound - 1].sum - sum(before: range.lowerBound, in: all))
    }

    /// The sum of what stands before an item of a deputy's.
    private func sum(before index: Int, in all: Range<Int>) -> Int {
        index == all.lowerBound ? 0 : items[index - 1].sum
    }

    private func index(in range: Range<Int>, _ isBefore: (Item) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(items[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate func entry(_ index: Int, in all: Range<Int>) -> Score.Entry {
        let item = items[index]
        let station = stations[item.station]
        let number: ScoredNumber =
            if let letter = item.letter {
                .ofEntry(RecordNumber(.init(letter: letter), station: station, serial: item.serial))
            } else {
                .ofCase(CaseNumber(station: station, serial: item.serial))
            }
        return Score.Entry(
            number: number, duty: duties[item.duty], on: item.on,
            points: Points(hundredths: item.sum - sum(before: index, in: all)))
    }
}

/// What one deputy has scored in a period, entry by entry: the sum recomputes from them.
package struct Score: Sendable {
    package let deputy: Code
    /// The sum.
    package let points: Points
    private let sheet: ScoreSheet
    private let chosen: Chosen
    private let all: Range<Int>

    /// Which of a deputy's items it is made of.
    fileprivate enum Chosen {
        case all(Range<Int>)
        case some([Int])
    }

    fileprivate init(deputy: Code, points: Points, sheet: ScoreSheet, chosen: Chosen, all: Range<Int>) {
        (self.deputy, self.points, self.sheet) = (deputy, points, sheet)
        (self.chosen, self.all) = (chosen, all)
    }

    /// What one entry counts.
    package struct Entry: Equatable, Sendable {
        package let number: ScoredNumber
        package let duty: String
        package let on: CivilDate
        /// Nothing once the year's most has been reached.
        package let points: Points
    }

    /// How many entries there are.
    package var count: Int {
        switch chosen {
        case .all(let range): range.count
        case .some(let indices): indices.count
        }
    }

    /// The entries, the oldest first.
    package var entries: [Entry] {
        switch chosen {
        case .all(let range): range.map { sheet.entry($0, in: all) }
        case .some(let indices): indices.map { sheet.entry($0, in: all) }
        }
    }
}

/// Numbers for values of which there are few.
private struct Naming<Value: Hashable & Sendable>: Sendable {
    private var values: [Value] = []
    private var indices: [Value: Int32] = [:]

    mutating func index(of value: Value) -> Int32 {
        if let known = indices[value] { return known }
        let index = Int32(values.count)
        values.append(value)
        indices[value] = index
        return index
    }

    /// The number that a value has, if it has one.
    func number(of value: Value) -> Int32? { indices[value] }

    subscript(index: Int32) -> Value { values[Int(index)] }
}
