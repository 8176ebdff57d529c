import LiaisonCodes
import LiaisonJournal
import LiaisonSystem

// Taking back what could not be stored.
extension CaseFold {
    /// What it takes to go back to the state before a batch.
    struct Undo {
        let caseCount: Int
        var before: [Int: (Case, LinePlace, LineOrder, isRepeated: Bool)] = [:]
        var referrals: [CaseNumber] = []
        /// Numbers that lead to cases they didn't lead to before.
        var numbers: [(serial: UInt64, index: Int)] = []
        /// Lines that were given to cases.
        var attached: [LinePlace] = []
        /// Events that waited for a case.
        var adopted: [Orphan] = []
    }

    mutating func begin() { undo = Undo(caseCount: cases.count) }

    mutating func keep() {
        undo = nil
        records.commit()
    }

    mutating func takeBack() {
        guard let undo else { return }
        records.rollBack()
        for number in undo.referrals { referrals[number] = nil }
        for (index, (value, latest, order, isRepeated)) in undo.before where index < undo.caseCount {
            if !isRepeated { repeated.remove(index) }
            cases[index] = value
            latestPlaces[index] = latest
            lastApplied[index] = order
        }
        for (serial, index) in undo.numbers { numbers.remove(serial, from: index) }
        for index in (undo.caseCount..<cases.count).reversed() {
            byNonce.removeLast(index, hash: cases[index].nonce.hash)
            numbers.removeLast(index, of: cases)
            repeated.remove(index)
        }
        unordered = unordered.filter { $0 < undo.caseCount }
        for place in undo.attached { caseLines.detach(place) }
        for orphan in undo.adopted {
            orphans[orphan.event.caseNumber.serial, default: []].append(orphan)
        }
        byAge.forget(from: undo.caseCount)
        cases.removeLast(cases.count - undo.caseCount)
        latestPlaces.removeLast(latestPlaces.count - undo.caseCount)
        lastApplied.removeLast(lastApplied.count - undo.caseCount)
        erasures.rollBack { $0 < undo.caseCount && cases[$0].isErased }
        self.undo = nil
    }

    /// Keeps what a case is before the batch changes it.
    mutating func remember(_ index: Int) {
        if undo?.before[index] == nil {
            undo?.before[index] = (
                cases[index], latestPlaces[index], lastApplied[index], repeated.contains(index)
            )
        }
    }
}
