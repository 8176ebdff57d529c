import LiaisonCodes
import LiaisonInstallation
import LiaisonLedger
import LiaisonSystem
import LiaisonText
import LiaisonWeb

/// `liaison erase CASE`: takes what people typed in a case, and its photos, out of the store; with `--due`, of every
/// case whose time has come.
struct EraseCommand: Command {
    static let description = CommandDescription(
        ["erase"], arguments: [ArgumentDescription("CASE", isRequired: false)],
        options: [.data, .value("reason", "TEXT"), .flag("due"), .flag("dry-run"), .json])

    /// The most characters of a reason: it stays for good, so it is a word on the ground, not a letter.
    static let reasonLimit = 200

    private let data: String?
    private let number: CaseNumber?
    private let reason: String?
    private let isDryRun: Bool
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        number = try arguments.argument("CASE", .caseNumber)
        reason = try arguments.value("reason", .reason)
        isDryRun = arguments.has("dry-run")
        wantsJSON = arguments.has("json")
        if number != nil && arguments.has("due") { throw .conflict("CASE", "--due") }
        if number == nil && !arguments.has("due") { throw .noneOf(["CASE", "--due"]) }
        try arguments.refuse("due", with: "reason")
        if number != nil && isDryRun { throw .noneOf(["--due"]) }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let site = try Site.open(directory, clock: context.clock)
        defer { site.ledger.stop() }
        if let number { return try erase(number, site, context) }
        return try eraseDue(site, directory, context)
    }

    private func erase(
        _ number: CaseNumber, _ site: Site, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let action = CaseAction(
            number: number, body: .erased(reason: reason), actor: Actor(role: "office"))
        do throws(LedgerError) {
            let commitment = try site.ledger.perform(.action(action), station: number.station)
            let erased = commitment.caseNumber.description
            if wantsJSON { context.print(JSON.array([.string(erased)])) }
            context.say(commitment.isNew ? "erase.done" : "erase.again", ["case": erased])
        } catch {
            if case .storage(let cause) = error {
                throw CommandFailure(
                    "erase.unfinished", ["case": number.description], remedy: "erase.unfinished.remedy",
                    cause: cause)
            }
            throw CommandFailure(error)
        }
        return .done
    }

    private func eraseDue(
        _ site: Site, _ directory: DataDirectory, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        guard let period = RetentionPeriod(site.current.configuration[.eraseAfter]) else {
            throw CommandFailure(
                "erase.no-period", ["path": directory.configurationPath], remedy: "erase.no-period.remedy")
        }
        let retention = Retention(ledger: site.ledger, period: period)
        let numbers: [CaseNumber]
        do throws(SystemError) {
            numbers = try retention.due(on: BeijingTime(context.clock.now).date)
        } catch {
            throw CommandFailure(error)
        }
        let failures = isDryRun ? [] : retention.erase(numbers)
        for (number, error) in failures {
            context.complain(
                CommandFailure("erase.failed", ["case": number.description], cause: error.cause))
        }
        let failed = Set(failures.map(\.0))
        let erased = numbers.filter { !failed.contains($0) }
        if wantsJSON {
            context.print(JSON.array(erased.map { .string($0.description) }))
        } else {
            erased.forEach { context.print($0.description) }
        }
        context.say(isDryRun ? "erase.would" : "erase.due-done", ["count": "\(erased.count)"])
        return failures.isEmpty ? .done : erased.isEmpty ? .failed : .partly
    }
}

extension ValueKind where Value == String {
    /// Why a case is erased: one line.
    static let reason = ValueKind { text throws(ValueProblem) in
        guard text.count <= EraseCommand.reasonLimit, !text.utf8.contains(where: { $0 < 0x20 }) else {
            throw ValueProblem("cli.value.reason", ["limit": "\(EraseCommand.reasonLimit)"])
        }
        return text
    }
}
