import LiaisonSystem

extension CommandContext {
    /// Runs `body`, whose output goes through a pager where a person reads it on a terminal: `$PAGER`, else less or
    /// more, whichever is there.
    ///
    /// - Parameter body: Prints on the context that it is given.
    /// - Throws: When the pager can't be started.
    func paging(_ body: (CommandContext) -> Void) throws(CommandFailure) {
        guard standardOutput.isProcessOutput, standardOutput.isTerminal, environment("TERM") != "dumb",
            let pager = environment("PAGER")
                ?? ["less", "more"].first(where: { Environment.program($0) != nil })
        else { return body(self) }
        let collected = Output.memory(isTerminal: true)
        body(printing(on: collected))
        standardOutput.flush()
        // As git(1) has it: a short text stays on the screen, colours come through.
        let command = "LESS=${LESS-FRX} LV=${LV--c}; export LESS LV; \(pager)"
        do throws(SystemError) {
            let status = try ChildProcess.run(["/bin/sh", "-c", command], input: collected.contents)
            // sh(1) answers 126 and 127 for a program that it can't start: then the text is still to be shown.
            if [126, 127].contains(status) { standardOutput.write(collected.contents) }
        } catch {
            throw CommandFailure("cli.pager", ["command": pager], cause: error)
        }
    }

    /// The same context with another standard output.
    private func printing(on output: Output) -> CommandContext {
        CommandContext(
            standardOutput: output, standardError: standardError, standardInput: standardInput,
            environment: environment, clock: clock, width: width, arguments: arguments,
            httpsTransport: httpsTransport, commit: commit)
    }
}
