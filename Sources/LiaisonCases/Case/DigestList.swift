/// A few digests, of which the first needs no memory of its own: most cases have one or two.
struct DigestList: Equatable, Sendable {
    /// The one that came first.
    let first: Digest
    private var further: [Digest] = []

    init(_ first: Digest) { self.first = first }

    /// Adds a digest.
    mutating func append(_ digest: Digest) { further.append(digest) }

    /// Adds several.
    mutating func append(contentsOf digests: [Digest]) { further += digests }

    /// Whether the digest was added.
    func contains(_ digest: Digest) -> Bool { digest == first || further.contains(digest) }
}
