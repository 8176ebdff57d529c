import LiaisonClient
import LiaisonCommands
import LiaisonSystem

/// One command line run in memory, and what it printed.
struct CommandLineRun {
    let exitCode: ExitCode
    let output: String
    let errors: String

    /// When commands run unless a test says otherwise: 2025-12-24 in Beijing.
    static let moment = Timestamp(milliseconds: 1_766_556_309_123)

    /// Runs the words behind `liaison`, written as in a shell but without quotes.
    init(
        _ line: String, input: Input = .bytes([]), environment: [String: String] = [:],
        terminal: Bool = false, width: Int? = nil, at moment: Timestamp = CommandLineRun.moment
    ) {
        self.init(
            line.split(separator: " ").map(String.init), input: input, environment: environment,
            terminal: terminal, width: width, at: moment)
    }

    /// Runs the words behind `liaison`.
    init(
        _ arguments: [String], input: Input = .bytes([]), environment: [String: String] = [:],
        terminal: Bool = false, width: Int? = nil, transport: (any Transport)? = nil,
        commit: String? = nil, at moment: Timestamp = CommandLineRun.moment
    ) {
        let (output, errors) = (Output.memory(isTerminal: terminal), Output.memory(isTerminal: terminal))
        let context = CommandContext(
            standardOutput: output, standardError: errors, standardInput: input,
            environment: { environment[$0] }, clock: .fixed(moment),
            width: width, arguments: arguments, httpsTransport: transport, commit: commit)
        exitCode = runLiaison(in: context)
        self.output = String(decoding: output.contents, as: UTF8.self)
        self.errors = String(decoding: errors.contents, as: UTF8.self)
    }
}
