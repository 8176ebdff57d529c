import LiaisonCodes
import LiaisonSystem
import LiaisonText

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
        rows.forEach { output.appendCSVRow($0) }
        return output
    }
}
