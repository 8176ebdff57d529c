import LiaisonCodes

/// The stations that a row may refer to, and which of them a mistyped one may mean.
struct KnownStations {
    let ids: Set<StationID>
    private let byName: [String: StationID]

    init(ids: Set<StationID>, names: [(name: String, id: StationID)]) {
        self.ids = ids
        byName = Dictionary(names.map { (Cell.nameKey($0.name), $0.id) }) { first, _ in first }
    }

    /// At most three stations that the text may mean: the one of that name, else those whose id is at most
    /// two slips of the finger away, the nearest first.
    func nearest(to text: String) -> [StationID] {
        if let id = byName[Cell.nameKey(text)] { return [id] }
        let typed = Array(Cell.fold(text).uppercased().utf8)
        guard typed.count >= 2, typed.count <= 16 else { return [] }
        // Two slips in a text of three would make anything near.
        let limit = typed.count < 4 ? 1 : 2
        let candidates = ids.map { (distance: distance(typed, Array($0.description.utf8)), id: $0) }
        return candidates.filter { $0.distance <= limit }
            .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }.prefix(3).map(\.id)
    }
}

/// How many insertions, deletions and replacements lead from one text to the other (Levenshtein).
private func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    if abs(first.count - second.count) > 2 { return 3 }
    var row = Array(0...second.count)
    for (i, a) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, b) in second.enumerated() {
            let replaced = diagonal + (a == b ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[second.count]
}
