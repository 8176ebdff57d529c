/// How many messages of two periods hold each pair of characters: an open hash table, because a term's messages
/// have a hundred million of them.
struct BigramTable: Sendable {
    /// One pair's counts.
    struct Entry: Sendable {
        /// The first character's code in the upper half, the second's in the lower; 0 for a free place.
        fileprivate(set) var pair: UInt32 = 0
        fileprivate(set) var count: UInt32 = 0
        fileprivate(set) var before: UInt32 = 0
        /// The last message counted: a message counts a pair once.
        fileprivate var message: UInt32 = 0
    }

    private var entries: [Entry]
    private var used = 0
    private var bits: Int
    private var message: UInt32 = 0

    init(bits: Int = 12) {
        self.bits = bits
        entries = [Entry](repeating: Entry(), count: 1 << bits)
    }

    /// Begins a message.
    mutating func beginMessage() { message &+= 1 }

    /// Counts the pairs of a run of characters in the message.
    mutating func count(_ run: Range<Int>, of codes: UnsafeBufferPointer<UInt16>, isBefore: Bool) {
        for index in run.dropFirst() {
            count(UInt32(codes[index - 1]) << 16 | UInt32(codes[index]), isBefore: isBefore)
        }
    }

    private mutating func count(_ pair: UInt32, isBefore: Bool) {
        let place = place(of: pair)
        if entries[place].message == message { return }
        entries[place].message = message
        if isBefore { entries[place].before += 1 } else { entries[place].count += 1 }
    }

    /// Adds the counts of another table.
    mutating func add(_ other: BigramTable) {
        for entry in other.entries where entry.pair != 0 {
            let place = place(of: entry.pair)
            entries[place].count += entry.count
            entries[place].before += entry.before
        }
    }

    /// The pairs in use, in no order.
    var counted: some Sequence<Entry> { entries.lazy.filter { $0.pair != 0 } }

    /// Where a pair's counts stand; it gets a place if it has none.
    private mutating func place(of pair: UInt32) -> Int {
        var place = slot(pair)
        let mask = entries.count - 1
        while entries[place].pair != pair {
            if entries[place].pair == 0 {
                if used * 2 >= entries.count {
                    grow()
                    return self.place(of: pair)
                }
                entries[place].pair = pair
                used += 1
                return place
            }
            place = (place + 1) & mask
        }
        return place
    }

    private func slot(_ pair: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(pair) &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - bits))
    }

    private mutating func grow() {
        let old = entries
        bits += 1
        entries = [Entry](repeating: Entry(), count: 1 << bits)
        let mask = entries.count - 1
        for entry in old where entry.pair != 0 {
            var place = slot(entry.pair)
            while entries[place].pair != 0 { place = (place + 1) & mask }
            entries[place] = entry
        }
    }
}
