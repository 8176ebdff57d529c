import LiaisonCases
import LiaisonCodes
import LiaisonJournal
import LiaisonSystem
import Synchronization

/// Counts commits, and the numbers that were given out.
final class CommitCounter: LedgerObserver {
    private let state = Mutex((batches: 0, numbers: Set<CaseNumber>(), answers: 0))

    var batches: Int { state.withLock { $0.batches } }
    var numbers: Set<CaseNumber> { state.withLock { $0.numbers } }

    /// A completion that opens `gate` after `count` answers.
    func expect(_ count: Int, _ gate: Gate) -> @Sendable (Result<Commitment, LedgerError>) -> Void {
        { [self] result in
            let isLast = state.withLock { state in
                if case .success(let commitment) = result { state.numbers.insert(commitment.caseNumber) }
                state.answers += 1
                return state.answers == count
            }
            if isLast { gate.open() }
        }
    }

    func ledgerCommitted(events: Int, bytes: Int, nanoseconds: UInt64) { state.withLock { $0.batches += 1 } }

    func ledgerFailed(_ error: SystemError) {}
}
