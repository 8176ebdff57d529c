import LiaisonSystem

// The room of one line: its shape, its hashes, its words sealed apart, its place among all lines, the opening that a segment
// begins with. Its rule: a line needs `seq`, `prev` and `hash` alone, and whose bytes give its hash is a line, whatever else it
// says. Bytes come from `Segments/` and go there from `Commit/`; what stands between `prev` and `sealed` is written and read by
// whoever knows what it means.

/// What the journal needs to know of a line: its place in the chain, and what has become of its words.
///
/// A line is one JSON object (RFC 8259) in UTF-8 and a newline. Its members stand in this order:
///
/// - `seq`: the line's number in its segment, 0 for the opening.
/// - `prev`: the `hash` of the line before, 64 zeros in the opening.
/// - what it says: the opening's `at`, `kind`, `station`, `segment`, `writer` and `witness`, see ``SegmentOpening``; of all
///   other lines whatever the fold writes, which is nothing to the journal.
/// - `sealed`: the SHA-256 of the bytes of `personal`, present whenever the line had a `personal`.
/// - `hash`: the SHA-256 of the line's bytes from `{` up to, not including, `,"hash":`.
/// - `personal`: what a person typed, with a random `salt`, always last. Erasing overwrites it, comma and name
///   included, with as many spaces: every hash and every line's place stays as it was.
///
/// All hashes are 64 lower-case hexadecimal digits, so that sha256sum(1) checks them.
///
/// The chain needs `seq`, `prev` and `hash` alone. A line that has them, and whose bytes give its hash, is a line whatever
/// else it says: a newer release may write other kinds, other members and other words.
package protocol JournalLine: Sendable {
    /// Reads a line. Hashes are read, not checked: that is ``LineSeal``'s work.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - withPersonal: Whether to read what a person typed; folding doesn't need it.
    /// - Throws: ``LineError`` for what is no line.
    init(decoding bytes: UnsafeBufferPointer<UInt8>, withPersonal: Bool) throws(LineError)

    /// Its place in the chain, and what its hashes are over.
    var frame: LineFrame { get }
    /// What it says as the first line of a segment; nothing for any other.
    var opening: SegmentOpening? { get }
    /// Whether it says anything that this release doesn't know: a kind, a member, a word.
    var isNewer: Bool { get }
    /// The moment that it says; nothing where only a newer release can read it.
    var moment: Timestamp? { get }
}

extension JournalLine {
    /// Reads a line from other bytes.
    ///
    /// - Parameters:
    ///   - bytes: The line without its newline.
    ///   - withPersonal: Whether to read what a person typed.
    /// - Throws: ``LineError`` for what is no line.
    package init(decoding bytes: some Collection<UInt8>, withPersonal: Bool) throws(LineError) {
        let line = Array(bytes)
        self = try line.withUnsafeBufferPointer { buffer throws(LineError) in
            try Self(decoding: buffer, withPersonal: withPersonal)
        }
    }
}

/// Where the personal part of a line stands.
package enum LineWords: Equatable, Sendable {
    /// It never had one.
    case none
    /// It stands in the line.
    case present
    /// It has been taken out.
    case erased
    /// An erasure of it was interrupted, or it was damaged.
    case torn
}

/// Why some bytes are no line of a segment.
package enum LineError: Error, Equatable, Sendable {
    /// Not a JSON object with the members in their order; the name of the member looked for.
    case malformed(member: String)

    /// The member that the line stopped being read at.
    package var member: String {
        switch self {
        case .malformed(let member): member
        }
    }
}
