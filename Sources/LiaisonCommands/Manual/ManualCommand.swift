import LiaisonSystem
import LiaisonText

/// `liaison manual`: the manual's pages, made from the same descriptions as the help.
struct ManualCommand: Command {
    static let description = CommandDescription(
        ["manual"], arguments: [ArgumentDescription("PAGE", isRequired: false)],
        options: [.value("output", "DIR")])

    private let name: String?
    private let output: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        name = arguments.argument("PAGE")
        output = arguments.value("output")
        if name != nil, output != nil { throw .conflict("PAGE", "--output") }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let manual = Manual(
            commands: CommandCatalog.entries.map { ($0.section, $0.command.description) },
            wording: context.wording)
        let date = BeijingTime(context.clock.now).date
        if let output { return try write(manual.pages, to: output, on: date, context) }
        guard let name else { return show(manual.overview, on: date, context) }
        guard let page = manual.page(named: name) else {
            let names = manual.pages.map(\.name)
            let near = Suggestions.near(name.hasPrefix("liaison") ? name : "liaison-\(name)", among: names)
            throw CommandFailure(
                "manual.no-page",
                ["name": name, "names": (near.isEmpty ? names : near).joined(separator: ", ")],
                remedy: "manual.no-page.remedy", exitCode: .usage)
        }
        return show(page, on: date, context)
    }

    private func show(_ page: ManualPage, on date: CivilDate, _ context: CommandContext) -> ExitCode {
        context.standardOutput.write(Array(page.text(on: date).utf8))
        return .done
    }

    /// Every page below a directory of manual pages, as man(1) looks for them.
    private func write(
        _ pages: [ManualPage], to directory: String, on date: CivilDate, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        for folder in [directory] + Set(pages.map { "\(directory)/man\($0.section)" }).sorted() {
            do throws(SystemError) {
                try Files.makeDirectory(folder)
            } catch {
                throw CommandFailure("cli.file.unwritable", ["path": folder], cause: error)
            }
        }
        for page in pages {
            try context.write(Array(page.text(on: date).utf8), file: "\(directory)/\(page.path)")
        }
        context.say("manual.written", ["count": "\(pages.count)", "path": directory])
        return .done
    }
}
