/// Cases in the order in which they were first seen, in blocks that stay where they are: a list that grows copies none of them,
/// and who still reads what it was costs whoever changes a case one block.
package struct CaseList: RandomAccessCollection, Equatable, Sendable {
    /// How many there are.
    package private(set) var count = 0
    /// All full but the last.
    private var blocks: [[Case]] = []

    /// The logarithm of a block's size: some 20 KB.
    private static let shift = 6
    private static let blockSize = 1 << shift

    /// No case.
    init() {}

    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(index: Int) -> Case {
        _read { yield blocks[index >> Self.shift][index & (Self.blockSize - 1)] }
        _modify { yield &blocks[index >> Self.shift][index & (Self.blockSize - 1)] }
    }

    /// Adds a case.
    mutating func append(_ value: Case) {
        if count & (Self.blockSize - 1) == 0 {
            blocks.append([])
            // Most stations have few: their one block grows as it must.
            if count > 0 { blocks[blocks.count - 1].reserveCapacity(Self.blockSize) }
        }
        blocks[blocks.count - 1].append(value)
        count += 1
    }

    /// Takes out the cases that were added last.
    ///
    /// - Parameter number: How many.
    mutating func removeLast(_ number: Int) {
        for _ in 0..<number {
            blocks[blocks.count - 1].removeLast()
            if blocks[blocks.count - 1].isEmpty { blocks.removeLast() }
            count -= 1
        }
    }
}
