import LiaisonCodes

/// Whose a case number is: nearly always one case's, though one that gave way to another may have had it before.
package struct NumberHolders {
    /// The nonces of the messages that have a number, the first of them apart: most have one.
    private var first: [CaseNumber: Digest] = [:]
    private var further: [CaseNumber: [Digest]] = [:]

    /// No case.
    package init() {}

    /// How many cases there are: one may have several numbers.
    package var count: Int { Set(first.values).union(further.values.joined()).count }

    /// The numbers that cases have, or had.
    var numbers: Set<CaseNumber> { Set(first.keys) }

    /// Notes a message's number.
    package mutating func add(_ nonce: Digest, to number: CaseNumber) {
        guard let known = first.updateValue(nonce, forKey: number), known != nonce else { return }
        first[number] = known
        if further[number]?.contains(nonce) != true { further[number, default: []].append(nonce) }
    }

    /// Whether a case has, or had, that number.
    package func have(_ number: CaseNumber) -> Bool { first[number] != nil }

    /// Whether a number leads to the case that a line is of.
    func lead(_ number: CaseNumber, toCaseOf line: CaseNumber, _ nonce: Digest?) -> Bool {
        number == line || !Set(holders(of: number, nil)).isDisjoint(with: holders(of: line, nonce))
    }

    /// The cases that lines are of.
    package func cases(_ lines: [(CaseNumber, Digest?)]) -> Selection {
        var selection = Selection(holders: self)
        for (number, nonce) in lines {
            let found = holders(of: number, nonce)
            selection.nonces.formUnion(found)
            if found.isEmpty { selection.numbers.insert(number) }
        }
        return selection
    }

    /// Some of the cases.
    package struct Selection {
        fileprivate let holders: NumberHolders
        fileprivate var nonces: Set<Digest> = []
        /// Numbers of cases whose messages aren't known.
        fileprivate var numbers: Set<CaseNumber> = []

        /// Whether the case is one of them that a line is of.
        package func contains(_ number: CaseNumber, _ nonce: Digest?) -> Bool {
            if nonces.isEmpty, numbers.isEmpty { return false }
            return numbers.contains(number)
                || holders.holders(of: number, nonce).contains(where: nonces.contains)
        }
    }

    private func holders(of number: CaseNumber, _ nonce: Digest?) -> [Digest] {
        if let nonce { return [nonce] }
        return (first[number].map { [$0] } ?? []) + (further[number] ?? [])
    }
}
