import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText

// A whole register from a spreadsheet.
extension RecordDesk {
    /// The columns of the file, in either language.
    private enum Column: String, CaseIterable {
        case station, duty, on, deputies, people, title, text, `case`, reference

        var headers: [String] {
            switch self {
            case .station: ["station", "站点编号", "站点"]
            case .duty: ["duty", "任务", "履职任务", "类别"]
            case .on: ["on", "date", "日期", "时间"]
            case .deputies: ["deputies", "deputy", "代表", "代表编码", "姓名"]
            case .people: ["people", "人次", "人数"]
            case .title: ["title", "标题", "事项"]
            case .text: ["text", "内容", "说明"]
            case .case: ["case", "受理编号"]
            case .reference: ["reference", "文号", "编号"]
            }
        }
    }

    /// Enters all rows of a file, or none: `POST log/import`; blocks on the disk.
    ///
    /// A row is known by what it says: the same file again changes nothing, whoever imports it.
    ///
    /// - Parameters:
    ///   - bytes: The file, in any encoding in which Excel and WPS save CSV.
    ///   - name: Its name, for errors.
    ///   - station: The station of rows that name none.
    /// - Returns: `rows`, `new`, and the numbers of the `entries` in the order of the rows.
    /// - Throws: Everything that is wrong with it.
    package func importEntries(
        _ bytes: [UInt8], named name: String, station: String?
    ) throws(CaseActionError) -> JSON {
        try requireOfficer()
        let sheet: Sheet
        do throws(RosterFileError) { sheet = try Sheet(bytes, named: name) } catch { throw .sheet(error) }
        let table = try duties()
        guard let header = sheet.rows.first else { throw .rows([]) }
        var columns: [Column: Int] = [:]
        for (index, cell) in header.cells.enumerated() {
            if let column = Column.allCases.first(where: { $0.headers.contains(cell.lowercased()) }) {
                columns[column] = index
            }
        }
        if let missing = [Column.duty, .on, .deputies].first(where: { columns[$0] == nil }) {
            throw .rows([SheetError(header, missing.rawValue, "", .header)])
        }
        var drafts: [StationID: [(row: Int, draft: RecordDraft)]] = [:]
        var errors: [SheetError] = []
        var seen: [String: Int] = [:]
        let actor = try actor(.object([]))
        for row in sheet.rows.dropFirst() {
            func cell(_ column: Column) -> String {
                columns[column].flatMap { row.cells.indices.contains($0) ? row.cells[$0] : nil } ?? ""
            }
            do throws(CaseActionError) {
                let named = cell(.station).isEmpty ? station : cell(.station)
                let place = try self.station(named)
                let names = cell(.deputies).split { "、;；,，/ ".contains($0) }.map { JSON.string(String($0)) }
                var members = [
                    JSON.Member("duty", .string(cell(.duty))),
                    JSON.Member("on", .string(Self.date(cell(.on)))),
                    JSON.Member("deputies", .array(names)),
                ]
                if !cell(.people).isEmpty {
                    members.append(
                        JSON.Member("people", Int(cell(.people)).map(JSON.integer) ?? .bool(false)))
                }
                for column in [Column.title, .text, .case, .reference] where !cell(column).isEmpty {
                    members.append(JSON.Member(column.rawValue, .string(cell(column))))
                }
                let json = JSON.object(members)
                let (facts, words): (EntryFacts, [JSON.Member])
                do throws(CaseActionError) {
                    (facts, words) = (try self.facts(json, at: place.id, table), try entryWords(json))
                } catch {
                    guard case .invalidRecord = error else { throw error }
                    errors += try faults(of: json, at: place.id, table).compactMap { fault in
                        sheetError(fault, row) { name in Column(rawValue: name).map(cell) ?? "" }
                    }
                    continue
                }
                let content = String(
                    decoding: RecordFact.recorded(facts).json.bytes + JSON.object(words).bytes, as: UTF8.self)
                // Two equal rows are two entries; the same file again has as many.
                let count = seen[content, default: 0]
                seen[content] = count + 1
                let key = ledger.keys.digest(
                    ofKey: "\(count) \(content)", by: "import", onRecord: "log/\(place.id)")
                drafts[place.id, default: []].append(
                    (
                        row.number,
                        RecordDraft(
                            "recorded", .new(.entry, on: facts.on), by: actor, key: key,
                            facts: RecordFact.recorded(facts).json, words: words)
                    ))
            } catch {
                // A store that can't be read is no fault of the row's.
                let fault = sheetError(error, row) { name in Column(rawValue: name).map(cell) ?? "" }
                guard let fault else { throw error }
                errors.append(fault)
            }
        }
        if !errors.isEmpty { throw .rows(errors) }
        var numbers: [(row: Int, commitment: RecordCommitment)] = []
        for (station, rows) in drafts.sorted(by: { $0.key < $1.key }) {
            let commitments = try record(rows.map(\.draft), at: station)
            for (row, commitment) in zip(rows, commitments) { numbers.append((row.row, commitment)) }
        }
        numbers.sort { $0.row < $1.row }
        return .members([
            "rows": .integer(numbers.count), "new": .integer(numbers.count { $0.commitment.isNew }),
            "entries": .array(numbers.map { .string($0.commitment.number.description) }),
        ])
    }

    /// Everything that is wrong with a row, not only what is found first.
    private func faults(
        of json: JSON, at station: StationID, _ table: DutyTable
    ) throws(CaseActionError) -> [CaseActionError] {
        var faults: [CaseActionError] = []
        func check(_ body: () throws(CaseActionError) -> Void) throws(CaseActionError) {
            do throws(CaseActionError) { try body() } catch {
                // A store that can't be read is no fault of the row's.
                guard case .invalidRecord = error else { throw error }
                faults.append(error)
            }
        }
        var on = today
        try check { () throws(CaseActionError) in on = try day(json["on"]?.text ?? "") }
        try check { () throws(CaseActionError) in _ = try duty(json["duty"]?.text ?? "", on: on, table) }
        try check { () throws(CaseActionError) in
            try checkTerm(on, of: try deputies(json, at: station))
        }
        try check { () throws(CaseActionError) in _ = try people(json) }
        try check { () throws(CaseActionError) in _ = try caseNumber(json) }
        try check { () throws(CaseActionError) in _ = try entryWords(json) }
        return faults
    }

    /// `2026/3/5`, `2026.3.5` and `2026年3月5日` as ISO 8601 writes them; anything else as it is.
    private static func date(_ text: String) -> String {
        let parts = text.split { "/.-年月日".contains($0) }
        guard parts.count == 3, parts[0].count == 4, let month = Int(parts[1]), let day = Int(parts[2]) else {
            return text
        }
        return "\(parts[0])-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    private func sheetError(
        _ error: CaseActionError, _ row: Sheet.Row, _ cell: (String) -> String
    ) -> SheetError? {
        switch error {
        case .invalidRecord(let member, let refusal):
            let problem: SheetError.Problem =
                switch refusal.word {
                case "future": .future
                case "too-old": .tooOld
                case "before-term": .beforeTerm(since: refusal.values["since"] ?? "")
                case "duty": .noDuty((refusal.values["known"] ?? "").split(separator: "、").map(String.init))
                case "duty-counted": .counted
                case "station": .noStation
                case "deputy": .noDeputy
                case "case": .noCase
                case "people": .count
                case "invalid-on": .date
                case "invalid-people": .count
                case "too-long": .tooLong(Int(refusal.values["limit"] ?? "") ?? Self.textLimit)
                default: .missing
                }
            return SheetError(row, member, refusal.values[member] ?? cell(member), problem)
        default: return nil
        }
    }
}
