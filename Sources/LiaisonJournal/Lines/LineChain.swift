import LiaisonSystem

/// The lines of a segment on their way through a check: each must be whole, and follow the one before it.
package struct LineChain: Sendable {
    /// How many lines have been followed.
    package private(set) var lines: Int
    /// The hash that the last of them states.
    package private(set) var head: LineHash

    /// A chain from a segment's first line on.
    package init() { self.init(lines: 0, head: .none) }

    /// A chain from behind lines that were checked before.
    ///
    /// - Parameters:
    ///   - lines: How many.
    ///   - head: The hash of the last of them.
    package init(lines: Int, head: LineHash) {
        self.lines = lines
        self.head = head
    }

    /// What the check of one line has shown.
    package struct Link {
        /// What has become of its words; ``LineWords/torn`` also when they don't give their seal.
        package let words: LineWords
        /// What is wrong beside its words, whose alteration only an erasure of the case excuses.
        package let problems: [Verification.Problem]
    }

    /// Checks the next line against its own hashes and the line before it.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - frame: What it states, and where.
    /// - Returns: What is wrong with it; the chain goes on behind it in any case.
    package mutating func follow(_ bytes: UnsafeBufferPointer<UInt8>, _ frame: LineFrame) -> Link {
        var problems: [Verification.Problem] = []
        var words = frame.words
        switch LineSeal.check(bytes, frame) {
        case .intact: break
        case .altered: problems.append(.altered)
        case .wordsAltered: words = .torn
        }
        if frame.sequence != lines || frame.previous != head { problems.append(.outOfChain) }
        lines += 1
        head = frame.hash
        return Link(words: words, problems: problems)
    }

    /// Passes what stands where a line should and is none.
    package mutating func pass() {
        lines += 1
        head = .none
    }
}
