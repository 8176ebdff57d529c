import LiaisonInstallation
import LiaisonText

/// `liaison doctor`: looks an installation over and says what to put right.
struct DoctorCommand: Command {
    static let description = CommandDescription(["doctor"], options: [.data, .json])

    private let data: String?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let path = try context.dataPath(data)
        let directory = try CommandFailure.wrapping { () throws(InstallationError) in
            try DataDirectory(examining: path)
        }
        var doctor = Doctor(directory, context)
        doctor.examine()
        let words = context.wording
        if wantsJSON {
            context.print(
                .array(
                    doctor.findings.map { finding in
                        .members([
                            "check": .string(finding.check), "level": .string(finding.level.rawValue),
                            "message": .string(finding.sentence(words)),
                            "remedy": .optional(finding.remedy(words)),
                        ])
                    }))
        } else {
            doctor.findings.forEach { print($0, context) }
        }
        let problems = doctor.findings.count { $0.level == .problem }
        if problems > 0 && !wantsJSON {
            context.say("doctor.problems", ["count": "\(problems)"], style: .red)
        }
        return problems == 0 ? .done : .failed
    }

    private func print(_ finding: Finding, _ context: CommandContext) {
        let words = context.wording
        let label = words["doctor.level.\(finding.level.rawValue)"]
        context.print("\(label) \(TerminalText.line(finding.sentence(words)))", style: finding.level.style)
        if let remedy = finding.remedy(words) { context.print("    \(TerminalText.line(remedy))") }
    }
}
