import LiaisonSystem

/// The lines of a segment on their way through a check: each must be whole, and follow the one before it.
package struct LineChain: Sendable {
    /// How many lines have been followed.
    package private(set) var lines: Int
    /// The hash that the last of them states, 64 ASCII digits.
    package private(set) var head: [UInt8]

    /// The `prev` of a segment's first line.
    package static let noHash = [UInt8](repeating: 0x30, count: 64)

    /// A chain from a segment's first line on.
    package init() { self.init(lines: 0, head: Self.noHash) }

    /// A chain from behind lines that were checked before.
    ///
    /// - Parameters:
    ///   - lines: How many.
    ///   - head: The hash of the last of them, 64 ASCII digits.
    package init(lines: Int, head: [UInt8]) {
        self.lines = lines
        self.head = head
    }

    /// What the check of one line has shown.
    package struct Link<Line: JournalLine> {
        /// The line; nothing when it is none.
        package let line: Line?
        /// Where its words stand; ``LineWords/torn`` also when they don't give their seal.
        package let words: LineWords
        /// What is wrong beside its words, whose alteration only an erasure of the case excuses.
        package let problems: [Verification.Problem]
    }

    /// Checks the next line against its own hashes and the line before it.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - kind: As what it is to be read.
    /// - Returns: What it is and what is wrong with it; the chain goes on behind it in any case.
    package mutating func follow<Line: JournalLine>(
        _ bytes: UnsafeBufferPointer<UInt8>, as kind: Line.Type
    ) -> Link<Line> {
        defer { lines += 1 }
        let line: Line
        do throws(LineError) {
            line = try kind.init(decoding: bytes, withPersonal: false)
        } catch {
            head = Self.noHash
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
