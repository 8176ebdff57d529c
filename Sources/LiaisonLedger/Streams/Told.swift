import LiaisonSystem

/// What of a case has been told: of what two servers have stored both, people are given one.
struct Told {
    private var marks: Set<Digest> = []
    private var hasMessage = false
    private var hasErasure = false
    private var particulars = Particulars()

    /// An entry as people are told of it.
    ///
    /// - Parameter entry: The next one.
    /// - Returns: The entry, a second message of the same form as what it is, an addition of what differs; nothing for
    ///   what has been told.
    mutating func entry(_ entry: LedgerEntry) -> LedgerEntry? {
        let entry = distinct(entry)
        if let entry { particulars.note(entry.event) }
        return entry
    }

    private mutating func distinct(_ entry: LedgerEntry) -> LedgerEntry? {
        if case .erased = entry.event.body {
            defer { hasErasure = true }
            return hasErasure ? nil : entry
        }
        var (all, new) = (0, 0)
        entry.event.forEachMark { mark in
            all += 1
            if marks.insert(mark).inserted { new += 1 }
        }
        if all > 0, new == 0 { return nil }
        guard case .received(let receipt) = entry.event.body else { return entry }
        defer { hasMessage = true }
        if !hasMessage { return entry }
        var added = entry
        added.event.body = .appended(digest: receipt.digest)
        added.event.topic = receipt.topic
        if let words = entry.event.personal {
            (added.event.personal, added.event.topic) = particulars.news(in: words, topic: receipt.topic)
        }
        return added
    }
}
