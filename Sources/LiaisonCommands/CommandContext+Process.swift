import CLinux
import Glibc
import LiaisonSystem

extension CommandContext {
    /// The context of the running process.
    package static func process() -> CommandContext {
        let output = Output.descriptor(1)
        return CommandContext(
            standardOutput: output, standardError: .descriptor(2), standardInput: .process,
            environment: { Environment.value($0) }, clock: .system,
            width: output.isTerminal ? terminalColumns() : nil)
    }

    private static func terminalColumns() -> Int {
        let columns = Int(clinux_terminal_columns(1))
        return columns > 0 ? columns : Environment.value("COLUMNS").flatMap(Int.init) ?? 80
    }
}
