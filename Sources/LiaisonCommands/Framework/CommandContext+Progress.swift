extension CommandContext {
    /// Draws a line of progress over the one before, on a terminal that can.
    func drawProgress(_ line: String) {
        guard drawsProgress else { return }
        standardError.write(Array("\r\(line)\u{1B}[K".utf8))
        standardError.flush()
    }

    /// Clears the line of progress for whatever is said next.
    func eraseProgress() {
        guard drawsProgress else { return }
        standardError.write(Array("\r\u{1B}[K".utf8))
        standardError.flush()
    }

    private var drawsProgress: Bool { standardError.isTerminal && environment("TERM") != "dumb" }
}
