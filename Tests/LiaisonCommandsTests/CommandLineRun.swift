import LiaisonClient
import LiaisonCommands
import LiaisonSystem

/// One command line run in memory, and what it printed.
struct CommandLineRun {
    let exitCode: ExitCode
    let output: String
    let errors: String

    /// Runs the words behind `liaison`, written as in a shell but without quotes.
    init(
        _ line: String, input: Input = .bytes([]), environment: [String: String] = [:],
        terminal: Bool = false, width: Int? = nil
    ) {
        self.init(
            line.split(separator: " ").map(String.init), input: input, environment: environment,
            terminal: terminal, width: width)
    }

    /// Runs the words behind `liaison`.
    init(
        _ arguments: [String], input: Input = .bytes([]), environment: [String: String] = [:],
        terminal: Bool = false, width: Int? = nil, transport: (any Transport)? = nil,
        commit: String? = nil
    ) {
        let (output, errors) = (Output.memory(isTerminal: terminal), Output.memory(isTerminal: terminal))
        let context = CommandContext(
            standardOutput: output, standardError: errors, standardInput: input,
            environment: { environment[$0] }, clock: .fixed(Timestamp(milliseconds: 1_766_556_309_123)),
            width: width, arguments: arguments, httpsTransport: transport, commit: commit)
        exitCode = runLiaison(in: context)
        self.output = String(decoding: output.contents, as: UTF8.self)
        self.errors = String(decoding: errors.contents, as: UTF8.self)
    }
}
