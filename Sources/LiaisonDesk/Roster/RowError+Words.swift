import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonText
import LiaisonWording

extension RowError {
    /// Where, what, and what to do, on one line.
    package func sentence(_ words: Wording) -> String {
        var values = problem.values
        values["file"] = place.file
        values["row"] = "\(place.row)"
        values["column"] = column ?? ""
        values["value"] = value
        values = values.mapValues(TerminalText.line)
        values["problem"] = words("roster.problem.\(problem.key)", values: values)
        if let near = values["near"], !near.isEmpty {
            values["problem"] = words("roster.problem.near", values: values)
        }
        return words(column == nil ? "roster.row" : "roster.cell", values: values)
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
        case .similarStation: "similar-station"
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
        case .similarStation(let other): ["other": "\(other)"]
        case .ambiguousDeputy(let count): ["count": "\(count)"]
        }
    }
}

extension RosterImport {
    /// What is to be known of files that can be imported: columns that are left out, numbers that shouldn't be there, words
    /// about reception days that give no dates, each once, with the first station that has them.
    package func warnings(_ words: Wording) -> [String] {
        var sentences = warnings.map { $0.sentence(words) }
        var told: Set<String> = []
        for station in stations ?? [] {
            for text in ReceptionPlan(parsing: station.cells[.reception] ?? "").unread
            where told.insert(text).inserted {
                sentences.append(
                    words(
                        "roster.warning.reception",
                        [
                            "file": TerminalText.line(station.place.file), "row": "\(station.place.row)",
                            "station": "\(station.id)", "text": TerminalText.line(text),
                            "examples": ReceptionPlan.examples,
                        ]))
            }
        }
        return sentences
    }
}

extension RosterWarning {
    fileprivate func sentence(_ words: Wording) -> String {
        switch self {
        case .unknownColumn(let file, let header):
            words(
                "roster.warning.column",
                ["file": TerminalText.line(file), "column": TerminalText.line(header)])
        case .identityNumber(let place, let column):
            words(
                "roster.warning.identity-number",
                [
                    "file": TerminalText.line(place.file), "row": "\(place.row)",
                    "column": TerminalText.line(column),
                ])
        }
    }
}
