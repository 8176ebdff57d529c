import LiaisonCodes
import LiaisonText

/// Reads the cells of one row, and notes whatever is wrong with them.
struct RowReader {
    let place: RowPlace
    private(set) var errors: [RowError] = []
    private let header: RosterHeader
    private let fields: [ArraySlice<UInt8>]

    init(_ row: CSVRow, of file: RosterFile) {
        place = RowPlace(file: file.name, row: row.number)
        header = file.header
        fields = row.fields
    }

    /// Whether the row has a field for each column; empty ones at its end are as good as none.
    mutating func hasAllFields() -> Bool {
        let surplus = fields.dropFirst(header.names.count)
        if fields.count >= header.names.count, surplus.allSatisfy({ Cell.text($0).isEmpty }) { return true }
        errors.append(
            RowError(
                place: place, column: nil, value: "",
                problem: .fieldCount(found: fields.count, expected: header.names.count)))
        return false
    }

    /// The cell's cleaned text, empty for an empty cell; nothing when the file has no such column.
    mutating func text(_ column: RosterColumn) -> String? {
        guard let raw = raw(column) else { return nil }
        let text = FormulaGuard.removed(from: raw)
        let limit = header.traits.first { $0.column == column }?.limit ?? 0
        if text.utf8.count > limit, text.unicodeScalars.count > limit {
            note(.tooLong(limit: limit), column, value: String(text.prefix(40)))
        } else if let scalar = Cell.forbiddenScalar(in: text) {
            note(.controlCharacter(scalar), column, value: text)
        }
        return text
    }

    /// As ``text(_:)``, nothing for an empty cell as well, with a note that it must not be empty.
    mutating func required(_ column: RosterColumn) -> String? {
        guard let text = text(column) else { return nil }
        if text.isEmpty {
            note(.missing, column, value: "")
            return nil
        }
        return text
    }

    /// A folded identifier; empty for an empty cell, nothing when the file has no such column.
    mutating func identifier(_ column: RosterColumn) -> String? {
        guard let text = text(column) else { return nil }
        let folded = Cell.fold(text)
        if Self.isShortenedNumber(text) { note(.scientificNotation, column, value: text) }
        return folded
    }

    /// A station's identifier; nothing when there is no such column, it is empty, or it is none.
    mutating func stationID(_ column: RosterColumn, isRequired: Bool) -> StationID? {
        guard let text = isRequired ? required(column) : text(column), !text.isEmpty else { return nil }
        if let id = StationID(Cell.fold(text)) { return id }
        note(Self.isShortenedNumber(text) ? .scientificNotation : .badStationID, column, value: text)
        return nil
    }

    /// A level; nothing, with a note, when the cell holds none.
    mutating func level(_ column: RosterColumn) -> Level? {
        guard let text = required(column) else { return nil }
        if let level = Level(typed: text) { return level }
        note(.badLevel, column, value: text)
        return nil
    }

    /// The cells of all columns but those that the row can't do without, as far as the file has them.
    mutating func cells<Holder>(of columns: [ColumnRow<Holder>]) -> [RosterColumn: String] {
        var cells: [RosterColumn: String] = [:]
        for row in columns where !row.isKey && header.position(of: row.column) != nil {
            switch row.traits.form {
            case .text: cells[row.column] = text(row.column)
            case .number: cells[row.column] = identifier(row.column)
            case .flag:
                guard let text = text(row.column) else { continue }
                let flag = ColumnTraits.CellForm.flag(text)
                if flag == nil { note(.badFlag, row.column, value: text) }
                cells[row.column] = flag
            }
        }
        return cells
    }

    /// Notes a problem with a cell.
    mutating func note(_ problem: RowProblem, _ column: RosterColumn, value: String? = nil) {
        errors.append(
            RowError(
                place: place, column: header.name(of: column),
                value: value ?? raw(column) ?? "", problem: problem))
    }

    private func raw(_ column: RosterColumn) -> String? {
        guard let position = header.position(of: column) else { return nil }
        return position < fields.count ? Cell.text(fields[position]) : ""
    }

    /// Whether a spreadsheet has written a long number as `1.38E+10`.
    static func isShortenedNumber(_ text: String) -> Bool {
        let parts = Cell.fold(text).uppercased().split(separator: "E+", omittingEmptySubsequences: false)
        guard parts.count == 2, let mantissa = parts.first, let exponent = parts.last else { return false }
        return !mantissa.isEmpty && !exponent.isEmpty
            && exponent.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && mantissa.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    }
}
