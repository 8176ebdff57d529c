import LiaisonText
import LiaisonWording

/// The registers (台账) as a table: a file for spreadsheets, and a page to print and to file.
package enum RegisterTable {
    /// What stands in a row, in this order; what `log import` takes is called as it takes it.
    private enum Column: String, CaseIterable {
        case on, duty, deputies, people, title, text, `case`, reference, station, state, entry
    }

    /// What stands above the columns.
    private static func headings(_ words: Wording) -> [String] {
        Column.allCases.map { words("register.column.\($0.rawValue)") }
    }

    private static func row(_ entry: JSON, _ words: Wording) -> [String] {
        let separator = words("register.separator")
        return Column.allCases.map { column in
            switch column {
            case .duty: (entry["duty_name"]?.text ?? entry["duty"]?.text) ?? ""
            case .deputies:
                (entry["deputy_names"]?.elements ?? []).compactMap(\.text).joined(separator: separator)
            case .people: "\(entry["people"]?.integer ?? 1)"
            case .station: (entry["station_name"]?.text ?? entry["station"]?.text) ?? ""
            case .state: words("archive.state.\(entry["state"]?.text ?? "counted")")
            case .on, .title, .text, .case, .reference, .entry: entry[column.rawValue]?.text ?? ""
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
        // A byte order mark, by which Excel and WPS know UTF-8.
        var output: [UInt8] = [0xEF, 0xBB, 0xBF]
        output.appendCSVRow(headings(words))
        for entry in entries { output.appendCSVRow(row(entry, words)) }
        return output
    }

    /// The page.
    ///
    /// - Parameters:
    ///   - entries: As `log list --json` prints them.
    ///   - words: The wording of pages.
    /// - Returns: The page, as UTF-8.
    package static func html(_ entries: [JSON], _ words: Wording) -> [UInt8] {
        let body =
            entries.isEmpty
            ? "<p>\(LiaisonText.html(words("register.none")))</p>\n"
            : PrintPage.table(headings(words), entries.map { row($0, words) }, isWide: true)
        let days = entries.compactMap { $0["on"]?.text }
        let stations = Set(entries.compactMap { $0["station_name"]?.text })
        var facts: [String] = []
        if stations.count == 1, let station = stations.first { facts.append(station) }
        if let first = days.min(), let last = days.max() {
            facts.append(words("points.period", ["from": first, "to": last]))
        }
        let people = entries.reduce(0) { $0 + ($1["people"]?.integer ?? 1) }
        facts.append(words("register.sums", ["count": "\(entries.count)", "people": "\(people)"]))
        return PrintPage.bytes(
            words("register.title"), facts.joined(separator: " · "), body, words)
    }
}
