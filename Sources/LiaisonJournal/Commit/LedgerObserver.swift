import LiaisonCodes
import LiaisonSystem

/// Is told how a journal fares; called on committers' threads.
package protocol LedgerObserver: Sendable {
    /// A station's batch is on stable storage.
    func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64)
    /// One sync has put so many events on stable storage, of one station or of many.
    func ledgerSynced(events: Int, nanoseconds: UInt64)
    /// A batch was not stored.
    func ledgerFailed(_ error: SystemError)
    /// A file or line is damaged; told once for each, when it is met.
    func ledgerFound(_ damage: Verification.Finding)
    /// A newer release wrote something in a station's ledger that this one doesn't know; told once for each station.
    func ledgerMetNewer(in station: StationID)
}

extension LedgerObserver {
    package func ledgerFound(_ damage: Verification.Finding) {}
    package func ledgerMetNewer(in station: StationID) {}
    package func ledgerSynced(events: Int, nanoseconds: UInt64) {}
}

/// An observer that looks away.
package struct SilentLedgerObserver: LedgerObserver {
    /// Told of everything, it says nothing.
    package init() {}
    package func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {}
    package func ledgerFailed(_ error: SystemError) {}
}
