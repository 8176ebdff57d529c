import LiaisonCodes

/// What a transfer leaves to those who had a case before it.
///
/// They answer for what they did, so they keep its course up to the line that took it away, with the words of it, and see
/// where it went. Who wrote, how to reach them, their photos, and whatever came later belong to who has it now.
extension CaseFile {
    /// The case as it left a holder for the last time.
    ///
    /// - Parameter isHolder: Whether somebody has the case, as it is at some moment.
    /// - Returns: The case up to the line that took it away, without name, phone and photos, folded as it was then; nothing
    ///   when they never had it, or have it still.
    package func left(by isHolder: (Case) -> Bool) -> CaseFile? {
        var folded: Case?
        var isHeld = false
        var left: (value: Case, count: Int)?
        for (index, entry) in entries.enumerated() {
            if folded == nil, case .received(let receipt) = entry.event.body {
                folded = Case(
                    number: entry.event.caseNumber, received: entry.event.at, receipt: receipt,
                    photos: entry.event.photos)
            }
            folded?.apply(entry.event)
            let wasHeld = isHeld
            isHeld = folded.map(isHolder) ?? false
            if wasHeld, !isHeld, let folded { left = (folded, index + 1) }
        }
        guard !isHeld, var left else { return nil }
        // Words that are gone are gone for them too, whenever that was.
        if self.case.isErased, let erasure = entries.last(where: \.event.isErasure) {
            left.value.apply(erasure.event)
        }
        return CaseFile(left.value, entries: entries.prefix(left.count).map(\.withoutPerson))
    }
}

extension LedgerEntry {
    /// The entry without what tells who wrote and how to reach them; what they wrote stays.
    fileprivate var withoutPerson: LedgerEntry {
        var bare = self
        bare.event.photos = []
        bare.event.personal?.name = nil
        bare.event.personal?.phone = nil
        return bare
    }
}

extension Event {
    var isErasure: Bool { if case .erased = body { true } else { false } }
}
