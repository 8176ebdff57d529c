import LiaisonCodes

/// Finds who in the roster a row of a file is about.
///
/// A row with 编号 is the deputy in office of that 编号, or of one that has only lost its leading zeros in a spreadsheet, where
/// the name is the same; else a retired one of that 编号 and name; else a deputy
/// without 编号 of the same name, station and level, who thereby gets one. A row without 编号 is the deputy of
/// the same name, station and level whom no other row stands for.
struct DeputyMatcher {
    /// What identifies a deputy without 编号.
    struct Key: Hashable {
        let name: String
        let station: StationID
        let level: Level

        init(name: String, station: StationID, level: Level) {
            self.name = Cell.nameKey(name)
            self.station = station
            self.level = level
        }
    }

    /// For each row, the position of its deputy among the roster's records, or nothing for a new deputy.
    private(set) var matches: [Int?]
    /// The rows without 编号 that several deputies in office answer to, and how many.
    private(set) var ambiguous: [Int: Int] = [:]

    /// A 编号 for comparing: letter case doesn't matter.
    static func key(ofID id: String) -> String { id.uppercased() }

    /// A 编号 of digits without its leading zeros, which spreadsheets drop.
    private static func bareKey(ofID id: String) -> String {
        let key = key(ofID: id)
        let rest = key.drop { $0 == "0" }
        return key.allSatisfy(\.isNumber) && !rest.isEmpty ? String(rest) : key
    }

    /// The 编号 that somebody has after an import: the row's, unless it is theirs without its leading zeros.
    static func id(of row: ImportedDeputy, for deputy: Deputy) -> String? {
        guard let id = row.id else { return deputy.id }
        return deputy.id.map(bareKey) == bareKey(ofID: id) ? deputy.id : id
    }

    init(rows: [ImportedDeputy], roster: Roster) {
        matches = [Int?](repeating: nil, count: rows.count)
        let candidates = Candidates(roster)
        var taken: Set<Int> = []
        for (row, deputy) in rows.enumerated() {
            guard let id = deputy.id, let match = candidates.active[Self.key(ofID: id)] else { continue }
            matches[row] = match
            taken.insert(match)
        }
        for (row, deputy) in rows.enumerated() where matches[row] == nil {
            guard let id = deputy.id, let match = candidates.bare[Self.bareKey(ofID: id)] ?? nil,
                !taken.contains(match),
                Cell.nameKey(roster.deputyRecords[match].deputy.name) == Cell.nameKey(deputy.name)
            else { continue }
            matches[row] = match
            taken.insert(match)
        }
        for (row, deputy) in rows.enumerated() where matches[row] == nil {
            let key = Key(name: deputy.name, station: deputy.station, level: deputy.level)
            let match: Int?
            if let id = deputy.id {
                let retired = candidates.retired[Self.key(ofID: id), default: []].last {
                    !taken.contains($0) && Cell.nameKey(roster.deputyRecords[$0].deputy.name) == key.name
                }
                match =
                    retired
                    ?? candidates.find(key, in: roster) { !taken.contains($0) && $1.id == nil }.first
            } else {
                let found = candidates.find(key, in: roster) { index, _ in !taken.contains(index) }
                let inOffice = found.filter { roster.deputyRecords[$0].deputy.status == .active }
                if inOffice.count > 1 { ambiguous[row] = inOffice.count }
                match = inOffice.first ?? found.last
            }
            matches[row] = match
            if let match { taken.insert(match) }
        }
    }

    private struct Candidates {
        var active: [String: Int] = [:]
        /// By 编号 without leading zeros; nothing in it where two have the same.
        var bare: [String: Int?] = [:]
        var retired: [String: [Int]] = [:]
        var byKey: [Key: [Int]] = [:]

        init(_ roster: Roster) {
            for (index, record) in roster.deputyRecords.enumerated() {
                let deputy = record.deputy
                byKey[Key(name: deputy.name, station: deputy.station, level: deputy.level), default: []]
                    .append(index)
                guard let id = deputy.id else { continue }
                switch deputy.status {
                case .active:
                    active[DeputyMatcher.key(ofID: id)] = index
                    let key = DeputyMatcher.bareKey(ofID: id)
                    bare[key] = bare.keys.contains(key) ? .some(nil) : index
                case .retired: retired[DeputyMatcher.key(ofID: id), default: []].append(index)
                }
            }
        }

        func find(_ key: Key, in roster: Roster, where condition: (Int, Deputy) -> Bool) -> [Int] {
            byKey[key, default: []].filter { condition($0, roster.deputyRecords[$0].deputy) }
        }
    }
}
