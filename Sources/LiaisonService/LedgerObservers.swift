import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

/// Two observers of one ledger: whoever counts, and whoever tells the operator.
struct LedgerObservers: LedgerObserver {
    let first: any LedgerObserver
    let second: any LedgerObserver

    func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) {
        first.ledgerCommitted(events: events, bytes: bytes, nanoseconds: nanoseconds)
        second.ledgerCommitted(events: events, bytes: bytes, nanoseconds: nanoseconds)
    }

    func ledgerSynced(events: Int, nanoseconds: UInt64) {
        first.ledgerSynced(events: events, nanoseconds: nanoseconds)
        second.ledgerSynced(events: events, nanoseconds: nanoseconds)
    }

    func ledgerFailed(_ error: SystemError) {
        first.ledgerFailed(error)
        second.ledgerFailed(error)
    }

    func ledgerFound(_ damage: Verification.Finding) {
        first.ledgerFound(damage)
        second.ledgerFound(damage)
    }

    func ledgerMetNewer(in station: StationID) {
        first.ledgerMetNewer(in: station)
        second.ledgerMetNewer(in: station)
    }
}
