/// What the journal reads of a line: its place in the chain, and what its hashes are over.
package struct LineFrame: Equatable, Sendable {
    /// The line's number in its segment.
    package let sequence: Int
    /// The hash of the line before.
    package let previous: LineHash
    /// The line's own hash.
    package let hash: LineHash
    /// What has become of what a person typed.
    package let words: LineWords
    /// Where `personal` stands, if it does.
    package let personal: Range<Int>?
    /// Where the value of `sealed` stands, if it does.
    let sealed: Range<Int>?
    /// Where the part under `hash` ends.
    let publicEnd: Int
    /// What stands between the last member and the closing brace.
    let tail: Tail

    /// What stands between a line's last member and its closing brace.
    enum Tail: Equatable, Sendable {
        /// Nothing.
        case closed
        /// The spaces of an erasure.
        case padded
        /// Bytes that nobody writes there.
        case torn
    }

    /// The journal's members of a line while somebody walks it.
    package struct Members {
        private var sequence, previous, hash, sealed, personal: Range<Int>?
        private var publicEnd: Int?
        private var hasStrangers = false

        package init() {}

        /// Keeps the next member if it is the journal's.
        ///
        /// - Parameters:
        ///   - member: Where it stands.
        ///   - scanner: The line's.
        /// - Returns: Whether it says nothing to anybody else: it is the journal's, or stands behind the hash, where only
        ///   `personal` may, once.
        package mutating func keep(_ member: LineScanner.Member, _ scanner: LineScanner) -> Bool {
            func named(_ text: StaticString) -> Bool { scanner.matches(member.name, text) }
            if publicEnd != nil {
                if personal == nil, named("personal") { personal = member.value } else { hasStrangers = true }
                return true
            }
            switch member.name.count {
            case 3 where named("seq"): sequence = member.value
            case 4 where named("prev"): previous = member.value
            case 6 where named("sealed"): sealed = member.value
            case 4 where named("hash"):
                hash = member.value
                // The comma and the quote before the name.
                publicEnd = member.name.lowerBound - 2
            default: return false
            }
            return true
        }

        /// The frame of the line, once all of its members have been walked.
        ///
        /// - Parameter scanner: The line's, at its end.
        /// - Returns: The frame.
        /// - Throws: The member that can't be read.
        package func frame(_ scanner: LineScanner) throws(LineError) -> LineFrame {
            // What an interrupted erasure left behind the hash doesn't take the line away; zeros are no erasure's.
            let isTorn = !scanner.isAtEnd
            if isTorn, sealed == nil || hash == nil || scanner.bytes.contains(0) {
                throw .malformed(member: "}")
            }
            guard let sequence = sequence.flatMap(scanner.integer) else { throw .malformed(member: "seq") }
            guard let previous = previous.flatMap(scanner.hash) else { throw .malformed(member: "prev") }
            guard let hash = hash.flatMap(scanner.hash), let publicEnd else {
                throw .malformed(member: "hash")
            }
            let words: LineWords =
                if sealed == nil { .none } else if isTorn { .torn } else if personal == nil { .erased } else {
                    .present
                }
            return LineFrame(
                sequence: sequence, previous: previous, hash: hash, words: words, personal: personal,
                sealed: sealed, publicEnd: publicEnd,
                tail: isTorn || hasStrangers ? .torn : scanner.hasPadding ? .padded : .closed)
        }
    }
}
