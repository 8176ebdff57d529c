import LiaisonRecords
import LiaisonText
import LiaisonWording

/// The registers (台账) as a table: a file for spreadsheets, and a page to print and to file.
package enum RegisterTable {
    /// What stands in a row, in this order; what `log import` takes is called as it takes it.
    private enum Column: String, CaseIterable {
        case on, duty, deputies, people, title, text, `case`, reference, station, state, entry
        case guests, votes, result

        /// What few entries have; on paper it has a column only where one has it.
        var isRare: Bool { [.guests, .votes, .result, .case, .reference].contains(self) }
    }

    /// What stands above the columns.
    private static func headings(_ columns: [Column], _ words: Wording) -> [String] {
        columns.map { words("register.column.\($0.rawValue)") }
    }

    private static func row(_ entry: JSON, _ columns: [Column], _ words: Wording) -> [String] {
        let separator = words("register.separator")
        return columns.map { column in
            switch column {
            case .duty: (entry["duty_name"]?.text ?? entry["duty"]?.text) ?? ""
            case .deputies:
                (entry["deputy_names"]?.elements ?? []).compactMap(\.text).joined(separator: separator)
            case .people: "\(entry["people"]?.integer ?? 1)"
            case .station: (entry["station_name"]?.text ?? entry["station"]?.text) ?? ""
            case .state: words("archive.state.\(entry["state"]?.text ?? "counted")")
            case .votes: votes(of: entry) ?? ""
            case .case: cases(of: entry).joined(separator: separator)
            case .on, .title, .text, .guests, .result, .reference, .entry:
                entry[column.rawValue]?.text ?? ""
            }
        }
    }

    /// The votes of an entry as they are typed, `45/3/1`; nothing where there was no vote.
    package static func votes(of entry: JSON) -> String? {
        entry["votes"].flatMap { Ballot($0) }.map { "\($0.satisfied)/\($0.fair)/\($0.dissatisfied)" }
    }

    /// The cases of an entry; of one that a server of an earlier release tells of, the one that it knows.
    package static func cases(of entry: JSON) -> [String] {
        entry["cases"]?.elements?.compactMap(\.text) ?? entry["case"]?.text.map { [$0] } ?? []
    }

    /// What an entry says of who else came, of a vote and of what became of it, each with its label.
    static func further(_ entry: JSON, _ words: Wording) -> [String] {
        let all: [(Column, String?)] = [
            (.guests, entry["guests"]?.text), (.votes, votes(of: entry)), (.result, entry["result"]?.text),
        ]
        return all.compactMap { column, text in
            text.map {
                words("register.further", ["label": words("register.column.\(column.rawValue)"), "text": $0])
            }
        }
    }

    /// The file for spreadsheets: a line each.
    ///
    /// - Parameters:
    ///   - entries: As `log list --json` prints them.
    ///   - words: The wording of pages.
    /// - Returns: The file.
    package static func csv(_ entries: [JSON], _ words: Wording) -> [UInt8] {
        var output = [UInt8].csv
        output.appendCSVRow(headings(Column.allCases, words))
        for entry in entries { output.appendCSVRow(row(entry, Column.allCases, words)) }
        return output
    }

    /// The page.
    ///
    /// - Parameters:
    ///   - entries: As `log list --json` prints them.
    ///   - words: The wording of pages.
    /// - Returns: The page, as UTF-8.
    package static func html(_ entries: [JSON], _ words: Wording) -> [UInt8] {
        let columns = Column.allCases.filter { column in
            !column.isRare || entries.contains { $0[column.rawValue] ?? .null != .null }
        }
        let body =
            entries.isEmpty
            ? "<p>\(LiaisonText.html(words("register.none")))</p>\n"
            : PrintPage.table(
                headings(columns, words), entries.map { row($0, columns, words) }, isWide: true)
        let days = entries.compactMap { $0["on"]?.text }
        let stations = Set(entries.compactMap { $0["station_name"]?.text })
        var facts: [String] = []
        if stations.count == 1, let station = stations.first { facts.append(station) }
        if let first = days.min(), let last = days.max() {
            facts.append(words("points.period", ["from": first, "to": last]))
        }
        let people = entries.reduce(0) { $0 + ($1["people"]?.integer ?? 1) }
        facts.append(words("register.sums", ["count": "\(entries.count)", "people": "\(people)"]))
        if let sum = sum(ofVotes: entries, words) { facts.append(sum) }
        return PrintPage.bytes(
            words("register.title"), facts.joined(separator: " · "), body, words)
    }

    /// All votes of some entries together, with the rate and what it is made of; nothing where there was none.
    private static func sum(ofVotes entries: [JSON], _ words: Wording) -> String? {
        let all = entries.compactMap { $0["votes"].flatMap { Ballot($0) } }
        let (satisfied, cast) = (all.reduce(0) { $0 + $1.satisfied }, all.reduce(0) { $0 + $1.all })
        if cast == 0 { return nil }
        let tenths = (satisfied * 1000 + cast / 2) / cast
        return words(
            "register.votes",
            [
                "satisfied": "\(satisfied)", "fair": "\(all.reduce(0) { $0 + $1.fair })",
                "dissatisfied": "\(all.reduce(0) { $0 + $1.dissatisfied })", "all": "\(cast)",
                "percent": "\(tenths / 10).\(tenths % 10)",
            ])
    }
}
