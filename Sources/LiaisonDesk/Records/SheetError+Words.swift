import LiaisonRecords
import LiaisonWording

extension SheetError {
    /// Row, column, value and remedy, in one sentence.
    package func sentence(_ words: Wording) -> String {
        words(
            "sheet.error",
            [
                "row": "\(row)",
                "column": words.sentence("sheet.column.\(column == "yearly_cap" ? "cap" : column)") ?? column,
                "value": value,
                "remedy": remedy(words),
            ])
    }

    private func remedy(_ words: Wording) -> String {
        let separator = words.language == .chinese ? "、" : ", "
        switch problem {
        case .choice(let choices):
            return words("sheet.choice", ["choices": choices.joined(separator: separator)])
        case .noDuty(let known): return words("sheet.no-duty", ["known": known.joined(separator: separator)])
        case .beforeTerm(let since): return words("sheet.before-term", ["since": since])
        case .tooLong(let limit): return words("sheet.too-long", ["limit": "\(limit)"])
        default: return words("sheet.\(problem.word)")
        }
    }
}

extension SheetError.Problem {
    /// The word that programs know it by.
    package var word: String {
        switch self {
        case .header: "header"
        case .missing: "missing"
        case .key: "key"
        case .twice: "twice"
        case .columnTwice: "column-twice"
        case .number: "number"
        case .date: "date"
        case .order: "order"
        case .choice: "choice"
        case .count: "count"
        case .votes: "votes"
        case .future: "future"
        case .tooOld: "too-old"
        case .beforeTerm: "before-term"
        case .noDuty: "no-duty"
        case .counted: "counted"
        case .noStation: "no-station"
        case .noDeputy: "no-deputy"
        case .noCase: "no-case"
        case .tooLong: "too-long"
        }
    }
}
