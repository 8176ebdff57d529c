import LiaisonCases
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonInstallation
import LiaisonService
import LiaisonStore
import LiaisonSystem
import LiaisonText
import LiaisonWeb

/// `liaison erase CASE`: takes what people typed in a case, an entry of a register or a notice, and its photos, out of the
/// store; with `--due`, of every case whose time has come.
struct EraseCommand: Command {
    static let description = CommandDescription(
        ["erase"], arguments: [ArgumentDescription("CASE", isRequired: false)],
        options: InboxOrigin.placeOptions
            + [.value("reason", "TEXT"), .flag("due"), .flag("dry-run"), .yes, .idempotencyKey, .json])

    private let origin: InboxOrigin
    private let reference: CaseReference?
    /// An entry or a notice in a case's place.
    private let record: RecordNumber?
    private let reason: String?
    private let isDryRun: Bool
    private let isConfirmed: Bool
    private let key: String?
    private let wantsJSON: Bool

    init(arguments: ParsedArguments) throws(UsageError) {
        origin = try InboxOrigin(arguments: arguments, acting: .scope(.office))
        record = try? arguments.argument("CASE", .recordNumber)
        reference = record == nil ? try arguments.argument("CASE", .caseReference) : nil
        reason = try arguments.value("reason", .reason)
        isDryRun = arguments.has("dry-run")
        isConfirmed = arguments.has("yes")
        key = try arguments.value("idempotency-key", .idempotencyKey)
        wantsJSON = arguments.has("json")
        let isNamed = reference != nil || record != nil
        if isNamed && arguments.has("due") { throw .conflict("CASE", "--due") }
        if !isNamed && !arguments.has("due") { throw .noneOf(["CASE", "--due"]) }
        for other in ["reason", "idempotency-key"] + RemoteServer.options.map(\.name) {
            try arguments.refuse("due", with: other)
        }
        if isNamed && isDryRun { throw .noneOf(["--due"]) }
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        if let record { return try erase(record, context) }
        var number: CaseNumber?
        if let reference {
            number =
                if case .number(let whole) = reference { whole } else {
                    try CaseSource(origin, context).number(
                        of: reference, on: [.cases, .quarantine],
                        for: StaffAction.Verb.erase(reason: nil).kind)
                }
        }
        switch (origin.choice(context), number) {
        case (.server, let number?): return try eraseThere(number, context)
        case (.server, nil): throw CommandFailure("erase.due-remote", remedy: "erase.due-remote.remedy")
        case (.ledger(let data, _), _): return try eraseHere(number, data, context)
        }
    }

    /// Over the network it is asked for twice, as with cases.
    private func erase(_ record: RecordNumber, _ context: CommandContext) throws(CommandFailure) -> ExitCode {
        if case .server = origin.choice(context), !isConfirmed {
            throw CommandFailure(
                "erase.unconfirmed", ["case": record.description], remedy: "erase.unconfirmed.remedy")
        }
        var members: [JSON.Member] = []
        members.add("kind", "erased")
        members.add("reason", reason)
        let path: RecordPath = record.series == .entry ? .entryEvents(record) : .noticeEvents(record)
        _ = try RecordSource(origin, context).post(.object(members), to: path, key: key)
        if wantsJSON { context.print(JSON.array([.string(record.description)])) }
        context.say("erase.done", ["case": record.description])
        return .done
    }

    private func eraseHere(
        _ number: CaseNumber?, _ data: String?, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        let directory = try context.dataDirectory(data)
        let site = try Site.open(directory, context)
        defer { site.ledger.stop() }
        if let number { return try erase(number, site, context) }
        return try eraseDue(site, directory, context)
    }

    /// Over the network it is asked for twice: whoever types there may have another case before them.
    private func eraseThere(
        _ number: CaseNumber, _ context: CommandContext
    ) throws(CommandFailure) -> ExitCode {
        if !isConfirmed {
            throw CommandFailure(
                "erase.unconfirmed", ["case": number.description], remedy: "erase.unconfirmed.remedy")
        }
        let source = try CaseSource(origin, context)
        _ = try source.perform(StaffAction(.erase(reason: reason)), on: number, key: key)
        if wantsJSON { context.print(JSON.array([.string(number.description)])) }
        context.say("erase.done", ["case": number.description])
        return .done
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
                "erase.no-period", ["path": directory.path(of: .configuration)],
                remedy: "erase.no-period.remedy")
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
        if failures.isEmpty { return context.endOfReading }
        return erased.isEmpty ? .failed : .partly
    }
}

extension ValueKind where Value == String {
    /// Why a case is erased: one line.
    static let reason = ValueKind { text throws(ValueProblem) in
        guard StaffAction.isReason(text) else {
            throw ValueProblem("cli.value.reason", ["limit": "\(StaffAction.reasonLimit)"])
        }
        return text
    }
}
