/// The hashes of a segment's lines, from some line on, packed: a station may have a million of them.
package struct HeadHashes {
    /// The number of the first line that is here; those before it were checked another time.
    package let first: Int
    private var bytes: [UInt8] = []
    private static let length = 64

    /// None as yet.
    ///
    /// - Parameter first: The number of the first line that will be here.
    package init(first: Int) { self.first = first }

    /// How many lines there are, those before ``first`` included.
    package var lines: Int { first + bytes.count / Self.length }

    /// Adds the next line's hash.
    ///
    /// - Parameter hash: 64 ASCII digits.
    package mutating func append(_ hash: [UInt8]) { bytes += hash }

    /// Whether the segment still has the line that somebody saw; lines before ``first`` are taken to be there.
    ///
    /// - Parameter head: The line.
    /// - Returns: Whether it is there, with that hash.
    package func contains(_ head: SegmentHead) -> Bool {
        if head.sequence < first { return true }
        guard head.sequence < lines else { return false }
        let start = (head.sequence - first) * Self.length
        return bytes[start..<(start + Self.length)].elementsEqual(head.hash)
    }
}
