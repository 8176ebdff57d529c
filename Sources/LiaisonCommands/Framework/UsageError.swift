import LiaisonWording

/// Why the words given make no command.
package enum UsageError: Error, Equatable, Sendable {
    /// No command has that name; the nearest ones, best first.
    case unknownCommand(String, suggestions: [String])
    /// Options stand before the command's name.
    case optionBeforeCommand(String)
    /// No option of the command has that name; the nearest one.
    case unknownOption(String, suggestion: String?)
    /// An option that needs a value stands without one.
    case missingValue(option: String)
    /// A flag was given a value.
    case unexpectedValue(option: String)
    /// An option that may stand once stands twice.
    case repeatedOption(String)
    /// An option that must be given isn't.
    case missingOption(String)
    /// An argument that must be given isn't.
    case missingArgument(String)
    /// A word too many.
    case extraArgument(String)
    /// A value that isn't of its kind; `name` is the option or argument as help shows it.
    case badValue(name: String, value: String, problem: ValueProblem)
    /// Two options that exclude each other.
    case conflict(String, String)
    /// None of several options or arguments, one of which must be given.
    case noneOf([String])

    /// The sentence that says so.
    package func sentence(_ wording: Wording) -> String {
        switch self {
        case .unknownCommand(let name, let suggestions):
            let sentence = wording("cli.usage.unknown-command", ["name": name])
            return Self.hinting(sentence, suggestions.map { "liaison \($0)" }, wording)
        case .optionBeforeCommand(let name):
            return wording("cli.usage.option-before-command", ["name": name])
        case .unknownOption(let name, let suggestion):
            let sentence = wording("cli.usage.unknown-option", ["name": name])
            return Self.hinting(sentence, suggestion.map { [$0] } ?? [], wording)
        case .missingValue(let option): return wording("cli.usage.missing-value", ["name": option])
        case .unexpectedValue(let option): return wording("cli.usage.unexpected-value", ["name": option])
        case .repeatedOption(let name): return wording("cli.usage.repeated-option", ["name": name])
        case .missingOption(let name): return wording("cli.usage.missing-option", ["name": name])
        case .missingArgument(let name):
            return wording("cli.usage.missing-argument", ["name": Self.place(name, wording)])
        case .extraArgument(let word): return wording("cli.usage.extra-argument", ["word": word])
        case .badValue(let name, let value, let problem):
            let reason = wording(problem.key, values: problem.values)
            let place = Self.place(name, wording)
            return wording("cli.usage.bad-value", ["name": place, "value": value, "reason": reason])
        case .conflict(let first, let second):
            return wording("cli.usage.conflict", ["first": first, "second": second])
        case .noneOf(let names):
            return wording("cli.usage.none-of", ["names": Self.list(names, wording)])
        }
    }

    /// What an argument is called where people read it; an option is called as it is typed.
    private static func place(_ name: String, _ wording: Wording) -> String {
        name.hasPrefix("-") ? name : wording.sentence("cli.place.\(name.lowercased())") ?? name
    }

    private static func hinting(_ sentence: String, _ names: [String], _ wording: Wording) -> String {
        if names.isEmpty { return sentence }
        return wording("cli.usage.did-you-mean", ["sentence": sentence, "names": list(names, wording)])
    }

    private static func list(_ names: [String], _ wording: Wording) -> String {
        names.dropFirst().reduce(names.first ?? "") { wording("cli.list.or", ["first": $0, "second": $1]) }
    }
}
