import LiaisonCodes
import LiaisonSystem

/// The roster in office as files that spreadsheets open and that can be imported again.
///
/// UTF-8 with a byte order mark, without which Excel takes Chinese for another encoding; CRLF; the Chinese
/// headers of contract section 2, and the code as a last column, which an import passes over. A cell that a
/// spreadsheet would take for a formula has an apostrophe before it, which an import takes off again.
package enum RosterExport {
    /// The header of the column that tells the codes.
    static let codeHeader = "代码"

    /// The stations in office.
    package static func stations(of roster: Roster) -> [UInt8] {
        let columns = RosterColumn.ofStations
        let header = columns.map { $0.chineseHeader(ofStations: true) } + [codeHeader]
        let rows = roster.stations.map { station in
            columns.map(station.text(of:)) + [station.code.description]
        }
        return table([header] + rows)
    }

    /// The deputies in office.
    package static func deputies(of roster: Roster) -> [UInt8] {
        let columns = RosterColumn.ofDeputies
        let header = columns.map { $0.chineseHeader(ofStations: false) } + [codeHeader]
        let rows = roster.deputies.map { deputy in
            columns.map(deputy.text(of:)) + [deputy.code.description]
        }
        return table([header] + rows)
    }

    private static func table(_ rows: [[String]]) -> [UInt8] {
        var output: [UInt8] = [0xEF, 0xBB, 0xBF]
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                output.appendCSVCell(cell)
            }
            output.append("\r\n")
        }
        return output
    }
}

/// The characters that make a spreadsheet take a cell for a formula (OWASP, "CSV Injection").
enum FormulaGuard {
    /// Whether a cell needs an apostrophe before it.
    static func isNeeded(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first else { return false }
        return "=+-@".utf8.contains(first)
    }

    /// The cell without the apostrophe that ``RosterExport`` put before it.
    static func removed(from text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") && isNeeded(text.dropFirst()) ? String(text.dropFirst()) : text
    }
}

extension [UInt8] {
    /// Appends a cell of a CSV file, quoted where needed and never taken for a formula.
    package mutating func appendCSVCell(_ text: String) {
        let text = FormulaGuard.isNeeded(text) ? "'" + text : text
        guard text.utf8.contains(where: { "\",\r\n\t".utf8.contains($0) }) else { return append(text) }
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { append(byte) }
            append(byte)
        }
        append(UInt8(ascii: "\""))
    }
}
