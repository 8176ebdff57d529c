import LiaisonSystem

/// The characters that make a spreadsheet take a cell for a formula (OWASP, "CSV Injection").
package enum FormulaGuard {
    /// Whether a cell needs an apostrophe before it.
    package static func isNeeded(_ text: some StringProtocol) -> Bool {
        guard let first = text.utf8.first else { return false }
        return "=+-@\t\r".utf8.contains(first)
    }

    /// The cell without the apostrophe that ``Swift/Array/appendCSVCell(_:)`` put before it.
    package static func removed(from text: String) -> String {
        text.utf8.first == UInt8(ascii: "'") && isNeeded(text.dropFirst()) ? String(text.dropFirst()) : text
    }
}

extension [UInt8] {
    /// The beginning of a CSV file: the byte order mark, without which Excel and WPS take UTF-8 for another encoding.
    package static var csv: [UInt8] { [0xEF, 0xBB, 0xBF] }

    /// Appends a cell of a CSV file (RFC 4180), quoted where needed and never taken for a formula.
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

    /// Appends a row of a CSV file, ended by CRLF.
    package mutating func appendCSVRow(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { append(UInt8(ascii: ",")) }
            appendCSVCell(cell)
        }
        append("\r\n")
    }
}
