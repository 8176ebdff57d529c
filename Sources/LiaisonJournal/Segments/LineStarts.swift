/// Where the lines of a segment begin, in four bytes a line: a million cases have some four million lines.
package struct LineStarts: Equatable, Sendable {
    /// The starts, without what is above 32 bits.
    private var low: [UInt32] = []
    /// The lines from which on starts are 4 GiB further, one for each such step: hardly any segment has one.
    private var steps: [Int] = []

    /// How many lines there are.
    package var count: Int { low.count }

    /// Where a line begins, in bytes.
    package subscript(line: Int) -> Int {
        let start = Int(low[line])
        return steps.isEmpty ? start : start + steps.count(where: { $0 <= line }) << 32
    }

    /// Adds a line behind all others.
    mutating func append(_ start: Int) {
        while steps.count < start >> 32 { steps.append(low.count) }
        low.append(UInt32(truncatingIfNeeded: start))
    }

    /// Takes the last lines out again.
    mutating func removeLast(_ count: Int) {
        low.removeLast(count)
        steps.removeAll { $0 >= low.count }
    }

    /// Makes room for so many lines at once.
    mutating func reserveCapacity(_ count: Int) { low.reserveCapacity(count) }
}
