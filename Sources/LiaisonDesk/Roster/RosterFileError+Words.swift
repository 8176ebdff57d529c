import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

extension RosterFileError {
    /// What is wrong with the file, and what to do.
    ///
    /// - Parameters:
    ///   - words: The wording of pages.
    ///   - reason: What an error of the machine is called.
    /// - Returns: One sentence or two.
    package func sentence(_ words: Wording, reason: (Errno) -> String = { $0.description }) -> String {
        var values = values(reason)
        values["file"] = file
        return words("roster.file.\(key)", values: values.mapValues(TerminalText.line))
    }

    /// The end of the key of its sentence.
    private var key: String {
        switch problem {
        case .unreadable: "unreadable"
        case .tooLarge: "too-large"
        case .empty: "empty"
        case .noRows: "no-rows"
        case .workbook: "workbook"
        case .oldWorkbook: "old-workbook"
        case .undecodable: "undecodable"
        case .encodingUnavailable: "encoding-unavailable"
        case .zeroByte: "zero-byte"
        case .unterminatedQuote: "unterminated-quote"
        case .textAfterQuote: "text-after-quote"
        case .unknownHeader: "unknown-header"
        case .missingColumns: "missing-columns"
        case .duplicateColumn: "duplicate-column"
        }
    }

    private func values(_ reason: (Errno) -> String) -> [String: String] {
        switch problem {
        case .unreadable(let error): ["reason": reason(error.code)]
        case .tooLarge(let limit): ["limit": "\(limit >> 20)"]
        case .empty, .noRows, .workbook, .oldWorkbook: [:]
        case .undecodable(let encoding, let offset, let row):
            ["encoding": encoding.rawValue, "offset": "\(offset + 1)", "row": "\(row)"]
        case .encodingUnavailable(let encoding): ["encoding": encoding.rawValue]
        case .zeroByte(let row): ["row": "\(row)"]
        case .unterminatedQuote(let row, let column), .textAfterQuote(let row, let column):
            ["row": "\(row)", "column": "\(column)"]
        case .unknownHeader(let found):
            [
                "found": found.prefix(12).joined(separator: ","),
                "stations": Station.columnTraits.map(\.header).joined(separator: ","),
                "deputies": Deputy.columnTraits.map(\.header).joined(separator: ","),
            ]
        case .missingColumns(let columns):
            [
                "columns": columns.map { "\($0.header) (\($0.column.rawValue))" }
                    .joined(separator: ", ")
            ]
        case .duplicateColumn(let name, let first, let second):
            ["column": name, "first": "\(first)", "second": "\(second)"]
        }
    }
}
