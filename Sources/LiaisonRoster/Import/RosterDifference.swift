import LiaisonCodes
import LiaisonSystem

/// What an import would do to a roster: computed once, shown for `--dry-run`, applied otherwise.
package struct RosterDifference: Equatable, Sendable {
    /// Somebody before and after.
    package struct Change<Holder: Equatable & Sendable>: Equatable, Sendable {
        package let before: Holder
        package let after: Holder
        /// What differs, in the order of the file's columns.
        package let fields: [RosterColumn]
    }

    /// A row that may stand for somebody in office elsewhere, or for somebody else of that name.
    package struct Question: Equatable, Sendable {
        package let row: ImportedDeputy
        /// Those of the name who are in office and in none of the files.
        package let candidates: [Deputy]
    }

    /// When the import happens.
    package let at: Timestamp
    /// Whether those who are gone are retired, stations and deputies.
    package let prune: Bool
    /// The term that begins, if the deputies' files are those of a new one: then deputies who aren't in them leave.
    package let term: String?

    package internal(set) var addedStations: [ImportedStation] = []
    package internal(set) var changedStations: [Change<Station>] = []
    /// Retired before, in the files again.
    package internal(set) var returnedStations: [Change<Station>] = []
    /// In office, but not in the files; empty when the files hold no stations at all.
    package internal(set) var goneStations: [Station] = []

    package internal(set) var addedDeputies: [ImportedDeputy] = []
    /// At another station; other fields may differ too.
    package internal(set) var movedDeputies: [Change<Deputy>] = []
    package internal(set) var changedDeputies: [Change<Deputy>] = []
    /// Those of whom nothing is different but the term.
    package internal(set) var stayingDeputies: [Change<Deputy>] = []
    /// Retired before, in the files again.
    package internal(set) var returnedDeputies: [Change<Deputy>] = []
    /// In office, but not in the files; empty when the files hold no deputies at all.
    package internal(set) var goneDeputies: [Deputy] = []

    /// What must be answered first: neither these rows nor those they may stand for are changed.
    package internal(set) var questions: [Question] = []

    /// Those of ``goneStations`` at which deputies would be in office still; only filled when pruning.
    package internal(set) var occupiedStations: [Station] = []
    /// Open stations that have deputies, and whose last one leaves; only filled when a term begins.
    package internal(set) var emptiedStations: [Station] = []
    /// The number of stations and deputies in office before.
    package internal(set) var stationCount = 0
    package internal(set) var deputyCount = 0

    init(at: Timestamp, prune: Bool, term: String?) {
        self.at = at
        self.prune = prune
        self.term = term
    }

    /// Whether deputies who are gone are retired.
    package var retiresDeputies: Bool { prune || term != nil }

    /// The deputies who leave office, and the stations that are closed.
    package var leavingDeputies: [Deputy] { retiresDeputies ? goneDeputies : [] }
    package var leavingStations: [Station] { prune ? goneStations : [] }

    /// Whether applying it changes nothing.
    package var isEmpty: Bool {
        addedStations.isEmpty && changedStations.isEmpty && returnedStations.isEmpty && addedDeputies.isEmpty
            && movedDeputies.isEmpty && changedDeputies.isEmpty && returnedDeputies.isEmpty
            && stayingDeputies.isEmpty && leavingStations.isEmpty && leavingDeputies.isEmpty
    }

    /// Whether it retires more than a tenth of the stations or, but when a term begins, of the deputies in office.
    package var retiresMoreThanATenth: Bool {
        leavingStations.count * 10 > stationCount
            || term == nil && leavingDeputies.count * 10 > deputyCount
    }

    /// Deputies in office whose name becomes another one under the same 编号: a correction, or a number that
    /// was given to somebody else, whose code then stands for the wrong person.
    package var renamedDeputies: [Change<Deputy>] {
        (movedDeputies + changedDeputies).filter {
            Cell.nameKey($0.before.name) != Cell.nameKey($0.after.name)
        }
    }

    /// Whether it renames at least five deputies and more than a tenth of those in office, as a file that
    /// numbers everybody afresh does.
    package var renamesMany: Bool {
        renamedDeputies.count >= 5 && renamedDeputies.count * 10 > deputyCount
    }
}
