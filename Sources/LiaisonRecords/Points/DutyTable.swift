import LiaisonRoster
import LiaisonSystem

/// The scored duties of an installation: `DIR/duties.csv`, or the sample that ships where there is none.
///
/// The file is CSV with the columns `key,duty,register,points,yearly_cap,source`. A line `since,2026-07-01` begins a part
/// that counts from that day on: what stands there goes before what stood above, for what happened from that day
/// on. So a change never alters a score of before, and every score recomputes.
package struct DutyTable: Equatable, Sendable {
    /// The parts, the earliest first.
    private let parts: [Part]

    private struct Part: Equatable {
        /// The first day on which it counts; from ever for the first part.
        let since: CivilDate?
        private(set) var duties: [Duty] = []
        /// Where in ``duties`` each key is: sums ask for every entry.
        private var places: [String: Int] = [:]

        init(since: CivilDate?) { self.since = since }

        subscript(key: String) -> Duty? { places[key].map { duties[$0] } }

        mutating func add(_ duty: Duty) {
            places[duty.key] = duties.count
            duties.append(duty)
        }
    }

    /// A table of nothing.
    package init() { parts = [Part(since: nil)] }

    /// The days from which on later parts count, the earliest first.
    package var starts: [CivilDate] { parts.compactMap(\.since) }

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - bytes: The file, in any encoding in which Excel and WPS save CSV.
    ///   - name: Its name, for errors.
    /// - Throws: Everything that is wrong with it.
    package init(_ bytes: [UInt8], named name: String) throws(DutyTableError) {
        let sheet: Sheet
        do throws(RosterFileError) { sheet = try Sheet(bytes, named: name) } catch { throw .file(error) }
        var parts = [Part(since: nil)]
        var errors: [SheetError] = []
        var columns: [Column: Int]?
        for row in sheet.rows {
            if row.cells.first?.hasPrefix("#") == true { continue }
            if row.cells.first?.lowercased() == "since" || row.cells.first == "自" {
                let text = row.cells.dropFirst().first ?? ""
                guard let date = CivilDate(iso8601: text.utf8) else {
                    errors.append(SheetError(row, "since", text, .date))
                    continue
                }
                if let last = parts.last?.since, date <= last {
                    errors.append(SheetError(row, "since", text, .order))
                    continue
                }
                parts.append(Part(since: date))
            } else if let header = Self.columns(row) {
                columns = header
            } else if let columns {
                let duty = Self.duty(row, columns, &errors)
                guard let duty else { continue }
                if parts[parts.count - 1][duty.key] != nil {
                    errors.append(SheetError(row, "key", duty.key, .twice))
                    continue
                }
                parts[parts.count - 1].add(duty)
            } else {
                errors.append(SheetError(row, "key", row.cells.first ?? "", .header))
                break
            }
        }
        if !errors.isEmpty { throw .rows(errors) }
        self.parts = parts
    }

    /// The duty of that key on a day; nothing where there was none.
    package func duty(_ key: String, on day: CivilDate) -> Duty? {
        for part in parts.reversed() where part.since.map({ $0 <= day }) ?? true {
            if let duty = part[key] { return duty }
        }
        return nil
    }

    /// The duties on a day, in the order of the file.
    package func duties(on day: CivilDate) -> [Duty] {
        keys.compactMap { duty($0, on: day) }
    }

    /// The key of the duty that a key or a name means on a day; nothing where there is none.
    package func key(meantBy text: String, on day: CivilDate) -> String? {
        if duty(text, on: day) != nil { return text }
        return duties(on: day).first { $0.name == text || $0.key == text.lowercased() }?.key
    }

    /// The keys of duties that cases are counted for, on whatever days.
    package var countedKeys: [String] {
        keys.filter { key in parts.contains { $0[key].map { $0.source != .entry } ?? false } }
    }

    /// All keys, in the order of the file.
    package var keys: [String] {
        var seen: Set<String> = []
        return parts.flatMap(\.duties).map(\.key).filter { seen.insert($0).inserted }
    }

    private enum Column: String, CaseIterable {
        case key, duty, register, points
        case yearlyCap = "yearly_cap"
        case source

        /// Every header that it is known by, folded.
        var headers: [String] {
            switch self {
            case .key: ["key", "代号", "编号"]
            case .duty: ["duty", "任务", "履职任务"]
            case .register: ["register", "台账"]
            case .points: ["points", "分值", "积分"]
            case .yearlyCap: ["yearly_cap", "年度上限", "上限"]
            case .source: ["source", "来源"]
            }
        }
    }

    /// The places of the columns, if the row is a header.
    private static func columns(_ row: Sheet.Row) -> [Column: Int]? {
        var found: [Column: Int] = [:]
        for (index, cell) in row.cells.enumerated() {
            if let column = Column.allCases.first(where: { $0.headers.contains(cell.lowercased()) }) {
                found[column] = index
            }
        }
        return found[.key] != nil && found[.duty] != nil && found[.points] != nil ? found : nil
    }

    private static func duty(
        _ row: Sheet.Row, _ columns: [Column: Int], _ errors: inout [SheetError]
    ) -> Duty? {
        func cell(_ column: Column) -> String {
            columns[column].flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil } ?? ""
        }
        let before = errors.count
        let key = cell(.key).lowercased()
        let isKey =
            !key.isEmpty && key.utf8.count <= 32
            && key.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
            }
        if !isKey { errors.append(SheetError(row, "key", cell(.key), .key)) }
        if cell(.duty).isEmpty { errors.append(SheetError(row, "duty", "", .missing)) }
        let register = Register(rawValue: cell(.register).isEmpty ? "other" : cell(.register).lowercased())
        if register == nil {
            errors.append(
                SheetError(row, "register", cell(.register), .choice(Register.allCases.map(\.rawValue))))
        }
        let points = Points(cell(.points))
        if points == nil { errors.append(SheetError(row, "points", cell(.points), .number)) }
        var cap: Points?
        if !cell(.yearlyCap).isEmpty {
            cap = Points(cell(.yearlyCap))
            if cap == nil { errors.append(SheetError(row, "yearly_cap", cell(.yearlyCap), .number)) }
        }
        let source = Duty.Source(rawValue: cell(.source).isEmpty ? "entry" : cell(.source).lowercased())
        if source == nil {
            errors.append(
                SheetError(row, "source", cell(.source), .choice(Duty.Source.allCases.map(\.rawValue))))
        }
        guard errors.count == before, let register, let points, let source else { return nil }
        return Duty(
            key: key, name: cell(.duty), register: register, points: points, yearlyCap: cap, source: source)
    }
}

