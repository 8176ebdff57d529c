import Synchronization

/// A bar on standard error that fills while many files are written; nothing where that is no terminal.
final class ProgressBar: Sendable {
    private let output: Output
    private let total: Int
    private let shown = Mutex(-1)

    init(total: Int, _ context: CommandContext) {
        output = context.standardError
        self.total = context.standardError.isTerminal && context.environment("TERM") != "dumb" ? total : 0
    }

    /// Shows how many are done; drawn only when the percentage changes.
    func show(_ done: Int) {
        guard total > 0 else { return }
        let percent = done * 100 / total
        let isNew = shown.withLock { shown in
            if percent <= shown { return false }
            shown = percent
            return true
        }
        guard isNew else { return }
        let filled = String(repeating: "#", count: percent / 4)
        let rest = String(repeating: ".", count: 25 - percent / 4)
        output.write(Array("\r[\(filled)\(rest)] \(done)/\(total)".utf8))
        output.flush()
    }

    /// Clears the line.
    func finish() {
        guard total > 0 else { return }
        output.write(Array("\r\u{1B}[K".utf8))
        output.flush()
    }
}
