/// The words of a command line, sorted into the options and arguments of one command.
///
/// Every name asked for must be in the command's description: another one is a mistake in the code, which
/// stops the program.
package struct ParsedArguments: Sendable {
    private let command: CommandDescription
    private let options: [String: [String]]
    private let positional: [String: [String]]

    init(_ command: CommandDescription, options: [String: [String]], arguments: [String: [String]]) {
        self.command = command
        self.options = options
        self.positional = arguments
    }

    /// Whether the flag or option was given.
    package func has(_ option: String) -> Bool {
        precondition(command.option(option) != nil, "\(command.name) describes no --\(option)")
        return options[option] != nil
    }

    /// The option's value, if given.
    package func value(_ option: String) -> String? { values(option).first }

    /// All values of a repeatable option, in order.
    package func values(_ option: String) -> [String] { has(option) ? options[option] ?? [] : [] }

    /// The option's value read as a kind, if given.
    package func value<Value>(_ option: String, _ kind: ValueKind<Value>) throws(UsageError) -> Value? {
        guard let text = value(option) else { return nil }
        return try read(text, kind, name: "--\(option)")
    }

    /// All values of a repeatable option, each read as a kind.
    package func values<Value>(_ option: String, _ kind: ValueKind<Value>) throws(UsageError) -> [Value] {
        var result: [Value] = []
        for text in values(option) { result.append(try read(text, kind, name: "--\(option)")) }
        return result
    }

    /// The argument's word, if given.
    package func argument(_ name: String) -> String? { arguments(name).first }

    /// All words of a repeatable argument, in order.
    package func arguments(_ name: String) -> [String] {
        precondition(command.arguments.contains { $0.name == name }, "\(command.name) describes no \(name)")
        return positional[name] ?? []
    }

    /// The argument's word read as a kind, if given.
    package func argument<Value>(_ name: String, _ kind: ValueKind<Value>) throws(UsageError) -> Value? {
        guard let text = argument(name) else { return nil }
        return try read(text, kind, name: name)
    }

    /// The word of an argument that must be there.
    package func required(_ name: String) throws(UsageError) -> String {
        guard let text = argument(name) else { throw .missingArgument(name) }
        return text
    }

    /// The word of an argument that must be there, read as a kind.
    package func required<Value>(_ name: String, _ kind: ValueKind<Value>) throws(UsageError) -> Value {
        try read(try required(name), kind, name: name)
    }

    /// All words of a repeatable argument, each read as a kind.
    package func arguments<Value>(_ name: String, _ kind: ValueKind<Value>) throws(UsageError) -> [Value] {
        var values: [Value] = []
        for text in arguments(name) { values.append(try read(text, kind, name: name)) }
        return values
    }

    /// Refuses two options together.
    package func refuse(_ first: String, with second: String) throws(UsageError) {
        if has(first) && has(second) { throw .conflict("--\(first)", "--\(second)") }
    }

    private func read<Value>(
        _ text: String, _ kind: ValueKind<Value>, name: String
    ) throws(UsageError) -> Value {
        do throws(ValueProblem) {
            return try kind.read(text)
        } catch {
            throw .badValue(name: name, value: text, problem: error)
        }
    }
}
