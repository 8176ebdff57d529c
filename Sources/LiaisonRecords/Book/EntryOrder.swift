import LiaisonCodes
import LiaisonSystem

/// A place in a list of register entries that begins with the newest day: behind the entry of that day and number.
///
/// It holds whatever comes in the meantime, and on every server.
package struct EntryPlace: Hashable, Comparable, Sendable {
    package let on: CivilDate
    package let number: RecordNumber

    package init(on: CivilDate, number: RecordNumber) {
        self.on = on
        self.number = number
    }

    package static func < (first: EntryPlace, second: EntryPlace) -> Bool {
        if first.on != second.on { return first.on < second.on }
        return first.number < second.number
    }
}

/// What lists and sums ask of an entry of a register.
package struct EntryRow: Sendable {
    package let place: EntryPlace
    package let state: RegisterEntry.State
    package let duty: String
    package let deputies: [Code]
    /// Whether it is written down what became of it.
    package let isSettled: Bool

    init(_ entry: RegisterEntry) {
        place = EntryPlace(on: entry.facts.on, number: entry.number)
        isSettled = entry.facts.isSettled
        (state, duty, deputies) = (entry.state, entry.facts.duty, entry.facts.deputies)
    }
}

/// A station's entries from the oldest day to the newest: a page of a list then looks at the entries that it may show, and
/// at no others.
///
/// Entries come nearly in this order, so keeping it costs next to nothing. It is made when a reader asks for the first
/// time, and told afterwards of every number that changes.
struct EntryOrder: Sendable {
    private(set) var rows: [EntryRow] = []
    private(set) var pendingCount = 0
    private var isMade = false
    /// The numbers whose lines have changed since, each with the day under which it stands in ``rows``, if it does.
    private var changed: [RecordNumber: CivilDate?] = [:]

    /// From how many changes on everything is sorted anew.
    private static let manyChanges = 64

    /// Whether ``rows`` say what the lines say.
    var isCurrent: Bool { isMade && changed.isEmpty }

    /// Whether it has to be told the day of a number that changes.
    func wants(_ number: RecordNumber) -> Bool { isMade && changed[number] == nil }

    /// Takes note that a number's lines change.
    ///
    /// - Parameters:
    ///   - number: The number.
    ///   - day: The entry's day before; nothing where there was no entry.
    mutating func note(_ number: RecordNumber, from day: CivilDate?) {
        changed.updateValue(day, forKey: number)
    }

    /// Takes the changes in.
    ///
    /// - Parameters:
    ///   - row: What a number amounts to now; nothing where it is no entry.
    ///   - all: The same of all numbers, in any order.
    mutating func update(_ row: (RecordNumber) -> EntryRow?, all: () -> [EntryRow]) {
        if isCurrent { return }
        if !isMade || changed.count > Self.manyChanges {
            rows = all().sorted { $0.place < $1.place }
            pendingCount = rows.count { $0.state == .pending }
            isMade = true
        } else {
            for (number, day) in changed {
                if let day { remove(EntryPlace(on: day, number: number)) }
                if let row = row(number) { insert(row) }
            }
        }
        changed = [:]
    }

    private mutating func remove(_ place: EntryPlace) {
        let index = rows.index(of: place)
        guard rows.indices.contains(index), rows[index].place == place else { return }
        if rows[index].state == .pending { pendingCount -= 1 }
        rows.remove(at: index)
    }

    private mutating func insert(_ row: EntryRow) {
        if row.state == .pending { pendingCount += 1 }
        rows.insert(row, at: rows.index(of: row.place))
    }
}

extension [EntryRow] {
    /// Where a place is among rows that are in order: how many stand before it.
    ///
    /// - Parameter place: The place.
    /// - Returns: The index of the first row that doesn't stand before it.
    package func index(of place: EntryPlace) -> Int { index { $0.place < place } }

    /// Where a day begins among rows that are in order.
    ///
    /// - Parameter day: The day.
    /// - Returns: The index of the first row of that day or later.
    package func index(ofDay day: CivilDate) -> Int { index { $0.place.on < day } }

    /// Where a day has ended among rows that are in order.
    ///
    /// - Parameter day: The day.
    /// - Returns: The index of the first row of a later day.
    package func index(afterDay day: CivilDate) -> Int { index { $0.place.on <= day } }

    private func index(_ isBefore: (EntryRow) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
