import LiaisonSystem

/// A station's cases from the oldest to the newest, by their indices: a page of a list then looks at the cases that it
/// may show, and at no others.
///
/// Cases come nearly in this order, so keeping it costs next to nothing. Cases of the same millisecond stand in any
/// order here; ``Inbox/newestCases(before:limit:where:)`` sorts them by their numbers, which can still change.
struct CaseOrder: Sendable {
    private(set) var indices: [Int32] = []

    /// Takes in the cases that have come since the last time.
    mutating func update(with cases: CaseList) {
        guard indices.count < cases.count else { return }
        var isSorted = true
        var last = indices.last.map { cases[Int($0)].received }
        for index in indices.count..<cases.count {
            let received = cases[index].received
            if let last, received < last { isSorted = false }
            last = received
            indices.append(Int32(index))
        }
        if !isSorted { indices.sort { cases[Int($0)].received < cases[Int($1)].received } }
    }

    /// Forgets the cases from an index on: they are taken back.
    mutating func forget(from count: Int) { indices.removeAll { $0 >= count } }

    /// Forgets everything: a case's moment has changed.
    mutating func forget() { indices = [] }

    /// How many cases came before a moment, or at it.
    func count(upTo moment: Timestamp, of cases: CaseList) -> Int {
        var (low, high) = (0, indices.count)
        while low < high {
            let middle = (low + high) / 2
            if cases[Int(indices[middle])].received <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
