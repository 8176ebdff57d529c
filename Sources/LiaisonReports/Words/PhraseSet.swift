/// Chinese phrases of up to four characters, found quickly at a place in a text.
struct PhraseSet: Sendable {
    /// The most characters of a phrase.
    static let maximumLength = 4
    private static let filterBits = 20

    /// One bit for each first pair of characters: most places of a text are settled by it.
    private var filter = [UInt64](repeating: 0, count: (1 << filterBits) / 64)
    /// The phrases, 16 bits a character.
    private var phrases = NumberSet<UInt64>()
    /// The characters with which phrases begin.
    private(set) var beginnings: Set<UInt16> = []

    /// Adds a phrase; one that is shorter than two characters, longer than four or not all Chinese is passed over.
    mutating func insert(_ phrase: String) { insert(HanText.codes(of: phrase)) }

    /// Adds a phrase of character codes, see ``HanText``.
    mutating func insert(_ codes: [UInt16]) {
        guard (2...Self.maximumLength).contains(codes.count), !codes.contains(HanText.gap) else { return }
        let bit = Self.bit(codes[0], codes[1])
        filter[bit >> 6] |= 1 << UInt64(bit & 63)
        beginnings.insert(codes[0])
        phrases.insert(codes.reduce(0) { $0 << 16 | UInt64($1) })
    }

    /// The length of the longest phrase that stands at a place, 0 for none.
    func length(at index: Int, in codes: borrowing [UInt16]) -> Int {
        guard index + 1 < codes.count else { return 0 }
        let bit = Self.bit(codes[index], codes[index + 1])
        guard filter[bit >> 6] >> UInt64(bit & 63) & 1 == 1 else { return 0 }
        var packed = UInt64(codes[index])
        var longest = 0
        for length in 2...Self.maximumLength {
            guard index + length <= codes.count, codes[index + length - 1] != HanText.gap else { break }
            packed = packed << 16 | UInt64(codes[index + length - 1])
            if phrases.contains(packed) { longest = length }
        }
        return longest
    }

    private static func bit(_ first: UInt16, _ second: UInt16) -> Int {
        let pair = UInt32(first) << 16 | UInt32(second)
        return Int((pair &* 0x9E37_79B1) >> UInt32(32 - filterBits))
    }
}
