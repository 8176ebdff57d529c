import LiaisonCases
import LiaisonCodes
import LiaisonSystem

/// Cases of several stations in one order, the newest first, taken from each station as they are needed.
struct CaseMerge {
    private let stations: [StationID]
    private let ledger: Ledger
    private let period: Range<Timestamp>
    /// Where each station goes on.
    private var positions: [ListPosition?]
    /// What was taken of each station and not given yet, the oldest first.
    private var waiting: [[Case]]
    /// The stations that have something waiting, the one with the newest case on top.
    private var heap = SourceHeap<ListPosition>()
    private var hasBegun = false

    /// How many cases are taken of one station at once, where there are several.
    private static let step = 16

    init(
        _ stations: [StationID], of ledger: Ledger, after position: ListPosition?, in period: Range<Timestamp>
    ) {
        self.stations = stations
        self.ledger = ledger
        self.period = period
        positions = [ListPosition?](repeating: position, count: stations.count)
        waiting = [[Case]](repeating: [], count: stations.count)
    }

    /// The next cases; fewer than the limit only at the end.
    mutating func next(_ limit: Int, where isWanted: (Case) -> Bool) throws(SystemError) -> [Case] {
        try begin(limit, where: isWanted)
        var found: [Case] = []
        while found.count < limit, let source = heap.top {
            guard let newest = waiting[source].popLast() else { break }
            found.append(newest)
            if waiting[source].isEmpty {
                let step = stations.count == 1 ? max(1, limit - found.count) : Self.step
                try take(step, of: source, where: isWanted)
            }
            heap.replaceTop(place(source))
        }
        return found
    }

    /// Whether there is another one.
    mutating func hasMore(where isWanted: (Case) -> Bool) throws(SystemError) -> Bool {
        try begin(1, where: isWanted)
        return heap.top != nil
    }

    private mutating func begin(_ limit: Int, where isWanted: (Case) -> Bool) throws(SystemError) {
        if hasBegun { return }
        hasBegun = true
        for source in stations.indices {
            try take(stations.count == 1 ? limit : 1, of: source, where: isWanted)
            if let next = place(source) { heap.insert(source, next) }
        }
    }

    private mutating func take(
        _ count: Int, of source: Int, where isWanted: (Case) -> Bool
    ) throws(SystemError) {
        let cases = try ledger.newestCases(
            of: stations[source], before: positions[source], in: period, limit: count, where: isWanted)
        positions[source] = cases.last.map { ListPosition(of: $0) } ?? positions[source]
        waiting[source] = cases.reversed()
    }

    private func place(_ source: Int) -> ListPosition? { waiting[source].last.map { ListPosition(of: $0) } }
}
