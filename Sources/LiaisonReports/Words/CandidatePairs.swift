/// The pairs of characters that rose: what hot words are made of.
struct CandidatePairs: Sendable {
    private static let bits = 15
    /// The most candidates; beyond, the least risen are left out.
    static let limit = 4000

    /// The pairs, each at or behind the place that its hash names; 0 where there is none, in most places.
    private var slots = [UInt32](repeating: 0, count: 1 << bits)

    /// The candidates among counted pairs.
    init(_ table: BigramTable, score: WordScore) {
        let risen = table.counted.compactMap { entry -> (score: Double, pair: UInt32)? in
            guard entry.count >= HotWords.fewestPeople else { return nil }
            let value = score.score(count: Int(entry.count), before: Int(entry.before))
            return value >= WordScore.threshold ? (value, entry.pair) : nil
        }.sorted { $0.score == $1.score ? $0.pair < $1.pair : $0.score > $1.score }
        for (_, pair) in risen.prefix(Self.limit) { slots[place(of: pair)] = pair }
    }

    /// Where a pair stands, or would.
    private func place(of pair: UInt32) -> Int {
        var place = Int((pair &* 0x9E37_79B1) >> UInt32(32 - Self.bits))
        while slots[place] != 0, slots[place] != pair { place = (place + 1) & (slots.count - 1) }
        return place
    }

    /// Whether two characters are a candidate.
    func contains(_ first: UInt16, _ second: UInt16) -> Bool {
        let pair = UInt32(first) << 16 | UInt32(second)
        return slots[place(of: pair)] == pair
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
