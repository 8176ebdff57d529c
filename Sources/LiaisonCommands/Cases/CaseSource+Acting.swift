import LiaisonCases
import LiaisonClient
import LiaisonCodes
import LiaisonDesk
import LiaisonText
import LiaisonWeb

extension CaseSource {
    /// Acts on a case, here or on the server, once however often the same command line is run after a lost answer.
    ///
    /// - Parameters:
    ///   - action: What to do.
    ///   - number: The case.
    ///   - key: The idempotency key that the command line gives, if it does.
    /// - Returns: The event, as the API prints it.
    /// - Throws: Why it wasn't done, in the words of whoever refused it.
    func perform(
        _ action: StaffAction, on number: CaseNumber, key: String?
    ) throws(CommandFailure) -> JSON {
        let meaning = Meaning(kind: action.verb.kind.rawValue, number: number, body: action.json)
        return try write(meaning, to: "cases/\(number)/events", action.json, key) {
            desk, key throws(CaseActionError) in
            let deed = try desk.perform(action, on: number, key: key)
            return desk.view.event(deed.entry, deed.file.case).json
        }
    }

    /// Enters a matter, here or on the server, once as ``perform(_:on:key:)`` does.
    func enter(_ intake: Intake, key: String?) throws(CommandFailure) -> JSON {
        let meaning = Meaning(kind: EventKind.received.rawValue, number: nil, body: intake.json)
        return try write(meaning, to: "cases", intake.json, key) { desk, key throws(CaseActionError) in
            try desk.enter(intake, key: key).json
        }
    }

    private func write(
        _ meaning: Meaning, to path: String, _ body: JSON, _ key: String?,
        _ here: (CaseDesk, _ key: String) throws(CaseActionError) -> JSON
    ) throws(CommandFailure) -> JSON {
        try attempts.once(meaning, key: key) { key, wasSent throws(CommandFailure) in
            switch place {
            case .ledger(let desk, _):
                do throws(CaseActionError) {
                    return try here(desk, key)
                } catch {
                    throw CommandFailure(error, desk.view, wasSent: wasSent)
                }
            case .server(let api):
                return try CommandFailure.ofClient { () throws(ClientError) in
                    try api.post(path, json: body, idempotencyKey: key, wasSent: wasSent)
                }
            }
        }
    }
}

extension CommandFailure {
    /// Why this machine's ledger didn't do what was asked, and may not have done it at an earlier time (`wasSent`).
    init(_ error: CaseActionError, _ view: CaseView, wasSent: Bool) {
        switch error {
        case .unavailable(let cause?):
            let failure = CommandFailure(LedgerError.storage(cause))
            // What had no room or no permission was not written; what failed on its way to the disk may stand there.
            let isSure = !wasSent && (cause.isForWantOfSpace || cause.isForWantOfPermission)
            self = isSure ? failure : failure.inDoubt(.remembered)
        case .spaceShort(let shortage):
            let failure = CommandFailure(LedgerError.spaceShort(shortage))
            self = wasSent ? failure.inDoubt(.remembered) : failure
        default:
            let (title, detail) = error.sentences(view)
            self.init(
                "cli.said", ["title": title, "detail": detail],
                exitCode: error == .forbidden ? .notAllowed : error.namesNoStation ? .usage : .failed)
        }
    }
}

extension CaseActionError {
    /// Whether a station was named that there isn't, or that isn't the caller's: the same as any other word that is wrong.
    fileprivate var namesNoStation: Bool {
        switch self {
        case .invalid(let member), .invalidRecord(let member, _): member == "station"
        default: false
        }
    }
}
