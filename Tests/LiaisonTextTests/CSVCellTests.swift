import Testing

@testable import LiaisonText

/// Cells of CSV files: RFC 4180, and nothing that a spreadsheet takes for a formula.
@Suite struct CSVCellTests {
    @Test(arguments: [
        ("", ""), ("路灯", "路灯"), ("a b", "a b"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a\tb", "\"a\tb\""), ("=1", "'=1"), ("+1", "'+1"),
        ("-1", "'-1"), ("@a", "'@a"), ("\t1", "\"'\t1\""), ("\r1", "\"'\r1\""), ("1=", "1="), ("'a", "'a"),
    ])
    func writesACell(_ text: String, _ cell: String) {
        var bytes: [UInt8] = []
        bytes.appendCSVCell(text)
        #expect(String(decoding: bytes, as: UTF8.self) == cell)
    }

    @Test func writesARow() {
        var bytes: [UInt8] = []
        bytes.appendCSVRow(["a", "", "b,c"])
        bytes.appendCSVRow([])
        #expect(String(decoding: bytes, as: UTF8.self) == "a,,\"b,c\"\r\n\r\n")
    }

    @Test(arguments: [("'=1", "=1"), ("'a", "'a"), ("=1", "=1"), ("'", "'"), ("", ""), ("''=", "''=")])
    func takesOffTheApostropheThatItPutOn(_ text: String, _ plain: String) {
        #expect(FormulaGuard.removed(from: text) == plain)
    }
}
