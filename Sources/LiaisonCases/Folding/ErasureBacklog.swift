/// Which cases have words in the store, and which of those have been erased, so that the words must go.
///
/// It is what makes an erasure certain: whoever folds an `erased` event over a case with words left, be it
/// after a crash or because another server's words arrived late, finds the case here and finishes the work.
package struct ErasureBacklog: Sendable {
    /// One bit a case: whether words of it were seen in a line.
    private var worded: [UInt64] = []
    /// The cases whose words are to be taken out, as indexes into the inbox's cases.
    package private(set) var due: Set<Int> = []

    /// Takes note of one event of a case.
    ///
    /// - Parameters:
    ///   - index: The case.
    ///   - hasWords: Whether the event's line has words.
    ///   - isErased: Whether the case has been erased, as far as is known by now.
    mutating func note(_ index: Int, hasWords: Bool, isErased: Bool) {
        let (word, bit) = (index / 64, UInt64(1) << UInt64(index % 64))
        if hasWords {
            if word >= worded.count {
                worded.append(contentsOf: repeatElement(0, count: word + 1 - worded.count))
            }
            worded[word] |= bit
        }
        if isErased, word < worded.count, worded[word] & bit != 0 { due.insert(index) }
    }

    /// Has an erased case looked at once more, whatever is known of it.
    mutating func `repeat`(_ index: Int) { due.insert(index) }

    /// Hands over the cases that are due; words that arrive from now on make a case due anew.
    mutating func take() -> [Int] {
        defer { due = [] }
        for index in due where index / 64 < worded.count {
            worded[index / 64] &= ~(UInt64(1) << UInt64(index % 64))
        }
        return due.sorted()
    }

    /// Takes back what a batch brought that could not be stored.
    ///
    /// - Parameter isErased: Whether the case of that index is there and erased.
    mutating func rollBack(_ isErased: (Int) -> Bool) { due = due.filter(isErased) }
}
