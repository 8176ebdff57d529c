import LiaisonWording

/// What happened to a case, as the receipt divides it: the newest word from those who handle it first, and a
/// long history in parts, so that no receipt grows without end.
struct ReceiptHistory {
    /// How many entries a page of the history has.
    static let pageLength = 20

    /// All entries, oldest first.
    let entries: [TimelineEntry]
    /// Which part is shown, from 1, the newest.
    let page: Int

    /// The newest answer or question; an outcome with the answer before it, the outcome first. Nothing once the
    /// citizen has answered the question or had the matter reopened.
    var news: [TimelineEntry] { newsIndices.map { entries[$0] } }

    /// Where ``news`` stand in ``entries``.
    var newsIndices: [Int] {
        var found: [Int] = []
        var hasAdded = false
        for (index, entry) in entries.enumerated().reversed() {
            switch entry.kind {
            case .closed where found.isEmpty: found.append(index)
            case .replied, .answeredOnTheSpot: return found + [index]
            case .asked: return found.isEmpty && !hasAdded ? [index] : found
            case .appended: hasAdded = true
            case .reopened, .received, .recorded, .erased: return found
            case .closed, .acknowledged, .regraded, .claimed, .extended, .transferred, .rated, .assigned,
                .urged, .notified, .notifiedOfficer:
                continue
            }
        }
        return found
    }

    /// Whether the citizen has rated since the newest answer or outcome.
    var isRated: Bool {
        for entry in entries.reversed() {
            switch entry.kind {
            case .rated: return true
            case .replied, .answeredOnTheSpot, .closed: return false
            default: continue
            }
        }
        return false
    }

    /// How many pages there are.
    var pageCount: Int { max(1, (entries.count + Self.pageLength - 1) / Self.pageLength) }

    /// The entries of the page, oldest first.
    var shown: ArraySlice<TimelineEntry> {
        let current = min(max(page, 1), pageCount)
        let end = entries.count - (current - 1) * Self.pageLength
        return entries[max(0, end - Self.pageLength)..<end]
    }
}
