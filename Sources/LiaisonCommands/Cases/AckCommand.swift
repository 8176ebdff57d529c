import LiaisonCases
import LiaisonCodes

/// `liaison ack CASE`: takes a matter up with a grade, or grades it anew.
struct AckCommand: Command {
    static let description = CommandDescription(
        ["ack"], arguments: [CaseVerb.argument],
        options: [.choice("grade", "GRADE", Grade.allCases.map(\.rawValue), isRequired: true)]
            + CaseVerb.options)

    private let verb: CaseVerb
    private let grade: Grade

    init(arguments: ParsedArguments) throws(UsageError) {
        verb = try CaseVerb(arguments: arguments)
        guard let grade = arguments.value("grade").flatMap({ Grade(rawValue: $0) }) else {
            throw .missingOption("--grade")
        }
        self.grade = grade
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        try verb.run(.acknowledge(grade), context)
    }
}
