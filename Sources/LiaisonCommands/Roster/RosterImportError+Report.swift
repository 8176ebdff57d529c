import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonText
import LiaisonWording

extension CommandContext {
    /// Says everything that keeps files from being imported.
    ///
    /// - Parameter error: What is wrong.
    /// - Returns: The failure to end with, which counts it.
    func report(_ error: RosterImportError) -> CommandFailure {
        for file in error.files {
            say(line: file.sentence(wording), style: .red)
        }
        for row in error.rows { say(line: row.sentence(wording)) }
        let isAboutRows = error.files.isEmpty
        return CommandFailure(
            isAboutRows ? "roster.import.bad-rows" : "roster.import.bad-files",
            ["rows": "\(error.rows.count)", "files": "\(error.files.count)"],
            remedy: isAboutRows ? "roster.import.bad-rows.remedy" : nil)
    }

    /// Says what is to be known of files that can be imported.
    func report(warningsOf imported: RosterImport) {
        for warning in imported.warnings {
            switch warning {
            case .unknownColumn(let file, let header):
                say("roster.warning.column", ["file": file, "column": header], style: .yellow)
            case .identityNumber(let place, let column):
                say(
                    "roster.warning.identity-number",
                    ["file": place.file, "row": "\(place.row)", "column": column], style: .yellow)
            }
        }
        reportReceptionDays(of: imported.stations ?? [])
    }

    /// Says which words about reception days give no dates: each once, with the first station that has them.
    private func reportReceptionDays(of stations: [ImportedStation]) {
        var told: Set<String> = []
        for station in stations {
            for text in ReceptionPlan(parsing: station.cells[.reception] ?? "").unread
            where told.insert(text).inserted {
                say(
                    "roster.warning.reception",
                    [
                        "file": station.place.file, "row": "\(station.place.row)", "station": "\(station.id)",
                        "text": text, "examples": ReceptionPlan.examples,
                    ], style: .yellow)
            }
        }
    }
}

extension RowError {
    /// Where, what, and what to do, on one line.
    func sentence(_ wording: Wording) -> String {
        var values = problem.values
        values["file"] = place.file
        values["row"] = "\(place.row)"
        values["column"] = column ?? ""
        values["value"] = value
        values = values.mapValues(TerminalText.line)
        values["problem"] = wording("roster.problem.\(problem.key)", values: values)
        if let near = values["near"], !near.isEmpty {
            values["problem"] = wording("roster.problem.near", values: values)
        }
        return wording(column == nil ? "roster.row" : "roster.cell", values: values)
    }
}

extension RowProblem {
    /// The end of the key of its sentence.
    fileprivate var key: String {
        switch self {
        case .missing: "missing"
        case .fieldCount: "field-count"
        case .tooLong: "too-long"
        case .controlCharacter: "control-character"
        case .scientificNotation: "scientific-notation"
        case .badLevel: "bad-level"
        case .badFlag: "bad-flag"
        case .badStationID: "bad-station"
        case .unknownStation: "unknown-station"
        case .unknownParent: "unknown-parent"
        case .parentCycle: "parent-cycle"
        case .duplicateStation: "duplicate-station"
        case .duplicateID: "duplicate-number"
        case .duplicateDeputy: "duplicate-deputy"
        case .ambiguousDeputy: "ambiguous-deputy"
        }
    }

    /// The values of its sentence's placeholders.
    fileprivate var values: [String: String] {
        switch self {
        case .missing, .scientificNotation, .badStationID, .badFlag: [:]
        case .badLevel: ["levels": Level.allCases.map(\.symbol).joined(separator: " ")]
        case .fieldCount(let found, let expected): ["found": "\(found)", "expected": "\(expected)"]
        case .tooLong(let limit): ["limit": "\(limit)"]
        case .controlCharacter(let scalar):
            ["character": "U+" + String(scalar.value, radix: 16, uppercase: true)]
        case .unknownStation(let near), .unknownParent(let near):
            ["near": near.map(\.description).joined(separator: ", ")]
        case .parentCycle(let chain): ["chain": chain.map(\.description).joined(separator: " → ")]
        case .duplicateStation(let first), .duplicateID(let first), .duplicateDeputy(let first):
            ["firstFile": first.file, "firstRow": "\(first.row)"]
        case .ambiguousDeputy(let count): ["count": "\(count)"]
        }
    }
}
