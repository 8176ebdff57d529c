/// The hashes of a segment's lines, from some line on.
package struct HeadHashes {
    /// The number of the first line that is here; those before it were checked another time.
    package let first: Int
    private var hashes: [LineHash] = []

    /// None as yet.
    ///
    /// - Parameter first: The number of the first line that will be here.
    package init(first: Int) { self.first = first }

    /// How many lines there are, those before ``first`` included.
    package var lines: Int { first + hashes.count }

    /// Adds the next line's hash.
    ///
    /// - Parameter hash: The hash.
    package mutating func append(_ hash: LineHash) { hashes.append(hash) }

    /// Whether the segment still has the line that somebody saw; lines before ``first`` are taken to be there.
    ///
    /// - Parameter head: The line.
    /// - Returns: Whether it is there, with that hash.
    package func contains(_ head: SegmentHead) -> Bool {
        if head.sequence < first { return true }
        guard head.sequence < lines else { return false }
        return hashes[head.sequence - first] == head.hash
    }
}
