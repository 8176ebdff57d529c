import LiaisonSystem

/// The lines of a segment on their way through a check: each must be whole, and follow the one before it.
package struct LineChain: Sendable {
    /// How many lines have been followed.
    package private(set) var lines: Int
    /// The hash that the last of them states, 64 ASCII digits.
    package private(set) var head: [UInt8]

    /// A chain from a segment's first line on.
    package init() { self.init(lines: 0, head: LedgerLine.noHash) }

    /// A chain from behind lines that were checked before.
    package init(lines: Int, head: [UInt8]) {
        self.lines = lines
        self.head = head
    }

    /// What the check of one line has shown.
    package struct Link {
        /// The line; nothing when it is none.
        package let line: LedgerLine?
        /// Where its words stand; ``LedgerLine/Words/torn`` also when they don't give their seal.
        package let words: LedgerLine.Words
        /// What is wrong beside its words, whose alteration only an erasure of the case excuses.
        package let problems: [Verification.Problem]
    }

    /// Checks the next line against its own hashes and the line before it.
    ///
    /// - Parameter bytes: The line without its newline.
    /// - Returns: What it is and what is wrong with it; the chain goes on behind it in any case.
    package mutating func follow(_ bytes: UnsafeBufferPointer<UInt8>) -> Link {
        defer { lines += 1 }
        let line: LedgerLine
        do throws(LineError) {
            line = try LedgerLine(decoding: bytes, withPersonal: false)
        } catch {
            head = LedgerLine.noHash
            return Link(line: nil, words: .none, problems: [.unreadable(member: error.member)])
        }
        var problems: [Verification.Problem] = []
        var words = line.words
        switch LineSeal.check(bytes, hash: line.hash) {
        case .intact: break
        case .altered: problems.append(.altered)
        case .wordsAltered: words = .torn
        }
        if line.sequence != lines || line.previous != head { problems.append(.outOfChain) }
        head = line.hash
        return Link(line: line, words: words, problems: problems)
    }
}
