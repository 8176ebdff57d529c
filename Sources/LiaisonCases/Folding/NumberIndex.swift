import LiaisonCodes

/// Which cases a number leads to: those that have it, and those that once had it and gave way to another.
///
/// Each number of a case stands on a line of its message, so whoever has read the same lines finds the same.
struct NumberIndex: Sendable {
    private var table = IndexTable()
    /// By which number the table knows a case that has got another since.
    private var founding: [Int: UInt64] = [:]
    /// The other numbers of such cases.
    private var further: [UInt64: [Int]] = [:]

    /// Adds the last of the cases under its number.
    mutating func insert(_ index: Int, of cases: CaseList) {
        let founding = founding
        table.insert(index) { founding[$0] ?? cases[$0].number.serial }
    }

    /// Takes the last of the cases out again.
    mutating func removeLast(_ index: Int, of cases: CaseList) {
        table.removeLast(index, hash: foundingSerial(of: index, cases))
        founding[index] = nil
    }

    /// Has one more number lead to a case.
    ///
    /// - Parameters:
    ///   - serial: The number.
    ///   - index: The case, which still has the number of before.
    ///   - cases: All of them.
    /// - Returns: Whether it did not lead there yet.
    mutating func add(_ serial: UInt64, to index: Int, of cases: CaseList) -> Bool {
        let first = foundingSerial(of: index, cases)
        if first == serial || further[serial]?.contains(index) == true { return false }
        founding[index] = first
        further[serial, default: []].append(index)
        return true
    }

    /// Has a number that was added lead to a case no longer.
    mutating func remove(_ serial: UInt64, from index: Int) { further[serial]?.removeAll { $0 == index } }

    /// Calls `body` with each case that the number leads to.
    func forEach(_ serial: UInt64, of cases: CaseList, _ body: (Int) -> Void) {
        _ = table.index(hash: serial) { index in
            if foundingSerial(of: index, cases) == serial { body(index) }
            return false
        }
        further[serial]?.forEach(body)
    }

    /// All numbers that lead to a case.
    func serials(of index: Int, _ cases: CaseList) -> Set<UInt64> {
        var serials: Set = [foundingSerial(of: index, cases)]
        for (serial, indices) in further where indices.contains(index) { serials.insert(serial) }
        return serials
    }

    private func foundingSerial(of index: Int, _ cases: CaseList) -> UInt64 {
        founding[index] ?? cases[index].number.serial
    }
}
