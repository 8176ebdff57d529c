/// A few digests, of which the first needs no memory of its own: most cases have three or four.
///
/// A million cases stand in memory, so of the further ones half is kept: within one case that tells keyed hashes apart.
struct DigestList: Equatable, Sendable {
    /// The one that came first.
    let first: Digest
    private var further: [UInt64] = []

    init(_ first: Digest) { self.first = first }

    /// Adds a digest.
    mutating func append(_ digest: Digest) { further.append(digest.hash) }

    /// Adds several.
    mutating func append(contentsOf digests: [Digest]) { further += digests.map(\.hash) }

    /// Whether the digest was added.
    func contains(_ digest: Digest) -> Bool { digest == first || further.contains(digest.hash) }
}
