import LiaisonRecords

/// What registers (台账) hold, by register: how many entries, and how many people they were about (人次).
///
/// These figures stand beside those of cases and are never added to them: a visitor whose matter became a case may stand in
/// both.
package struct EntryTally: Equatable, Sendable {
    /// What one register holds.
    package struct Count: Equatable, Sendable {
        package var entries = 0
        package var people = 0
    }

    /// By the register's word; those without entries have no place. A newer release may have registers of its own.
    private var counts: [String: Count] = [:]

    package init() {}

    /// What a register holds, by its word.
    package subscript(register: String) -> Count { counts[register] ?? Count() }

    /// The words of the registers that hold something: in the order of the known ones, a newer release's last.
    package var registers: [String] {
        let known = Register.allCases.map(\.rawValue)
        return (known + counts.keys.filter { !known.contains($0) }.sorted()).filter { counts[$0] != nil }
    }

    /// What all registers hold together.
    package var total: Count {
        counts.values.reduce(into: Count()) {
            $0.entries += $1.entries
            $0.people += $1.people
        }
    }

    /// Counts entries of a register.
    ///
    /// - Parameters:
    ///   - register: Its word.
    ///   - entries: How many.
    ///   - people: How many people they were about.
    package mutating func add(_ register: String, entries: Int = 1, people: Int) {
        if entries == 0, people == 0 { return }
        counts[register, default: Count()].entries += entries
        counts[register, default: Count()].people += people
    }

    /// Adds what was counted elsewhere.
    package mutating func add(_ other: EntryTally) {
        for (register, count) in other.counts { add(register, entries: count.entries, people: count.people) }
    }
}
