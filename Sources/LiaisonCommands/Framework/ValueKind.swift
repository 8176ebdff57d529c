import LiaisonCodes
import LiaisonSystem

/// Why a word is no value of its kind: a sentence by its key.
package struct ValueProblem: Error, Equatable, Sendable {
    package let key: String
    package let values: [String: String]

    package init(_ key: String, _ values: [String: String] = [:]) {
        self.key = key
        self.values = values
    }
}

/// How a word of the command line becomes a value.
package struct ValueKind<Value: Sendable>: Sendable {
    /// Reads one word.
    package let read: @Sendable (String) throws(ValueProblem) -> Value

    package init(_ read: @escaping @Sendable (String) throws(ValueProblem) -> Value) { self.read = read }
}

extension ValueKind where Value == Int {
    /// A whole number in a range.
    package static func integer(in range: ClosedRange<Int>) -> ValueKind<Int> {
        ValueKind { text throws(ValueProblem) in
            guard let value = Int(text), range.contains(value) else {
                throw ValueProblem(
                    "cli.value.integer", ["low": "\(range.lowerBound)", "high": "\(range.upperBound)"])
            }
            return value
        }
    }
}

extension ValueKind where Value == CivilDate {
    /// A date as `2025-12-24`.
    package static let date = ValueKind { text throws(ValueProblem) in
        guard let date = CivilDate(iso8601: text.utf8) else { throw ValueProblem("cli.value.date") }
        return date
    }
}

extension ValueKind where Value == Code {
    /// A deputy's or station's code.
    package static let code = ValueKind { text throws(ValueProblem) in
        do throws(CodeError) { return try Code(parsing: text) } catch { throw ValueProblem(error) }
    }
}

extension ValueKind where Value == CaseNumber {
    /// A case number as people type it, or a receipt's address.
    package static let caseNumber = ValueKind { text throws(ValueProblem) in
        do throws(CodeError) { return try TypedCaseNumber(parsing: text).number } catch {
            throw ValueProblem(error)
        }
    }
}

extension ValueProblem {
    /// What a code or case number lacks.
    package init(_ error: CodeError) {
        switch error {
        case .wrongLength(let found, let expected):
            self.init("cli.value.length", ["found": "\(found)", "expected": "\(expected)"])
        case .badCharacter(let character): self.init("cli.value.character", ["character": character])
        case .wrongCheck: self.init("cli.value.check")
        }
    }
}
