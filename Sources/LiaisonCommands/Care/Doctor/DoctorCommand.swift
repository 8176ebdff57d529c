import LiaisonClient
import LiaisonInstallation
import LiaisonStore
import LiaisonText

/// `liaison doctor`: looks an installation over and says what to put right; with `--url` from outside.
struct DoctorCommand: Command {
    static let description = CommandDescription(["doctor"], options: [.data, .value("url", "URL"), .json])

    private let data: String?
    private let url: ServerURL?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        try arguments.refuse("data", with: "url")
        data = arguments.value("data")
        url = try arguments.value("url", .outsideURL)
        wantsJSON = arguments.has("json")
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let findings = try findings(context)
        let words = context.wording
        if wantsJSON {
            context.print(
                .array(
                    findings.map { finding in
                        .members([
                            "check": .string(finding.check), "level": .string(finding.level.rawValue),
                            "message": .string(finding.sentence(words)),
                            "remedy": .optional(finding.remedy(words)),
                        ])
                    }))
        } else {
            findings.forEach { print($0, context) }
        }
        let problems = findings.count { $0.level == .problem }
        if problems > 0 && !wantsJSON {
            context.say("doctor.problems", ["count": "\(problems)"], style: .red)
        }
        return problems == 0 ? .done : .failed
    }

    private func findings(_ context: CommandContext) throws(CommandFailure) -> [Finding] {
        if let url {
            // Without TLS in this program it goes on as `liaison-remote`.
            let transport = try CommandFailure.ofClient { () throws(ClientError) in
                try context.transport(to: url)
            }
            var check = OutsideCheck(url, transport: transport, context)
            check.examine()
            return check.findings
        }
        let path = try context.dataPath(data)
        let directory = try CommandFailure.wrapping { () throws(InstallationError) in
            try DataDirectory(examining: path)
        }
        var doctor = Doctor(directory, context)
        doctor.examine()
        return doctor.findings
    }

    private func print(_ finding: Finding, _ context: CommandContext) {
        let words = context.wording
        let label = words["doctor.level.\(finding.level.rawValue)"]
        context.print("\(label) \(TerminalText.line(finding.sentence(words)))", style: finding.level.style)
        if let remedy = finding.remedy(words) { context.print("    \(TerminalText.line(remedy))") }
    }
}

extension ValueKind where Value == ServerURL {
    /// The address of a service as people have it: from a code, or typed.
    fileprivate static let outsideURL = ValueKind { text throws(ValueProblem) in
        do throws(ClientError) {
            return try ServerURL(text)
        } catch {
            if case .insecureURL = error { throw ValueProblem("outside.http.refused") }
            throw ValueProblem("cli.value.url")
        }
    }
}
