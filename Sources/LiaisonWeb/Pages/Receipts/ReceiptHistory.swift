import LiaisonWording

/// What happened to a case, as the receipt divides it: the newest word from those who handle it first, and a
/// long history in parts, so that no receipt grows without end.
struct ReceiptHistory {
    /// The most entries of a page of the history.
    static let pageLength = 20
    /// The most bytes of HTML that the words of a page take: a receipt is within reach of a poor line, and costs about as
    /// much as another one. One entry is shown however long it is.
    static let pageSize = 64 << 10

    /// All entries, oldest first.
    let entries: [TimelineEntry]
    /// Which part is shown, from 1, the newest.
    let page: Int
    /// Where each page begins in ``entries``, that of the newest first.
    private let starts: [Int]

    /// - Parameters:
    ///   - entries: All entries, oldest first.
    ///   - page: Which part is shown, from 1; the oldest where there are fewer.
    init(entries: [TimelineEntry], page: Int) {
        self.entries = entries
        var starts: [Int] = []
        var (length, size) = (0, 0)
        for index in entries.indices.reversed() {
            let own = entries[index].text.map { [UInt8].htmlLength(of: $0) } ?? 0
            if length == Self.pageLength || (length > 0 && size + own > Self.pageSize) {
                starts.append(index + 1)
                (length, size) = (0, 0)
            }
            length += 1
            size += own
        }
        self.starts = starts + [0]
        self.page = min(max(page, 1), starts.count + 1)
    }

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
    var pageCount: Int { starts.count }

    /// The entries of the page, oldest first.
    var shown: ArraySlice<TimelineEntry> {
        entries[starts[page - 1]..<(page == 1 ? entries.count : starts[page - 2])]
    }
}
