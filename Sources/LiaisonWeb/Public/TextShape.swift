/// The pairs of neighbouring letters of a text as marks in a table of 1,024 places: texts that share most pairs
/// share most marks, wherever a word or a name differs.
///
/// Digits, spaces and punctuation don't count, which machines vary first.
struct TextShape {
    /// Fewer letters than that say nothing.
    private static let leastLetters = 20
    /// More letters than that would fill the table.
    private static let mostLetters = 300

    private let marks: SIMD16<UInt64>

    /// Nothing comes of a short text.
    init?(_ text: String) {
        let letters = Array(
            text.unicodeScalars.lazy.filter(\.properties.isAlphabetic).prefix(Self.mostLetters).map(\.value))
        guard letters.count >= Self.leastLetters else { return nil }
        var marks = SIMD16<UInt64>(repeating: 0)
        for index in 1..<letters.count {
            let place = Self.mixed(UInt64(letters[index - 1]) << 32 | UInt64(letters[index])) & 1023
            marks[Int(place >> 6)] |= 1 << (place & 63)
        }
        self.marks = marks
    }

    /// Whether three quarters of the marks of both are common to both (Jaccard's index).
    func isNear(_ other: TextShape) -> Bool {
        let common = (marks & other.marks).nonzeroBitCount.wrappedSum()
        let all = (marks | other.marks).nonzeroBitCount.wrappedSum()
        return common * 4 >= all * 3
    }

    /// The finaliser of MurmurHash3: every bit of the input changes half of the output's.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var hash = value
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }
}
