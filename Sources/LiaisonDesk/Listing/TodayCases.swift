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
        /// The department that has it has let its day pass.
        case delegated
        /// It was answered, and the citizen has said more since.
        case said
        /// It was answered, and should be closed by now.
        case closing
        /// Nobody has taken it up.
        case new
        /// It is taken up, and not answered yet.
        case open
        /// It waits in the station's shared inbox.
        case claimable

        /// Whether a case that its reader sees is in this group; what waits to be claimed is a list of its own.
        func holds(_ value: Case, _ deadlines: Deadlines, on today: CivilDate) -> Bool {
            switch self {
            case .said: return Worklist.isSaid(value, on: today)
            case .closing:
                return !value.isHidden && value.state == .replied && !value.additions.areUnheard
                    && deadlines.isCloseOverdue(value, on: today)
            case .overdue, .soon, .delegated, .new, .open, .claimable: break
            }
            guard !value.isErased, !value.isHidden, value.state == .received || value.state == .acknowledged
            else { return false }
            let due = deadlines.due(value)
            let soon = today.adding(days: TodayCases.soonDays)
            if due <= soon { return self == (due < today ? .overdue : .soon) }
            if deadlines.isUnitOverdue(value, on: today) { return self == .delegated }
            return self == (value.state == .received ? .new : .open)
        }
    }

    /// The cases of a group.
    package struct Part: Sendable {
        /// How many there are.
        package let count: Int
        /// The first of them, as a list has them.
        package let items: [CaseSummary]
    }

    private let parts: [Group: Part]
    /// How many messages wait in quarantine for somebody to look at them.
    package let quarantined: Int

    /// How many cases of a group are shown: with all groups full the page stays within 30 KB, and the list has the rest.
    private static let shown = 6
    /// Within how many days a case is due soon.
    fileprivate static let soonDays = 3

    package subscript(group: Group) -> Part { parts[group] ?? Part(count: 0, items: []) }

    /// Blocks on the disk; no case is looked at that has been looked at since its station changed.
    ///
    /// - Parameter desk: Who looks.
    /// - Throws: What the file system says.
    package init(for desk: RecordDesk) throws(SystemError) {
        let view = desk.view
        var found: [Group: Collection] = [:]
        var quarantined = 0
        for station in Set(try view.sources() + (view.isDeputys ? view.claimSources() : [])).sorted() {
            let list = try desk.site.worklists.list(of: station, desk)
            for (station, count) in list.quarantined where view.screens(messagesAt: station) {
                quarantined += count
            }
            for (cases, rest) in [
                (list.received, Group.new), (list.acknowledged, .open), (list.delegated, .delegated),
            ] {
                let own = view.scope == .office ? cases : cases.filter { view.sees($0.value) }
                // Both are in order, so each group is a stretch of them.
                let late = own.count(dueBefore: desk.today)
                let soon = own.count(dueBefore: desk.today.adding(days: Self.soonDays + 1))
                found[.overdue, default: Collection()].add(own[..<late])
                found[.soon, default: Collection()].add(own[late..<soon])
                found[rest, default: Collection()].add(own[soon...])
            }
            for (cases, group) in [(list.said, Group.said), (list.closing, .closing)] {
                let own = view.scope == .office ? cases : cases.filter { view.sees($0.value) }
                found[group, default: Collection()].add(own[...])
            }
            guard view.isDeputys else { continue }
            for cases in [list.received, list.acknowledged, list.delegated, list.shared] {
                let offered = cases.filter { !view.sees($0.value) && view.offersToClaim($0.value) }
                found[.claimable, default: Collection()].add(offered[...])
            }
        }
        var parts: [Group: Part] = [:]
        for (group, collection) in found {
            let cases = collection.first
            var byNumber: [CaseNumber: LedgerEntry] = [:]
            if group != .claimable {
                for entry in try view.ledger.messages(of: cases.map(\.number)) {
                    byNumber[entry.event.caseNumber] = entry
                }
            }
            parts[group] = Part(
                count: collection.count,
                items: cases.map { view.summary($0, byNumber[$0.number]) })
        }
        self.parts = parts
        self.quarantined = quarantined
    }

    /// Cases of which the first due are kept.
    private struct Collection {
        private(set) var count = 0
        private var kept: [Worklist.DueCase] = []

        /// Adds cases of one station, those due first in front.
        mutating func add(_ cases: ArraySlice<Worklist.DueCase>) {
            count += cases.count
            for value in cases {
                if kept.count == TodayCases.shown, let last = kept.last, !(value < last) { return }
                let place = kept.firstIndex { value < $0 } ?? kept.count
                kept.insert(value, at: place)
                if kept.count > TodayCases.shown { kept.removeLast() }
            }
        }

        var first: [Case] { kept.map(\.value) }
    }
}
