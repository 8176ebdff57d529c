import LiaisonCodes
import LiaisonLedger
import LiaisonSystem
import LiaisonWeb

/// `liaison erase CASE`: takes what people typed in a case, and its photos, out of the store.
struct EraseCommand: Command {
    static let description = CommandDescription(
        ["erase"], arguments: [ArgumentDescription("CASE")], options: [.data, .value("reason", "TEXT")])

    /// The most characters of a reason: it stays for good, so it is a word on the ground, not a letter.
    static let reasonLimit = 200

    private let data: String?
    private let number: CaseNumber
    private let reason: String?

    init(arguments: ParsedArguments) throws(UsageError) {
        data = arguments.value("data")
        number = try arguments.required("CASE", .caseNumber)
        reason = try arguments.value("reason", .reason)
    }

    func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let site = try Site.open(try context.dataDirectory(data), clock: context.clock)
        defer { site.ledger.stop() }
        let action = CaseAction(
            number: number, body: .erased(reason: reason), actor: Actor(role: "office"))
        do throws(LedgerError) {
            let commitment = try site.ledger.perform(.action(action), station: number.station)
            context.say(
                commitment.isNew ? "erase.done" : "erase.again", ["case": commitment.caseNumber.description])
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
