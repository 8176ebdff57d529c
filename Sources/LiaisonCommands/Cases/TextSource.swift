import LiaisonCodes
import LiaisonDesk
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// Where a command takes the words that a citizen will read: `--text`, `--file`, standard input where that is no
/// terminal, else an editor.
struct TextSource {
    /// The options that say so.
    static let options: [OptionDescription] = [.text, .file]
    /// The argument that a note may be instead.
    static let argument = ArgumentDescription("TEXT", isRequired: false)

    /// Whether there may be no words at all.
    private let isOptional: Bool
    /// Whether standard input or an editor gives the words where no option does.
    private var readsInput = true
    private let text: String?
    private let file: String?

    /// The most bytes of a text.
    static let limit = 1 << 20

    init(arguments: ParsedArguments, isOptional: Bool = false) throws(UsageError) {
        try arguments.refuse("text", with: "file")
        text = arguments.value("text")
        file = arguments.value("file")
        self.isOptional = isOptional
    }

    /// A note that may be left out: nobody is asked for it.
    init(note arguments: ParsedArguments) throws(UsageError) {
        let typed = arguments.argument("TEXT")
        if typed != nil {
            for option in ["text", "file"] where arguments.has(option) {
                throw .conflict("TEXT", "--\(option)")
            }
        }
        try arguments.refuse("text", with: "file")
        text = typed ?? arguments.value("text")
        file = arguments.value("file")
        (isOptional, readsInput) = (true, false)
    }

    /// Reads the words.
    ///
    /// - Parameters:
    ///   - context: Where standard input and the editor come from.
    ///   - name: Names the draft that an editor works on.
    ///   - about: The case, which the editor shows below the line; nothing for a new one.
    /// - Returns: The words, and the draft that holds them.
    /// - Throws: Why there are none.
    func read(
        _ context: CommandContext, named name: String,
        about: () throws(CommandFailure) -> CaseDetail? = { () throws(CommandFailure) in nil }
    ) throws(CommandFailure) -> WrittenText {
        var written: WrittenText
        if let text {
            written = WrittenText(text: text, origin: .commandLine)
        } else if let file, file != "-" {
            written = WrittenText(
                text: try Self.decoded(try context.read(file: file, limit: Self.limit)), origin: .file)
        } else if file == nil, !readsInput {
            written = WrittenText(text: nil, origin: .commandLine)
        } else if file == "-" || !context.standardInput.isTerminal {
            let text = try Self.decoded(try context.read(file: "-", limit: Self.limit))
            let lines = text.split(whereSeparator: \.isNewline)
                .count { line in line.contains { !$0.isWhitespace } }
            if Self.isListOfCases(text) {
                throw CommandFailure(
                    "text.only-cases", ["lines": "\(lines)"], remedy: "text.only-cases.remedy",
                    exitCode: .usage)
            }
            if lines > 0 { context.say("text.from-input", ["lines": "\(lines)"]) }
            written = WrittenText(text: text, origin: .input(name: name))
        } else {
            let draft = try Draft(named: name, context)
            written = WrittenText(text: try draft.edit(context, about: try about()), origin: .draft(draft))
        }
        written.text = written.text.flatMap { Self.trimmed($0) }
        if written.text == nil, !isOptional || written.isFromEditor {
            try written.discard()
            throw CommandFailure("text.empty")
        }
        return written
    }

    /// The text of UTF-8, GB18030 or UTF-16, as editors in China save it, recognised as the roster's files are.
    static func decoded(_ bytes: [UInt8]) throws(CommandFailure) -> String {
        guard let decoded = try? TextEncoding.decode(bytes),
            let text = String(validating: decoded.text, as: UTF8.self)
        else { throw CommandFailure("text.not-utf8", remedy: "text.not-utf8.remedy") }
        return text
    }

    /// What a loop over a list of cases feeds into the first command by mistake: lines that all begin with a case's
    /// number, or nothing but numbers.
    static func isListOfCases(_ text: String) -> Bool {
        let lines = text.split(whereSeparator: \.isNewline)
            .map { $0.split(whereSeparator: \.isWhitespace) }.filter { !$0.isEmpty }
        let isNumber = { (word: Substring) in (try? CaseNumber(parsing: word)) != nil }
        if lines.isEmpty { return false }
        if lines.allSatisfy({ $0.allSatisfy(isNumber) }) { return true }
        return lines.count > 1 && lines.allSatisfy { isNumber($0[0]) }
    }

    /// The text without white space around it; nothing where there is nothing else.
    private static func trimmed(_ text: String) -> String? {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(text[first...last])
    }
}

/// Words, and where they are kept until they have been sent.
struct WrittenText {
    var text: String?
    let origin: Origin

    /// Where they come from.
    enum Origin {
        case commandLine, file
        case input(name: String)
        case draft(Draft)
    }

    var isFromEditor: Bool { if case .draft = origin { true } else { false } }

    /// Says where the words are, after they could not be sent or may not have been: nobody types them twice.
    func keep(_ context: CommandContext, after failure: CommandFailure) throws(CommandFailure) {
        guard let text else { return }
        let draft: Draft
        switch origin {
        case .commandLine, .file: return
        case .input(let name): draft = try Draft(named: name, context)
        case .draft(let edited): draft = edited
        }
        try draft.save(text)
        context.say(failure.doubt == nil ? "text.kept" : "text.kept-unclear", ["path": draft.path])
    }

    /// Removes the draft of words that have been sent, or of none.
    func discard() throws(CommandFailure) {
        if case .draft(let draft) = origin { try draft.remove() }
    }
}
