/// The hashes of a segment's lines, from some line on, packed: a station may have a million of them.
struct HeadHashes {
    /// The number of the first line that is here; those before it were checked another time.
    let first: Int
    private var bytes: [UInt8] = []
    private static let length = 64

    init(first: Int) { self.first = first }

    /// How many lines there are, those before ``first`` included.
    var lines: Int { first + bytes.count / Self.length }

    /// Adds the next line's hash, 64 ASCII digits.
    mutating func append(_ hash: [UInt8]) { bytes += hash }

    /// Whether the segment still has the line that somebody saw; lines before ``first`` are taken to be there.
    func contains(_ head: SegmentHead) -> Bool {
        if head.sequence < first { return true }
        guard head.sequence < lines else { return false }
        let start = (head.sequence - first) * Self.length
        return bytes[start..<(start + Self.length)].elementsEqual(head.hash)
    }
}
