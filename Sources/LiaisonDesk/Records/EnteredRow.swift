import LiaisonCodes
import LiaisonRecords
import LiaisonSystem
import LiaisonText

/// A row of a register's spreadsheet, entered now or before.
struct EnteredRow {
    /// As a spreadsheet numbers it.
    let row: Int
    /// All that it says.
    let content: String
    let number: RecordNumber
    let isNew: Bool
}

/// What two entries of a station have in common that are the same matter, most likely: a row that was put right and
/// imported anew says something else, and is another entry.
private struct Matter: Hashable {
    let duty: String
    let on: CivilDate
    let deputies: Set<Code>
}

extension RecordDesk {
    /// The rows whose entry looks like another one that counts or waits, be it of an earlier file, entered by hand, or of a row
    /// above that says the same; blocks on the disk.
    ///
    /// Rows of one file that say different things aren't doubles of each other: a deputy visits twice a day.
    ///
    /// - Parameters:
    ///   - rows: All rows of a file for a station, in order.
    ///   - station: The station.
    /// - Returns: Each as JSON: its `row`, its `entry`, and what it is `like`.
    /// - Throws: What is wrong with the store.
    func doubles(among rows: [EnteredRow], at station: StationID) throws(CaseActionError) -> [JSON] {
        var matters: [RecordNumber: Matter] = [:]
        var entries: [Matter: [RecordNumber]] = [:]
        for entry in try book(of: station).rows where [.counted, .pending].contains(entry.state) {
            let people = entry.deputies.map { roster.codes(ofHolderOf: $0).first ?? $0 }
            let matter = Matter(duty: entry.duty, on: entry.place.on, deputies: Set(people))
            matters[entry.place.number] = matter
            entries[matter, default: []].append(entry.place.number)
        }
        let contents = Dictionary(rows.map { ($0.number, $0.content) }) { first, _ in first }
        var above: Set<RecordNumber> = []
        var doubles: [JSON] = []
        for row in rows {
            defer { above.insert(row.number) }
            let like = (matters[row.number].flatMap { entries[$0] } ?? []).filter { other in
                guard let content = contents[other] else { return true }
                return above.contains(other) && other != row.number && content == row.content
            }
            if like.isEmpty { continue }
            doubles.append(
                .members([
                    "row": .integer(row.row), "entry": .string(row.number.description),
                    "like": .array(like.map { .string($0.description) }),
                ]))
        }
        return doubles
    }
}
