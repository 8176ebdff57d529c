import LiaisonSystem

/// What another table of duties changes: part by part, each with the day from which on duties are others than before.
package struct DutyDifference: Equatable, Sendable {
    /// The parts, the earliest first; none where nothing is different.
    package let parts: [Part]

    /// What is different from a day on, beside what was different before; nothing where everything is as it is now again.
    package struct Part: Equatable, Sendable {
        /// The first day; nothing where it has been so from ever.
        package let since: CivilDate?
        package let changes: [Change]
    }

    /// One duty that is different.
    package struct Change: Equatable, Sendable {
        /// As it is now; nothing where it is new.
        package let before: Duty?
        /// As it will be; nothing where it goes.
        package let after: Duty?
    }

    /// Compares two tables on each day from which on either says something else.
    ///
    /// - Parameters:
    ///   - old: The table that counts.
    ///   - new: The one that is to count instead.
    package init(from old: DutyTable, to new: DutyTable) {
        let starts = Set(old.starts + new.starts).sorted()
        var parts: [Part] = []
        var last: [Change] = []
        let first: CivilDate? = nil
        for since in [first] + starts {
            let day = since ?? (starts.first.map { $0.adding(days: -1) } ?? .earliest)
            let changes = Self.changes(old.duties(on: day), new.duties(on: day))
            // What was different the day before is said there.
            let fresh = changes.filter { !last.contains($0) }
            if !fresh.isEmpty || (changes.isEmpty && !last.isEmpty) {
                parts.append(Part(since: since, changes: fresh))
            }
            last = changes
        }
        self.parts = parts
    }

    package var isEmpty: Bool { parts.isEmpty }

    /// Whether what happened before a day counts otherwise.
    package func changesWhatWas(before day: CivilDate) -> Bool {
        parts.contains { part in !part.changes.isEmpty && (part.since.map { $0 < day } ?? true) }
    }

    private static func changes(_ old: [Duty], _ new: [Duty]) -> [Change] {
        let before = Dictionary(old.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(new.map(\.key))
        return new.filter { before[$0.key] != $0 }.map { Change(before: before[$0.key], after: $0) }
            + old.filter { !after.contains($0.key) }.map { Change(before: $0, after: nil) }
    }
}
