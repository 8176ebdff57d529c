/// The pairs of characters that rose: what hot words are made of.
struct CandidatePairs: Sendable {
    /// The most candidates; beyond, the least risen are left out.
    static let limit = 4000

    /// The first character's code in the upper half, the second's in the lower.
    private var pairs = NumberSet<UInt32>()

    /// The candidates among counted pairs.
    init(_ table: BigramTable, score: WordScore) {
        let risen = table.counted.compactMap { entry -> (score: Double, pair: UInt32)? in
            guard entry.count >= HotWords.fewestPeople else { return nil }
            let value = score.score(count: Int(entry.count), before: Int(entry.before))
            return value >= WordScore.threshold ? (value, entry.pair) : nil
        }.sorted { $0.score == $1.score ? $0.pair < $1.pair : $0.score > $1.score }
        for (_, pair) in risen.prefix(Self.limit) { pairs.insert(pair) }
    }

    /// Whether two characters are a candidate.
    func contains(_ first: UInt16, _ second: UInt16) -> Bool {
        pairs.contains(UInt32(first) << 16 | UInt32(second))
    }

    /// Calls `body` with each longest stretch of a run in which every character makes a candidate with the next.
    func forEachStretch(
        of run: Range<Int>, in codes: UnsafeBufferPointer<UInt16>, _ body: (Range<Int>) -> Void
    ) {
        var start = run.lowerBound
        for index in run.dropFirst() where !contains(codes[index - 1], codes[index]) {
            if index - start >= 2 { body(start..<index) }
            start = index
        }
        if run.upperBound - start >= 2 { body(start..<run.upperBound) }
    }
}
