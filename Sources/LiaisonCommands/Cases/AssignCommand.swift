import LiaisonSystem

/// `liaison assign CASE`: gives a matter to a department to deal with (交办).
struct AssignCommand: Command {
    static let description = CommandDescription(
        ["assign"], arguments: [CaseVerb.argument, TextSource.argument],
        options: [.value("unit", "NAME", isRequired: true), .value("until", "DATE")] + TextSource.options
            + CaseVerb.options)

    private let verb: CaseVerb
    private let unit: String
    private let until: CivilDate?
    private let text: TextSource

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        guard let unit = arguments.value("unit") else { throw .missingOption("--unit") }
        self.unit = unit
        until = try arguments.value("until", .date)
        text = try TextSource(note: arguments)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.assign(unit: unit, until: until), text: text, context)
    }
}
