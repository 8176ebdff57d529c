import Glibc
import LiaisonClient
import LiaisonSystem
import LiaisonText

/// Runs the command line of this process.
///
/// - Parameters:
///   - commit: What the program was built from, where that is known.
///   - httpsTransport: What speaks https, in a program that has it.
/// - Returns: The exit status.
package func runLiaison(commit: String?, httpsTransport: (any Transport)? = nil) -> Int32 {
    // A reader that goes away is an error of write(2), not the end of a command that may be half done.
    signal(SIGPIPE, SIG_IGN)
    // Messages and secrets are nobody's but the owner's and the group's, whatever the shell's umask is.
    ProcessLimits.restrictNewFiles()
    let context = CommandContext.process(
        arguments: Array(ProcessArguments.all.dropFirst()), commit: commit, httpsTransport: httpsTransport)
    return runLiaison(in: context).rawValue
}

/// Runs one command line in a context.
///
/// - Parameter context: The world around the command, its words among it.
/// - Returns: The exit status; everything is printed and flushed.
package func runLiaison(in context: CommandContext) -> ExitCode {
    var exitCode = ExitCode.done
    var found: Invocation = .overview
    do throws(UsageError) {
        found = try Invocation(CommandCatalog.canonical(context.arguments))
        exitCode = try found.run(context)
    } catch {
        context.complain(error, usage: found)
        exitCode = .usage
    }
    context.standardOutput.flush()
    if let failure = context.standardOutput.failure, failure.code != .brokenPipe {
        context.complain(CommandFailure("cli.output", cause: failure))
        exitCode = .failed
    }
    return exitCode
}

/// What a command line asks for.
private enum Invocation {
    case overview
    case version
    case help([String])
    case incomplete([String])
    case command(any Command.Type, ArraySlice<String>)

    init(_ words: [String]) throws(UsageError) {
        let asksForHelp = words.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
        guard let first = words.first else {
            self = .incomplete([])
            return
        }
        if first == "--version" {
            self = .version
        } else if first == "help" {
            let path = words.dropFirst().filter { !$0.hasPrefix("-") }
            self = .help(try Self.path(of: path[...]))
        } else if first.hasPrefix("-") {
            guard asksForHelp else { throw .optionBeforeCommand(first) }
            self = .overview
        } else {
            let path = try Self.path(of: words[...])
            if asksForHelp {
                self = .help(path)
            } else if let command = CommandCatalog.command(at: path) {
                self = .command(command, words.dropFirst(path.count))
            } else {
                self = .incomplete(path)
            }
        }
    }

    /// The command or group that the first words name.
    private static func path(of words: ArraySlice<String>) throws(UsageError) -> [String] {
        var path: [String] = []
        for word in words {
            if CommandCatalog.command(at: path) != nil { break }
            let longer = path + [word]
            if CommandCatalog.command(at: longer) == nil && CommandCatalog.group(longer).isEmpty {
                if word.hasPrefix("-") && !path.isEmpty { break }
                throw unknown(word, in: path)
            }
            path = longer
        }
        return path
    }

    private static func unknown(_ word: String, in group: [String]) -> UsageError {
        let candidates = CommandCatalog.group(group)
        let nextWords = Set(candidates.map { $0.path[group.count] })
        var suggestions = Suggestions.near(word, among: nextWords.sorted()).map { group + [$0] }
        // `liaison import` for `liaison roster import`.
        if suggestions.isEmpty {
            suggestions = CommandCatalog.commands.map { $0.description.path }.filter { $0.last == word }
        }
        let name = (group + [word]).joined(separator: " ")
        return .unknownCommand(name, suggestions: suggestions.map { $0.joined(separator: " ") })
    }

    func run(_ context: CommandContext) throws(UsageError) -> ExitCode {
        let page = HelpPage(context)
        switch self {
        case .overview: page.overview().forEach { context.print($0.text, style: $0.style) }
        case .version: context.print(Version.line(context))
        case .help(let path): page.lines(for: path).forEach { context.print($0.text, style: $0.style) }
        case .incomplete(let path):
            page.lines(for: path).forEach { context.say(line: $0.text, style: $0.style) }
            return .usage
        case .command(let type, let words):
            let arguments = try ArgumentParser.parse(words, for: type.description)
            let command = try type.init(arguments: arguments)
            do throws(CommandFailure) {
                return try command.run(context)
            } catch {
                context.complain(error)
                return error.exitCode
            }
        }
        return .done
    }

    /// The words that ask for the help that fits.
    var helpWords: String {
        switch self {
        case .command(let type, _): "liaison \(type.description.name) --help"
        default: "liaison --help"
        }
    }
}

extension CommandContext {
    /// Prints a failure and its remedy on standard error.
    package func complain(_ failure: CommandFailure) {
        var values = failure.values.mapValues(TerminalText.line)
        if let lines = failure.values["detail"]?.split(separator: "\n"), lines.count > 1 {
            // As of a table: each row that is wrong on a line of its own.
            values["detail"] = lines.map { "\n\(TerminalText.line(String($0)))" }.joined()
        }
        let visible = CommandFailure(
            failure.key, values, remedy: failure.remedy, cause: failure.cause, doubt: failure.doubt)
        let sentence = visible.sentence(wording).replacing(" \n", with: "\n")
        say(line: "liaison: \(sentence)", style: .red)
        if let doubt = visible.doubtSentence(wording) { say(line: doubt) }
        if let remedy = visible.remedySentence(wording) { say(line: remedy) }
    }

    fileprivate func complain(_ error: UsageError, usage: Invocation) {
        say(line: "liaison: \(TerminalText.line(error.sentence(wording)))", style: .red)
        say("cli.usage.see-help", ["command": usage.helpWords])
    }
}
