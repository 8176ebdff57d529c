/// One command of the command line, such as `liaison roster import`.
///
/// A command is one file: its description (from which usage, help, completions and the manual are made), an
/// initialiser that turns words into validated values, and the deed. Its sentences stand in
/// `assets/wording/commands.*.txt` under `help.<path joined by hyphens>.…`, see ``CommandDescription``; it is
/// registered by one line in ``CommandCatalog``. ``CompletionsCommand`` is a short one to start from.
package protocol Command: Sendable {
    /// Its name, arguments and options.
    static var description: CommandDescription { get }

    /// Takes the values that it needs out of words that already fit ``description``.
    ///
    /// - Throws: What is wrong with a value: exit status 2.
    init(arguments: ParsedArguments) throws(UsageError)

    /// Does what it is for: data on the context's standard output, talk on its standard error.
    ///
    /// - Parameter context: The world around the command; nothing else is touched, so that tests choose it.
    /// - Returns: The exit status; ``ExitCode/partly`` where some of many things failed and were named.
    /// - Throws: What stopped it, with a remedy.
    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode
}
