import LiaisonClient
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// The world around a command: where it reads, writes and looks up what it wasn't told.
///
/// The process's own is ``process()``; tests put one together from memory.
package struct CommandContext: Sendable {
    /// Where data goes.
    package let standardOutput: Output
    /// Where talk goes.
    package let standardError: Output
    package let standardInput: Input
    /// The value of an environment variable; an empty one counts as absent.
    package let environment: @Sendable (String) -> String?
    package let clock: WallClock
    /// The sentences in the caller's language.
    package let wording: Wording
    /// The terminal's columns behind standard output, or nothing where it is none.
    package let width: Int?
    /// The words behind the program's name, for a program that this process may become.
    package let arguments: [String]
    /// What speaks https, or nothing in a program without TLS: `liaison` becomes `liaison-remote` for that.
    package let httpsTransport: (any Transport)?
    /// The commit that the program was built from, where that is known.
    package let commit: String?
    /// What was left out because it is damaged.
    let omissions = Omissions()

    /// A context of chosen parts.
    ///
    /// - Parameters:
    ///   - standardOutput: Where data goes.
    ///   - standardError: Where talk goes.
    ///   - standardInput: Where input comes from.
    ///   - environment: Environment variables; decides language and colour.
    ///   - clock: The time.
    ///   - width: The terminal's columns; nothing where there is none.
    ///   - arguments: The words behind the program's name.
    ///   - httpsTransport: What speaks https.
    ///   - commit: What the program was built from.
    package init(
        standardOutput: Output, standardError: Output, standardInput: Input,
        environment: @escaping @Sendable (String) -> String?, clock: WallClock, width: Int?,
        arguments: [String] = [], httpsTransport: (any Transport)? = nil, commit: String? = nil
    ) {
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.standardInput = standardInput
        self.environment = environment
        self.clock = clock
        self.width = width
        self.arguments = arguments
        self.httpsTransport = httpsTransport
        self.commit = commit
        wording = Assets.commands(Self.language(environment))
    }

    /// The language of the messages: Chinese under a zh locale, else English; the first of `LC_ALL`,
    /// `LC_MESSAGES` and `LANG` that is set decides, as POSIX says (XBD section 8.2).
    package var language: Language { wording.language }

    private static func language(_ environment: (String) -> String?) -> Language {
        let locale = environment("LC_ALL") ?? environment("LC_MESSAGES") ?? environment("LANG") ?? ""
        return locale.hasPrefix("zh") ? .chinese : .english
    }

    /// Whether the stream may carry colours: a terminal that isn't dumb, and `NO_COLOR` unset
    /// (no-color.org).
    package func usesColour(on output: Output) -> Bool {
        output.isTerminal && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
    }
}

extension CommandContext {
    /// Prints a line of data, or several; whatever stands in the text is made visible.
    ///
    /// - Parameters:
    ///   - text: The line, without its end.
    ///   - style: How it stands out where colours may.
    package func print(_ text: String, style: TerminalStyle? = nil) {
        emit(text, style, to: standardOutput)
    }

    /// Prints a table as data.
    package func print(_ table: TerminalTable) {
        for line in table.lines(width: width, usesColour: usesColour(on: standardOutput)) {
            standardOutput.write(Array("\(line)\n".utf8))
        }
    }

    /// Writes a table to a file that the caller named, as wide as it is and without colours; `-` is standard output.
    ///
    /// - Throws: Why the file can't be written.
    package func write(_ table: TerminalTable, file path: String) throws(CommandFailure) {
        if path == "-" { return print(table) }
        let lines = table.lines(width: nil, usesColour: false)
        try write(lines.flatMap { Array("\($0)\n".utf8) }, file: path)
    }

    /// Prints JSON as data, on several lines; characters that a terminal would obey are escaped.
    package func print(_ json: JSON) { standardOutput.write(TerminalText.json(json)) }

    /// Prints a sentence of the wording on standard error, such as progress or a warning.
    ///
    /// - Parameters:
    ///   - key: The key of the sentence.
    ///   - values: The values of its placeholders; whatever they hold is made visible.
    ///   - style: How it stands out where colours may.
    package func say(_ key: String, _ values: [String: String] = [:], style: TerminalStyle? = nil) {
        say(line: wording(key, values: values.mapValues(TerminalText.line)), style: style)
    }

    /// Prints a line, or several, on standard error.
    package func say(line: String, style: TerminalStyle? = nil) {
        // Both may be the same terminal: what was printed first must stand first.
        standardOutput.flush()
        emit(line, style, to: standardError)
        standardError.flush()
    }

    private func emit(_ text: String, _ style: TerminalStyle?, to output: Output) {
        let visible = TerminalText.block(text)
        let styled = usesColour(on: output) ? style?.apply(to: visible) ?? visible : visible
        output.write(Array("\(styled)\n".utf8))
    }
}
