import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonSystem
import Synchronization

/// Erases what has been kept long enough, as `erase_after` says.
package struct Retention {
    private let ledger: Ledger
    private let period: RetentionPeriod

    package init(ledger: Ledger, period: RetentionPeriod) {
        self.ledger = ledger
        self.period = period
    }

    /// The reason that stands in the ledger.
    private static let reason = "retention"

    /// The cases whose time has come, in order; blocks on the disk.
    ///
    /// - Parameter today: The Beijing date.
    /// - Returns: Their numbers.
    /// - Throws: What the file system says.
    package func due(on today: CivilDate) throws(SystemError) -> [CaseNumber] {
        var numbers: [CaseNumber] = []
        for station in try ledger.stations() {
            for value in try ledger.cases(of: station) where !value.isErased {
                guard let closed = value.milestones.closedAt else { continue }
                if today >= period.end(closedOn: BeijingTime(closed).date) { numbers.append(value.number) }
            }
        }
        return numbers.sorted()
    }

    /// Erases cases; those of one station share their syncs.
    ///
    /// - Parameter numbers: The cases.
    /// - Returns: Those that could not be erased, and why.
    package func erase(_ numbers: [CaseNumber]) -> [(CaseNumber, LedgerError)] {
        let failures = Mutex<[CaseNumber: LedgerError]>([:])
        let left = Atomic(numbers.count)
        let done = Gate()
        if numbers.isEmpty { return [] }
        for number in numbers {
            let action = CaseAction(
                number: number, body: .erased(reason: Self.reason), actor: Actor(role: "office"))
            ledger.propose(.action(action), station: number.station) { result in
                if case .failure(let error) = result { failures.withLock { $0[number] = error } }
                if left.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done.open() }
            }
        }
        done.wait()
        return failures.withLock { failures in
            numbers.compactMap { number in failures[number].map { (number, $0) } }
        }
    }
}
