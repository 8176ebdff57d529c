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
        table(of: Station.columns, roster.stations) { $0.code }
    }

    /// The deputies in office.
    package static func deputies(of roster: Roster) -> [UInt8] {
        table(of: Deputy.columns, roster.deputies) { $0.code }
    }

    private static func table<Holder>(
        of columns: [ColumnRow<Holder>], _ holders: [Holder], code: (Holder) -> Code
    ) -> [UInt8] {
        var output = [UInt8].csv
        output.appendCSVRow(columns.map(\.traits.header) + [codeHeader])
        for holder in holders {
            output.appendCSVRow(columns.map { $0.text(of: holder) } + [code(holder).description])
        }
        return output
    }
}
