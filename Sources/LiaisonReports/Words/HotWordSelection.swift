/// Chooses the words of a report from what is known of the phrases.
struct HotWordSelection {
    private let score: WordScore

    /// A phrase gives way to a longer one that has at least so many tenths of its messages.
    private static let tenthsOfLonger = 9
    /// A gap stands beside a word at least once in so many times.
    private static let timesPerGap = 20

    /// The chosen words, what rose most first.
    ///
    /// - Parameters:
    ///   - tally: All that is known.
    ///   - score: Measures how surely a word rose.
    /// - Returns: At most ``HotWords/mostWords``, none of which holds another.
    static func words(of tally: PhraseTally, score: WordScore) -> [HotWord] {
        let selection = HotWordSelection(score: score)
        var phrases: [PackedPhrase: PhraseTally.Entry] = [:]
        for (phrase, entry) in tally.phrases.all where selection.isWord(entry) { phrases[phrase] = entry }
        let longer = selection.countsOfLonger(phrases)
        var candidates = phrases.compactMap { phrase, entry -> HotWord? in
            if longer[phrase, default: 0] * 10 >= entry.count * tenthsOfLonger { return nil }
            return selection.word(HanText.text(of: codes(phrase)), entry)
        }
        candidates += tally.latinWords.filter { selection.isWord($0.value) }.map {
            selection.word($0.key, $0.value)
        }
        candidates.sort { $0.precedes($1, by: score) }
        var chosen: [HotWord] = []
        // One of two words that hold each other says it all.
        for word in candidates where !chosen.contains(where: { $0.holds(word) || word.holds($0) }) {
            chosen.append(word)
            if chosen.count == HotWords.mostWords { break }
        }
        return chosen
    }

    private func isWord(_ entry: PhraseTally.Entry) -> Bool {
        entry.authors.count >= HotWords.fewestPeople
            && score.score(count: entry.count, before: entry.before) >= WordScore.threshold
            && isWhole(entry)
    }

    /// Whether it begins and ends where words do: beside a gap on one side and freely on the other, or freely on
    /// both. What stands in few surroundings is the joint of two words, or a part of one.
    private func isWhole(_ entry: PhraseTally.Entry) -> Bool {
        func hasGap(_ side: PhraseTally.Side) -> Bool {
            side.gaps * Self.timesPerGap >= max(1, entry.occurrences)
        }
        func variety(_ side: PhraseTally.Side) -> Int { side.gaps + side.neighbours.count }
        let sides = [entry.left, entry.right]
        if sides.allSatisfy(hasGap) { return true }
        if sides.contains(where: hasGap) { return sides.allSatisfy { variety($0) >= 2 } }
        return sides.allSatisfy { variety($0) >= PhraseTally.Side.mostNeighbours }
    }

    /// Of every phrase that stands in a longer one, the most messages that such a longer one has.
    private func countsOfLonger(_ phrases: [PackedPhrase: PhraseTally.Entry]) -> [PackedPhrase: Int] {
        var counts: [PackedPhrase: Int] = [:]
        for (phrase, entry) in phrases {
            let codes = Self.codes(phrase)
            for start in 0..<(codes.count - 1) {
                var part = PackedPhrase(codes[start])
                for end in (start + 1)..<codes.count {
                    part = part << 16 | PackedPhrase(codes[end])
                    if part != phrase { counts[part] = max(counts[part, default: 0], entry.count) }
                }
            }
        }
        return counts
    }

    private func word(_ text: String, _ entry: PhraseTally.Entry) -> HotWord {
        HotWord(
            word: text, count: entry.count, before: entry.before, examples: entry.examples.map(\.number))
    }

    private static func codes(_ phrase: PackedPhrase) -> [UInt16] {
        (0..<PhraseTally.maximumLength).reversed().map {
            UInt16(truncatingIfNeeded: phrase >> PackedPhrase(16 * $0))
        }
        .filter { $0 != HanText.gap }
    }
}

extension HotWord {
    /// Whether the other word is a part of this one.
    fileprivate func holds(_ other: HotWord) -> Bool {
        let (whole, part) = (Array(word.utf8), Array(other.word.utf8))
        guard part.count <= whole.count else { return false }
        return (0...(whole.count - part.count)).contains { whole[$0...].starts(with: part) }
    }
}
