import LiaisonText

/// Sorts the words behind a command's name into its options and arguments.
///
/// `--name value` and `--name=value` are the same; `--` ends the options; `-` is an ordinary word. A value
/// that starts with two dashes must be written `--name=--value`, so that a forgotten value never swallows
/// the option behind it.
struct ArgumentParser {
    private let command: CommandDescription
    private var options: [String: [String]] = [:]
    private var words: [String] = []

    /// Reads the words behind the command's name.
    ///
    /// - Parameters:
    ///   - words: The words, without `liaison` and the command's name.
    ///   - command: The command.
    /// - Returns: The sorted words; all required ones are there.
    /// - Throws: The first mistake.
    static func parse(
        _ words: some Collection<String>, for command: CommandDescription
    ) throws(UsageError) -> ParsedArguments {
        var parser = ArgumentParser(command: command)
        try parser.sort(words)
        let arguments = try parser.namedArguments()
        for option in command.options where option.isRequired && parser.options[option.name] == nil {
            throw .missingOption("--\(option.name)")
        }
        return ParsedArguments(command, options: parser.options, arguments: arguments)
    }

    private init(command: CommandDescription) { self.command = command }

    private mutating func sort(_ given: some Collection<String>) throws(UsageError) {
        var rest = given[...]
        while let word = rest.popFirst() {
            if word == "--" {
                words += rest
                return
            }
            guard word.hasPrefix("-"), word != "-" else {
                words.append(word)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let typed = String(parts[0])
            guard typed.hasPrefix("--"), let option = command.option(String(typed.dropFirst(2))) else {
                let names = (command.options + [.help]).map { "--\($0.name)" }
                throw .unknownOption(typed, suggestion: Suggestions.near(typed, among: names).first)
            }
            if option.placeholder == nil {
                if parts.count == 2 { throw .unexpectedValue(option: typed) }
                try add("", to: option)
            } else if parts.count == 2 {
                try add(String(parts[1]), to: option)
            } else if let value = rest.first, !value.hasPrefix("--") {
                rest.removeFirst()
                try add(value, to: option)
            } else {
                throw .missingValue(option: option.typed)
            }
        }
    }

    private mutating func add(_ value: String, to option: OptionDescription) throws(UsageError) {
        if !option.isRepeatable && options[option.name] != nil { throw .repeatedOption("--\(option.name)") }
        let value = option.synonyms[value] ?? value
        try check(value, choices: option.choices, name: "--\(option.name)")
        options[option.name, default: []].append(value)
    }

    private func namedArguments() throws(UsageError) -> [String: [String]] {
        var named: [String: [String]] = [:]
        var rest = words[...]
        for argument in command.arguments {
            let taken = argument.isRepeatable ? rest : rest.prefix(1)
            if taken.isEmpty && argument.isRequired { throw .missingArgument(argument.name) }
            for word in taken { try check(word, choices: argument.choices, name: argument.name) }
            named[argument.name] = Array(taken)
            rest = rest.dropFirst(taken.count)
        }
        if let extra = rest.first { throw .extraArgument(extra) }
        return named
    }

    private func check(_ value: String, choices: [String], name: String) throws(UsageError) {
        if choices.isEmpty || choices.contains(value) { return }
        let problem = ValueProblem("cli.value.choice", ["choices": choices.joined(separator: ", ")])
        throw .badValue(name: name, value: value, problem: problem)
    }
}
