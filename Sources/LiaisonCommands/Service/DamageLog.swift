import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import LiaisonWording

/// Tells whoever runs a command of damaged files and lines that the ledger meets, and that a newer release wrote there; of
/// nothing else: the command itself says what it couldn't do.
struct DamageLog: LedgerObserver {
    private let path: String
    private let context: CommandContext

    /// - Parameters:
    ///   - path: The data directory, for the command that helps.
    ///   - context: Where the command runs.
    init(of path: String, _ context: CommandContext) {
        self.path = path
        self.context = context
    }

    func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {}

    func ledgerFailed(_ error: SystemError) {}

    func ledgerFound(_ damage: Verification.Finding) {
        context.complain(of: damage, in: path)
    }

    func ledgerMetNewer(in station: StationID) { context.tellOfNewer() }
}

extension CommandFailure {
    /// A damaged file or line, and what to do about it.
    ///
    /// - Parameters:
    ///   - damage: What was found.
    ///   - path: The data directory.
    ///   - wording: The operator's language.
    init(_ damage: Verification.Finding, of path: String, _ wording: Wording) {
        self.init(
            "serve.damage",
            [
                "place": damage.place.text, "problem": damage.problem.sentence(wording),
                "command": "liaison verify --data \(path)",
            ],
            remedy: "serve.damage.remedy")
    }
}
