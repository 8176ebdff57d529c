import CLinux
import Glibc
import LiaisonClient
import LiaisonSystem

extension CommandContext {
    /// The context of the running process.
    package static func process(
        arguments: [String], commit: String?, httpsTransport: (any Transport)? = nil
    ) -> CommandContext {
        let output = Output.descriptor(1)
        return CommandContext(
            standardOutput: output, standardError: .descriptor(2), standardInput: .process,
            environment: { Environment.value($0) }, clock: .system,
            width: output.isTerminal ? terminalColumns() : nil, arguments: arguments,
            httpsTransport: httpsTransport, commit: commit)
    }

    private static func terminalColumns() -> Int {
        let columns = Int(clinux_terminal_columns(1))
        return columns > 0 ? columns : Environment.value("COLUMNS").flatMap(Int.init) ?? 80
    }
}
