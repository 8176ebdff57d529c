import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import LiaisonWording
import Synchronization

/// Tells the operator of what the ledger meets, as far as it needs one.
final class LedgerLog: LedgerObserver {
    private let path: String
    private let wording: Wording
    private let complain: @Sendable (CommandFailure) -> Void
    private let hasToldOfNewer = Mutex(false)
    private let lastTold = Mutex<(error: SystemError, at: UInt64)?>(nil)

    /// How long, in nanoseconds, the same failure is told but once: a minute.
    private static let repetition: UInt64 = 60_000_000_000

    private let notify: @Sendable (String) -> Void

    /// - Parameters:
    ///   - path: The data directory, for the command that helps.
    ///   - wording: The operator's language.
    ///   - notify: Tells the operator what is no failure.
    ///   - complain: Tells the operator.
    init(
        of path: String, wording: Wording,
        notify: @escaping @Sendable (String) -> Void,
        complain: @escaping @Sendable (CommandFailure) -> Void
    ) {
        self.path = path
        self.wording = wording
        self.notify = notify
        self.complain = complain
    }

    func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {}

    func ledgerFailed(_ error: SystemError) {
        let isNew = lastTold.withLock { last in
            let now = monotonicNanoseconds()
            if let last, last.error == error, now &- last.at < Self.repetition { return false }
            last = (error, now)
            return true
        }
        if isNew { complain(CommandFailure(storing: error)) }
    }

    func ledgerFound(_ damage: Verification.Finding) {
        complain(CommandFailure(damage, of: path, wording))
    }

    func ledgerMetNewer(in station: StationID) {
        let isFirst = hasToldOfNewer.withLock { told in
            defer { told = true }
            return !told
        }
        if isFirst { notify(wording("newer.store")) }
    }
}

extension CommandFailure {
    /// Why messages can't be stored, and what to do about it.
    fileprivate init(storing error: SystemError) {
        let remedy =
            switch error.code {
            case Errno.noSpace, Errno.quotaExceeded: "serve.store.remedy.space"
            case Errno.readOnlyFileSystem: "serve.store.remedy.read-only"
            case Errno.tooManyOpenFiles, Errno.tooManyOpenFilesInSystem: "serve.store.remedy.descriptors"
            default: "serve.store.remedy.disk"
            }
        self.init(
            "serve.store", ["call": error.call, "subject": error.subject ?? ""], remedy: remedy, cause: error)
    }
}
