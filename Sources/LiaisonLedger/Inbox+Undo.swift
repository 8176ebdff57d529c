import LiaisonCodes
import LiaisonSystem

// Taking back what could not be stored.
extension Inbox {
    /// What it takes to go back to the state before a batch.
    struct Undo {
        let caseCount: Int
        var before: [Int: (Case, EventPlace, EventOrder, [EventPlace]?)] = [:]
        var referrals: [CaseNumber] = []
    }

    /// Begins a batch whose events may have to be taken back.
    mutating func begin() { undo = Undo(caseCount: cases.count) }

    /// Keeps the batch.
    mutating func commit() { undo = nil }

    /// Takes every event since ``begin()`` back.
    mutating func rollBack() {
        guard let undo else { return }
        for number in undo.referrals { referrals[number] = nil }
        for (index, (value, latest, order, messages)) in undo.before where index < undo.caseCount {
            copies[index] = messages
            cases[index] = value
            latestPlaces[index] = latest
            lastApplied[index] = order
        }
        for index in (undo.caseCount..<cases.count).reversed() {
            let serial = cases[index].number.serial
            byNonce.removeLast(index, hash: cases[index].nonce.hash)
            byNumber.removeLast(index, hash: serial)
            twins[serial]?.removeAll { $0 == index }
        }
        cases.removeLast(cases.count - undo.caseCount)
        latestPlaces.removeLast(latestPlaces.count - undo.caseCount)
        lastApplied.removeLast(lastApplied.count - undo.caseCount)
        erasures.rollBack { $0 < undo.caseCount && cases[$0].isErased }
        self.undo = nil
    }

    /// Keeps what a case is before the batch changes it.
    mutating func remember(_ index: Int) {
        if undo?.before[index] == nil {
            undo?.before[index] = (cases[index], latestPlaces[index], lastApplied[index], copies[index])
        }
    }
}
