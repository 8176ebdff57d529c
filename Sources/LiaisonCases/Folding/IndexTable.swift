/// Finds elements of an array by a hash: the indices alone, four bytes each, since the keys stand in the elements.
///
/// Linear probing in a table at most half full. A key's hash must not be for strangers to choose: here it is of
/// numbers that the installation's secret draws.
struct IndexTable: Sendable {
    private var slots: [Int32] = []
    private var count = 0

    /// The first index that was inserted with that hash and is the one looked for.
    ///
    /// - Parameters:
    ///   - hash: The key's hash.
    ///   - isWanted: Whether the element at an index has the key.
    /// - Returns: The index, or nothing.
    func index(hash: UInt64, where isWanted: (Int) -> Bool) -> Int? {
        guard !slots.isEmpty else { return nil }
        var slot = place(of: hash)
        while slots[slot] >= 0 {
            if isWanted(Int(slots[slot])) { return Int(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds an index; when the table grows, `hash` is asked for those that are in it.
    mutating func insert(_ index: Int, hash: (Int) -> UInt64) {
        if (count + 1) * 2 > slots.count {
            let present = slots.filter { $0 >= 0 }.sorted()
            slots = [Int32](repeating: -1, count: max(16, slots.count * 2))
            for index in present { put(index, hash(Int(index))) }
        }
        put(Int32(index), hash(index))
        count += 1
    }

    /// Takes out the index that was inserted last, and so on backwards: nothing was placed behind it since.
    mutating func removeLast(_ index: Int, hash: UInt64) {
        guard !slots.isEmpty else { return }
        var slot = place(of: hash)
        while slots[slot] >= 0 {
            if slots[slot] == Int32(index) {
                slots[slot] = -1
                count -= 1
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private mutating func put(_ index: Int32, _ hash: UInt64) {
        var slot = place(of: hash)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = index
    }

    /// Fibonacci hashing: the product's high bits depend on all bits of the hash.
    private func place(of hash: UInt64) -> Int {
        Int((hash &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - slots.count.trailingZeroBitCount))
    }
}
