/// The `--name value` pairs of a benchmark's command line.
struct Options {
    private var values: [String: String] = [:]

    /// - Throws: ``UsageError`` for anything but pairs.
    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), let value = rest.popFirst() else {
                throw UsageError(text: "what is \(name)?")
            }
            values[String(name.dropFirst(2))] = value
        }
    }

    /// The value of an option that must be given.
    func text(_ name: String) throws(UsageError) -> String {
        guard let value = values[name] else { throw UsageError(text: "--\(name) is missing") }
        return value
    }

    /// A whole number; one without a default must be given.
    func number(_ name: String, else standard: Int?) throws(UsageError) -> Int {
        if let standard, values[name] == nil { return standard }
        guard let number = Int(try text(name)), number > 0 else {
            throw UsageError(text: "--\(name) needs a whole number above 0")
        }
        return number
    }
}

/// A command line that can't be followed.
struct UsageError: Error {
    let text: String
}
