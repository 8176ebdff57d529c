import LiaisonSystem

/// The entries of a case, each once: of what two servers have stored both, people are given one.
struct DistinctEntries {
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
        var all = 0
        var new: Set<Digest> = []
        entry.event.forEachMark { mark in
            all += 1
            if marks.insert(mark).inserted { new.insert(mark) }
        }
        if all > 0, new.isEmpty { return nil }
        var entry = entry
        // A photo of one form that came through two servers is one photo, though their words differ.
        entry.event.photos.removeAll { !new.contains($0.digest) }
        // Sent again with a photo that only another server had: the photo is new, its words were told.
        if let own = entry.event.ownDigest, !new.contains(own) {
            entry.event.body = .appended(digest: own)
            (entry.event.personal, entry.event.topic) = (nil, nil)
            return entry
        }
        guard case .received(let receipt) = entry.event.body else { return entry }
        defer { hasMessage = true }
        if !hasMessage { return entry }
        entry.event.body = .appended(digest: receipt.digest)
        let words = entry.event.personal
        entry.event.topic = receipt.topic
        if let words {
            (entry.event.personal, entry.event.topic) = particulars.news(in: words, topic: receipt.topic)
        }
        return entry
    }
}
