import LiaisonCases
import LiaisonCodes
import LiaisonSystem
import LiaisonText

/// What of a scope's cases wants somebody today: in groups, each case in the first that it fits, those due first in front.
package struct TodayCases: Sendable {
    /// Why a case is shown.
    package enum Group: String, CaseIterable, Sendable {
        /// Its answer is late.
        case overdue
        /// Its answer is due within three days.
        case soon
        /// Nobody has taken it up.
        case new
        /// It is taken up, and not answered yet.
        case open
        /// It waits in the station's shared inbox.
        case claimable
    }

    /// The cases of a group.
    package struct Part: Sendable {
        /// How many there are.
        package let count: Int
        /// The first of them, as a list has them.
        package let items: [JSON]
    }

    private let parts: [Group: Part]
    /// How many messages wait in quarantine for somebody to look at them.
    package let quarantined: Int

    /// How many cases of a group are shown.
    private static let shown = 20
    /// Within how many days a case is due soon.
    private static let soonDays = 3

    package subscript(group: Group) -> Part { parts[group] ?? Part(count: 0, items: []) }

    /// - Parameter view: Who looks. Blocks on the disk; every case is looked at once, none is kept but those shown.
    /// - Throws: What the file system says.
    package init(for view: CaseView) throws(SystemError) {
        var found: [Group: Collection] = [:]
        var quarantined = 0
        let deadlines = view.snapshot.deadlines
        let today = BeijingTime(view.clock.now).date
        let soon = today.adding(days: Self.soonDays)
        for station in Set(try view.sources() + view.claimSources()).sorted() {
            _ = try view.ledger.newestCases(of: station, before: nil, in: .always, limit: 1) { value in
                if value.screening == .waiting, view.screens(value) { quarantined += 1 }
                if value.state == .closed || value.isErased || value.isHidden { return false }
                let group: Group
                if view.sees(value) {
                    switch value.state {
                    case .received, .acknowledged:
                        let due = deadlines.due(value)
                        group =
                            due < today
                            ? .overdue : due <= soon ? .soon : value.state == .received ? .new : .open
                        found[group, default: Collection()].add(value, due)
                    // It waits for the citizen, or for a last look before it is closed.
                    case .asked, .replied, .closed: break
                    }
                } else if view.offersToClaim(value) {
                    found[.claimable, default: Collection()].add(value, deadlines.due(value))
                }
                return false
            }
        }
        var parts: [Group: Part] = [:]
        for (group, collection) in found {
            let cases = collection.first(Self.shown)
            var byNumber: [CaseNumber: LedgerEntry] = [:]
            if group != .claimable {
                for entry in try view.ledger.messages(of: cases.map(\.number)) {
                    byNumber[entry.event.caseNumber] = entry
                }
            }
            parts[group] = Part(
                count: collection.count,
                items: cases.map { .object(view.summary($0, byNumber[$0.number])) })
        }
        self.parts = parts
        self.quarantined = quarantined
    }

    /// Cases of which the first due are kept.
    private struct Collection {
        private(set) var count = 0
        private var kept: [(value: Case, due: CivilDate)] = []

        mutating func add(_ value: Case, _ due: CivilDate) {
            count += 1
            kept.append((value, due))
            if kept.count >= 50 * TodayCases.shown { kept = Array(sorted.prefix(TodayCases.shown)) }
        }

        private var sorted: [(value: Case, due: CivilDate)] {
            kept.sorted {
                ($0.due, $0.value.received, $0.value.number) < ($1.due, $1.value.received, $1.value.number)
            }
        }

        func first(_ limit: Int) -> [Case] { sorted.prefix(limit).map(\.value) }
    }
}
