import LiaisonCodes
import Glibc
import LiaisonDesk
import LiaisonMail
import LiaisonSystem
import LiaisonText

/// A text on its way: a file that only its writer can read, kept until the text has been sent.
struct Draft {
    let path: String

    /// What parts the text from what is shown for reading; everything below it is left out.
    private static let cut = "# ------ 8< ------"

    /// An empty draft under the user's state directory (XDG Base Directory), or in /tmp where there is no home.
    init(named name: String, _ context: CommandContext) throws(CommandFailure) {
        let home = context.environment("HOME").map { "\($0)/.local/state" }
        let state = context.environment("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home
        let directory = state.map { "\($0)/liaison/drafts" } ?? "/tmp"
        path = "\(directory)/\(name)-\(RandomBytes.hex(count: 3)).txt"
        do throws(SystemError) {
            if state != nil { try Files.makeDirectory(directory, mode: 0o700) }
            try Files.create(path, with: [], mode: 0o600)
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
        }
    }

    /// Lets the user write, with the case below for reading.
    ///
    /// - Parameters:
    ///   - context: The editor: `VISUAL`, else `EDITOR`, else vi.
    ///   - about: The case.
    /// - Returns: What was written.
    /// - Throws: When there is no editor, or it failed: the draft stays then.
    func edit(_ context: CommandContext, about: CaseDetail?) throws(CommandFailure) -> String {
        try save("\n\n\(Self.cut) \(context.wording["text.cut"])\n\(Self.reading(about, context))")
        let editor = context.environment("VISUAL") ?? context.environment("EDITOR") ?? "vi"
        let status: Int32
        do throws(SystemError) {
            // The editor's words may hold options of its own, as git(1) and crontab(1) take them.
            status = try ChildProcess.run(["/bin/sh", "-c", "\(editor) \"$1\"", "sh", path])
        } catch {
            throw CommandFailure(error)
        }
        guard status == 0 else {
            throw CommandFailure(
                "text.editor", ["editor": editor, "path": path], remedy: "text.editor.remedy")
        }
        let text = try TextSource.decoded(try context.read(file: path, limit: TextSource.limit))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.prefix { !$0.hasPrefix(Self.cut) }.joined(separator: "\n")
    }

    /// Puts the text alone into the file.
    func save(_ text: String) throws(CommandFailure) {
        do throws(SystemError) {
            try Files.replace(path, with: Array("\(text)\n".utf8), mode: 0o600)
        } catch {
            throw CommandFailure("cli.file.unwritable", ["path": path], cause: error)
        }
    }

    /// Removes the file.
    func remove() throws(CommandFailure) {
        do throws(SystemError) {
            try retryingOnInterrupt("unlink", path) { unlink(path) }
        } catch {
            throw CommandFailure(error)
        }
    }

    /// What was said so far, each line behind a mark.
    private static func reading(_ about: CaseDetail?, _ context: CommandContext) -> String {
        guard let about else { return "" }
        var lines = [about.summary.number.description]
        for event in about.events {
            let by = context.wording.author(event.author)
            lines += ["", "\(CaseWords.moment(event.at)) \(by) \(event.kind.name(context.language))"]
            lines += (event.text ?? "").split(separator: "\n").map(String.init)
        }
        return lines.map { "# \(TerminalText.line($0))\n" }.joined()
    }
}
