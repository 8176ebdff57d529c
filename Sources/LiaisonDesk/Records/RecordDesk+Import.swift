import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonText

// A whole register from a spreadsheet.
extension RecordDesk {
    /// Enters all rows of a file, or none: `POST log/import`; blocks on the disk.
    ///
    /// A row is known by what it says: the same file again changes nothing, whoever imports it.
    ///
    /// - Parameters:
    ///   - bytes: The file, in any encoding in which Excel and WPS save CSV.
    ///   - name: Its name, for errors.
    ///   - station: The station of rows that name none.
    /// - Returns: `rows`, `new`, the numbers of the `entries` in the order of the rows, the `unknown_columns`, and the `doubles`:
    ///   each with its `row`, its `entry`, and the entries that it is `like`.
    /// - Throws: Everything that is wrong with it.
    package func importEntries(
        _ bytes: [UInt8], named name: String, station: String?
    ) throws(CaseActionError) -> JSON {
        try requireOfficer()
        let sheet: Sheet
        do throws(RosterFileError) { sheet = try Sheet(bytes, named: name) } catch { throw .sheet(error) }
        let table = try duties()
        guard let first = sheet.rows.first else {
            throw .sheet(RosterFileError(file: name, problem: .empty))
        }
        let header = try RegisterHeader(first)
        var drafts: [StationID: [(row: Int, content: String, draft: RecordDraft)]] = [:]
        var errors: [SheetError] = []
        var seen: [String: Int] = [:]
        let actor = try actor(.object([]))
        for row in sheet.rows.dropFirst() {
            func cell(_ column: RegisterColumn) -> String { header.cell(column, of: row) }
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
                    let people = TypedWords.wholeNumber(cell(.people))
                    members.append(JSON.Member("people", people.map(JSON.integer) ?? .bool(false)))
                }
                for column in [
                    RegisterColumn.title, .text, .case, .reference, .guests, .votes, .result,
                ] where !cell(column).isEmpty {
                    members.append(JSON.Member(column.rawValue, .string(cell(column))))
                }
                let json = JSON.object(members)
                let (facts, words): (EntryFacts, [JSON.Member])
                do throws(CaseActionError) {
                    (facts, words) = (try self.facts(json, at: place.id, table), try entryWords(json))
                } catch {
                    guard case .invalidRecord = error else { throw error }
                    errors += try faults(of: json, at: place.id, table).compactMap { fault in
                        sheetError(fault, row) { name in RegisterColumn(rawValue: name).map(cell) ?? "" }
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
                        row.number, content,
                        RecordDraft(
                            "recorded", .new(.entry, on: facts.on), by: actor, key: key,
                            facts: RecordFact.recorded(facts).json, words: words)
                    ))
            } catch {
                // A store that can't be read is no fault of the row's.
                let fault = sheetError(error, row) { name in RegisterColumn(rawValue: name).map(cell) ?? "" }
                guard let fault else { throw error }
                errors.append(fault)
            }
        }
        if !errors.isEmpty { throw .rows(errors) }
        var imported: [EnteredRow] = []
        var doubles: [JSON] = []
        for (station, rows) in drafts.sorted(by: { $0.key < $1.key }) {
            let commitments = try record(rows.map(\.draft), at: station)
            let entered = zip(rows, commitments).map { row, commitment in
                EnteredRow(
                    row: row.row, content: row.content, number: commitment.number, isNew: commitment.isNew)
            }
            imported += entered
            doubles += try self.doubles(among: entered, at: station)
        }
        imported.sort { $0.row < $1.row }
        return .members([
            "rows": .integer(imported.count), "new": .integer(imported.count(where: \.isNew)),
            "entries": .array(imported.map { .string($0.number.description) }),
            "unknown_columns": .array(header.unknown.map { .string($0) }),
            "doubles": .array(doubles.sorted { ($0["row"]?.integer ?? 0) < ($1["row"]?.integer ?? 0) }),
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
            try checkTerm(on, of: try deputies(json, at: station, on: on))
        }
        try check { () throws(CaseActionError) in _ = try people(json) }
        try check { () throws(CaseActionError) in _ = try cases(json) }
        try check { () throws(CaseActionError) in _ = try votes(json) }
        try check { () throws(CaseActionError) in _ = try entryWords(json) }
        return faults
    }

    /// `2026/3/5`, `2026.3.5` and `2026年3月5日` as ISO 8601 writes them; anything else as it is.
    private static func date(_ text: String) -> String {
        let parts = TypedText.folded(text).split { "/.-年月日 ".contains($0) }
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
                case "deputy", "deputy-then": .noDeputy
                case "case": .noCase
                case "people": .count
                case "votes": .votes
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