/// Why a file of duties can't be used.
package enum DutyTableError: Error, Equatable, Sendable {
    /// It is no table of text.
    case file(RosterFileError)
    /// Rows that are wrong, all of them.
    case rows([SheetError])
}

/// One thing that is wrong in one row of a table.
package struct SheetError: Error, Equatable, Sendable {
    /// As a spreadsheet numbers it.
    package let row: Int
    /// The column's name.
    package let column: String
    /// What stands there.
    package let value: String
    package let problem: Problem

    package init(_ row: Sheet.Row, _ column: String, _ value: String, _ problem: Problem) {
        self.row = row.number
        self.column = column
        self.value = value.count > 40 ? value.prefix(39) + "…" : value
        self.problem = problem
    }

    /// What is wrong.
    package enum Problem: Equatable, Sendable {
        /// The header is missing above it.
        case header
        /// A cell that must not be empty is.
        case missing
        /// It is no key: small letters, digits and hyphens.
        case key
        /// The key stands there before.
        case twice
        /// A column before it means the same.
        case columnTwice
        /// It is no number of points.
        case number
        /// It is no date.
        case date
        /// The day isn't after the one of the part before.
        case order
        /// It is none of the words that may stand there.
        case choice([String])
        /// It is no whole number from 1 on.
        case count
        /// It isn't three counts of votes.
        case votes
        /// It lies in the future.
        case future
        /// It is longer ago than a term.
        case tooOld
        /// The deputy's term began later.
        case beforeTerm(since: String)
        /// No such duty on that day; those that there are.
        case noDuty([String])
        /// The duty is counted from cases, nobody enters it.
        case counted
        /// No such station, or not the caller's.
        case noStation
        /// No such deputy at the station.
        case noDeputy
        /// No such case, or not the caller's.
        case noCase
        /// More characters than it may have.
        case tooLong(Int)
    }
}
