/// Whole numbers other than 0: an open hash table, as ``BigramTable`` is, since a report asks for each pair of characters that
/// anybody wrote.
struct NumberSet<Number: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// The numbers, each at or behind the place that its hash names; 0 where there is none, in half the places at least.
    private var slots = [Number](repeating: 0, count: 1 << 8)
    private var bits = 8
    private var count = 0

    func contains(_ number: Number) -> Bool { slots[place(of: number)] == number }

    /// Adds a number, unless it is there.
    mutating func insert(_ number: Number) {
        let place = place(of: number)
        if slots[place] == number { return }
        slots[place] = number
        count += 1
        if count * 2 >= slots.count { grow() }
    }

    /// Where a number stands, or would.
    private func place(of number: Number) -> Int {
        let mixed = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        var place = Int(truncatingIfNeeded: mixed >> UInt64(64 - bits))
        while slots[place] != 0, slots[place] != number { place = (place + 1) & (slots.count - 1) }
        return place
    }

    private mutating func grow() {
        let old = slots
        bits += 1
        slots = [Number](repeating: 0, count: 1 << bits)
        for number in old where number != 0 { slots[place(of: number)] = number }
    }
}
