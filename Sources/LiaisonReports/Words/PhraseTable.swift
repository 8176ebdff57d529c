/// What is known of each phrase: an open hash table, as ``BigramTable`` is, and for the same reason.
struct PhraseTable: Sendable {
    /// The phrases in the order in which they came.
    private var phrases: [PackedPhrase] = []
    /// What is known of them, parallel to ``phrases``.
    private var entries: [PhraseTally.Entry] = []
    /// Where in ``phrases`` the phrase of a place stands, counted from 1; 0 for a free place.
    private var indices = [Int32](repeating: 0, count: 1 << 10)
    private var bits = 10

    /// All phrases, and what is known of them.
    var all: some Sequence<(PackedPhrase, PhraseTally.Entry)> { zip(phrases, entries) }

    /// What is known of a phrase, nothing yet where it hasn't been seen.
    subscript(phrase: PackedPhrase) -> PhraseTally.Entry {
        mutating get { entries[index(of: phrase)] }
        _modify {
            let index = index(of: phrase)
            yield &entries[index]
        }
    }

    /// Where a phrase stands; it gets a place if it has none.
    private mutating func index(of phrase: PackedPhrase) -> Int {
        var place = slot(phrase)
        while indices[place] != 0 {
            let index = Int(indices[place]) - 1
            if phrases[index] == phrase { return index }
            place = (place + 1) & (indices.count - 1)
        }
        phrases.append(phrase)
        entries.append(PhraseTally.Entry())
        indices[place] = Int32(phrases.count)
        if phrases.count * 2 >= indices.count { grow() }
        return phrases.count - 1
    }

    private func slot(_ phrase: PackedPhrase) -> Int {
        let (low, high) = (UInt64(truncatingIfNeeded: phrase), UInt64(truncatingIfNeeded: phrase >> 64))
        let mixed = (low ^ (high &* 0xC2B2_AE3D_27D4_EB4F)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> UInt64(64 - bits))
    }

    private mutating func grow() {
        bits += 1
        indices = [Int32](repeating: 0, count: 1 << bits)
        for (index, phrase) in phrases.enumerated() {
            var place = slot(phrase)
            while indices[place] != 0 { place = (place + 1) & (indices.count - 1) }
            indices[place] = Int32(index + 1)
        }
    }
}
