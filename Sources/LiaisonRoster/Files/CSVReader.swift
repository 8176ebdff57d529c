/// Why bytes are no CSV.
enum CSVError: Error, Equatable {
    /// A quote was opened in this row and field (both from 1) and never closed.
    case unterminatedQuote(row: Int, field: Int)
    /// Something stands between a closing quote and the next separator.
    case textAfterQuote(row: Int, field: Int)
}

/// One row of a CSV file.
struct CSVRow: Equatable {
    /// As a spreadsheet numbers rows: a line break inside quotes makes no new one, an empty line does.
    let number: Int
    /// The fields without their quotes.
    let fields: [ArraySlice<UInt8>]
}

/// Reads CSV row by row, RFC 4180, with any of CRLF, LF and CR as the end of a row.
///
/// Quotes count where they open a field; elsewhere they are text, as spreadsheets read them.
struct CSVReader {
    private let bytes: [UInt8]
    private let separator: UInt8
    private var index = 0
    private var row = 0

    /// A reader of UTF-8 text; the separator is the tab when the first line has one outside quotes, else the
    /// comma.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        separator = Self.separator(of: bytes)
    }

    /// The next row, or nothing after the last.
    mutating func next() throws(CSVError) -> CSVRow? {
        guard index < bytes.count else { return nil }
        row += 1
        var fields: [ArraySlice<UInt8>] = []
        while true {
            fields.append(try field(number: fields.count + 1))
            guard index < bytes.count else { break }
            let end = bytes[index]
            index += 1
            if end == separator { continue }
            if end == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
            break
        }
        return CSVRow(number: row, fields: fields)
    }

    /// Reads up to the separator or line end that `index` then stands at.
    private mutating func field(number: Int) throws(CSVError) -> ArraySlice<UInt8> {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            let start = index
            while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
            return bytes[start..<index]
        }
        let field = try quotedField(number: number)
        // Excel pads nothing here, but people who edit by hand do.
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        guard index == bytes.count || isEnd(bytes[index]) else {
            throw .textAfterQuote(row: row, field: number)
        }
        return field
    }

    private mutating func quotedField(number: Int) throws(CSVError) -> ArraySlice<UInt8> {
        var content: [UInt8]?
        index += 1
        var start = index
        while true {
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") { index += 1 }
            guard index < bytes.count else { throw .unterminatedQuote(row: row, field: number) }
            let part = bytes[start..<index]
            index += 1
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                return content.map { ($0 + part)[...] } ?? part
            }
            // A doubled quote stands for one: keep it, and go on behind both.
            content = (content ?? []) + part + [UInt8(ascii: "\"")]
            index += 1
            start = index
        }
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == separator || byte == 0x0A || byte == 0x0D }

    private static func separator(of bytes: [UInt8]) -> UInt8 {
        var isQuoted = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case 0x09 where !isQuoted: return 0x09
            case 0x0A where !isQuoted, 0x0D where !isQuoted: return UInt8(ascii: ",")
            default: continue
            }
        }
        return UInt8(ascii: ",")
    }
}
