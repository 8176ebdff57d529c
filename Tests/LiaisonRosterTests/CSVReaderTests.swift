import Testing

@testable import LiaisonRoster

@Suite struct CSVReaderTests {
    /// All rows as text, each with its number.
    private func rows(_ text: String) throws(CSVError) -> [String] {
        var reader = CSVReader(Array(text.utf8))
        var rows: [String] = []
        while let row = try reader.next() {
            let fields = row.fields.map { "<" + String(decoding: $0, as: UTF8.self) + ">" }
            rows.append("\(row.number)" + fields.joined())
        }
        return rows
    }

    @Test(arguments: [
        ("", []),
        ("a", ["1<a>"]),
        ("a,b\n", ["1<a><b>"]),
        ("a,b\r\nc,d\r\n", ["1<a><b>", "2<c><d>"]),
        ("a,b\rc,d\r", ["1<a><b>", "2<c><d>"]),
        ("a,b\nc,d", ["1<a><b>", "2<c><d>"]),
        ("a,\n,b", ["1<a><>", "2<><b>"]),
        ("a,", ["1<a><>"]),
        ("\n\na", ["1<>", "2<>", "3<a>"]),
        ("\"a,b\",c", ["1<a,b><c>"]),
        ("\"a\r\nb\",c\r\nd,e", ["1<a\r\nb><c>", "2<d><e>"]),
        ("\"say \"\"hello\"\"\",b", ["1<say \"hello\"><b>"]),
        ("\"\"\"\"", ["1<\">"]),
        ("\"\",\"\"", ["1<><>"]),
        ("\"a\" ,b", ["1<a><b>"]),
        ("a\"b\",c", ["1<a\"b\"><c>"]),
        ("a\tb,c\nd\te", ["1<a><b,c>", "2<d><e>"]),
        ("\"a\tb\",c\nd\te", ["1<a\tb><c>", "2<d\te>"]),
        ("张伟,\"韶山,市\"", ["1<张伟><韶山,市>"]),
    ])
    func readsRows(text: String, expected: [String]) throws {
        #expect(try rows(text) == expected)
    }

    @Test(arguments: [
        ("a\n\"b", CSVError.unterminatedQuote(row: 2, field: 1)),
        ("a,b\nc,\"d\ne,f\n", .unterminatedQuote(row: 2, field: 2)),
        ("\"a\"\"", .unterminatedQuote(row: 1, field: 1)),
        ("\"a\nb\",c\nd,\"e", .unterminatedQuote(row: 2, field: 2)),
        ("a,\"b\"c\n", .textAfterQuote(row: 1, field: 2)),
        ("\"a\" b", .textAfterQuote(row: 1, field: 1)),
    ])
    func refuses(text: String, expected: CSVError) {
        #expect(throws: expected) { try rows(text) }
    }
}
