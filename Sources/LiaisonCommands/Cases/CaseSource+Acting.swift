import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonLedger
import LiaisonText
import LiaisonWeb

extension CaseSource {
    /// Acts on a case, here or on the server.
    ///
    /// - Parameters:
    ///   - action: What to do.
    ///   - number: The case.
    ///   - key: The same for every repetition of the same act.
    /// - Returns: The event, as the API prints it.
    /// - Throws: Why it wasn't done, in the words of whoever refused it.
    func perform(
        _ action: StaffAction, on number: CaseNumber, key: String
    ) throws(CommandFailure) -> JSON {
        try write(to: "cases/\(number)/events", action.json, key) { desk throws(CaseActionError) in
            let deed = try desk.perform(action, on: number, key: key)
            return desk.view.event(deed.entry, deed.file.case).json
        }
    }

    /// Enters a matter, here or on the server.
    func enter(_ intake: Intake, key: String) throws(CommandFailure) -> JSON {
        try write(to: "cases", intake.json, key) { desk throws(CaseActionError) in
            try desk.enter(intake, key: key).json
        }
    }

    private func write(
        to path: String, _ body: JSON, _ key: String,
        _ here: (CaseDesk) throws(CaseActionError) -> JSON
    ) throws(CommandFailure) -> JSON {
        switch place {
        case .ledger(let desk, _):
            do throws(CaseActionError) {
                return try here(desk)
            } catch {
                switch error {
                case .unavailable(let cause?): throw CommandFailure(LedgerError.storage(cause))
                case .spaceShort(let shortage): throw CommandFailure(LedgerError.spaceShort(shortage))
                default: break
                }
                let (title, detail) = error.sentences(desk.view)
                throw CommandFailure(
                    "cli.said", ["said": "\(title) \(detail)"],
                    exitCode: error == .forbidden ? .notAllowed : .failed)
            }
        case .server(let api):
            return try CommandFailure.ofClient { () throws(ClientError) in
                try api.post(path, json: body, idempotencyKey: key)
            }
        }
    }
}
