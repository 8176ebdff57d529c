import LiaisonSystem
import LiaisonText

/// What a person typed as the ledger keeps it: the bytes of a line's `personal`, and their hash.
///
/// Made where the words arrive, so that the committer, which takes a station's lines one by one, only copies.
package struct SealedWords: Sendable {
    /// How many random bytes keep a short text from being guessed by its hash after an erasure.
    private static let saltLength = 8

    /// The value of `personal`, a JSON object.
    package let bytes: [UInt8]
    /// Its SHA-256.
    package let hash: LineHash

    /// Seals words with a fresh salt.
    ///
    /// - Parameters:
    ///   - members: What was typed, by name, in the order in which it is to stand; what wasn't is left out.
    ///   - length: About how many bytes that is.
    package init(_ members: [(name: String, value: String?)], expecting length: Int) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + length)
        bytes.append(#"{"salt":""#)
        bytes.append(Hex.bytes(RandomBytes.make(count: Self.saltLength)))
        bytes.append(UInt8(ascii: "\""))
        for (name, value) in members {
            guard let value else { continue }
            bytes.append(#",""#)
            bytes.append(name)
            bytes.append(#"":"#)
            bytes.appendJSONString(value.utf8)
        }
        bytes.append(UInt8(ascii: "}"))
        self.bytes = bytes
        hash = bytes.withUnsafeBytes { LineHash(of: $0) }
    }
}
